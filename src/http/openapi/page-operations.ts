// The status page, and what it asks of the admin listener besides the status.
import { common, query, queuePeople, requestedBy, whose } from './people-operation.js';
import { SALES } from './examples.js';
import { headersOf } from './headers.js';
import { ifNoneMatch } from './parameters.js';
import { problemResponses } from './problems.js';
import { ref, type Operation, type Paths } from './types.js';

/** @returns paths with their operations */
export function pagePaths(): Paths {
  return {
    '/': { get: page() },
    '/ui/app.js': { get: pageFile('Script', 'text/javascript', '…') },
    '/ui/app.css': { get: pageFile('Style', 'text/css', 'body { margin: 0 }') },
    '/ui/icon.svg': { get: pageFile('Icon', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>') },
    '/status/events': { get: statusEvents() },
    '/queues': { get: queues() },
    '/queue-people': { get: queuePeople() },
    '/webhook-runs': { post: webhookRuns() },
  };
}

const cached = () => headersOf('X-Request-Id', 'Cache-Control', 'ETag');

const notModified = () => ({ 304: { description: 'As in the answer that is there.', headers: cached() } });

const notBuilt = () => ({
  503: {
    description: 'The page was not built.',
    headers: headersOf('X-Request-Id'),
    content: {
      'text/plain': {
        schema: { type: 'string' },
        example: 'The status page is not built: run "npm run build".\n',
      },
    },
  },
});

function page(): Operation {
  return {
    ...common(),
    operationId: 'getPage',
    summary: 'The status page',
    description: 'Everything it needs comes from this listener.',
    parameters: [ifNoneMatch()],
    responses: file('text/html', '<!doctype html>…'),
  };
}

function pageFile(what: 'Script' | 'Style' | 'Icon', media: string, example: string): Operation {
  return {
    ...common(),
    operationId: `getPage${what}`,
    summary: `${what} of the status page`,
    description: 'With a Content-Security-Policy that allows nothing from other origins.',
    parameters: [ifNoneMatch()],
    responses: file(media, example),
  };
}

const file = (media: string, example: string) => ({
  200: {
    description: 'The file.',
    headers: cached(),
    content: { [media]: { schema: { type: 'string' }, example } },
  },
  ...notModified(),
  ...notBuilt(),
  ...problemResponses(['admin key']),
});

function statusEvents(): Operation {
  return {
    ...common(),
    operationId: 'getStatusEvents',
    summary: 'The status, again and again',
    description:
      'Server-sent events named `status`, each with the JSON of `/status`: at once, every two seconds, and when a problem ' +
      'begins or ends, at most four a second.',
    responses: {
      200: {
        description: 'Events until the connection ends.',
        headers: headersOf('X-Request-Id', 'Cache-Control'),
        content: {
          'text/event-stream': {
            schema: { type: 'string' },
            example: 'retry: 2000\n\nevent: status\ndata: {"state":"ready"}\n\n',
          },
        },
      },
      ...problemResponses(['admin key', 'same origin', 'stream']),
    },
  };
}

function queues(): Operation {
  return {
    ...common(),
    operationId: 'getQueues',
    summary: 'Queues by name',
    description: 'Asked of Genesys Cloud: at most 50, by name.',
    parameters: [
      whose(),
      query('name', 'A part of the name; all queues without it.', false, 'sales'),
      requestedBy(),
    ],
    responses: {
      200: {
        description: 'The queues that were found.',
        headers: headersOf('X-Request-Id', 'Cache-Control'),
        content: {
          'application/json': {
            schema: ref('schemas', 'FoundQueues'),
            example: { queues: [{ id: SALES, name: 'Sales', memberCount: 12 }] },
          },
        },
      },
      ...problemResponses(['admin key', 'same origin', 'organization', 'parameters', 'genesys']),
    },
  };
}

function webhookRuns(): Operation {
  return {
    ...common(),
    operationId: 'postWebhookRun',
    summary: 'Ask as a webhook would',
    description:
      'Sends a request to the public listener of this service, and no other, and judges the answer as a platform would. ' +
      'Only for the status page itself: the request must be of the same origin.',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: ref('schemas', 'WebhookRun'),
          example: {
            method: 'GET',
            path: `/v1/queues/${SALES}/availability?min=1`,
            headers: { Authorization: 'Bearer YOUR_KEY' },
            accept: { by: 'field', field: 'total', condition: 'Greater Than', value: '0' },
          },
        },
      },
    },
    responses: {
      200: {
        description: 'What came back, and whether the call would have been accepted.',
        headers: headersOf('X-Request-Id', 'Cache-Control'),
        content: {
          'application/json': { schema: ref('schemas', 'WebhookRunResult'), example: runResult() },
        },
      },
      ...problemResponses(['admin key', 'same origin', 'body', 'webhook run']),
    },
  };
}

const runResult = () => ({
  status: 200,
  durationMs: 12,
  headers: [['Content-Type', 'application/json; charset=utf-8']],
  body: '{"accept":true,"total":3}',
  accepted: true,
  decidedBy: { what: 'field total Greater Than 0', found: '3' },
  reason: 'The call is accepted: total Greater Than 0 is met: the value is 3.',
});
