// The counting routes of the public listener.
import type { AvailabilityAnswer } from '../availability/answer-schema.js';
import { ALWAYS, COUNTED, curl, requestHeaders } from './counting.js';
import type { ErrorPlace } from '../../domain/error-codes.js';
import {
  availabilityExample,
  SALES,
  severalExample,
  SUPPORT,
  unknownExample,
  webhookExample,
  written,
} from './examples.js';
import { header, headersOf } from './headers.js';
import { members } from './members-operation.js';
import {
  bodyOf,
  ifNoneMatch,
  queryBesideBody,
  queryParameters,
  queueIdInPath,
  tablesOf,
  type BodyName,
} from './parameters.js';
import { problemResponses } from './problems.js';
import { BY_CALLER } from './security.js';
import { ref, type Operation, type Paths, type ResponseObject } from './types.js';

/** @returns paths with their operations */
export function questionPaths(): Paths {
  return {
    '/api/v2/routing/queues/{queueId}/members': { get: members('members') },
    '/api/v2/routing/queues/{queueId}/users': { get: members('users') },
    '/v1/queues/{queueId}/availability': yesOrNo({
      id: 'QueueAvailability',
      summary: 'Can this queue take a call now?',
      description:
        'Counts `presence=Available` when neither presence nor routing status is given, and `joined=true` unless told ' +
        'otherwise. When Genesys Cloud cannot be asked the failure policy decides, and the status is `unknown`.',
      path: `/v1/queues/${SALES}/availability`,
      own: [queueIdInPath()],
      body: 'QueueQuestion',
      schema: 'Availability',
      examples: { available: availabilityExample(), unknown: unknownExample() },
      query: { min: 2, presence: ['Available'] },
      places: ['path', 'queue id', 'parameters'],
    }),
    '/v1/availability': yesOrNo({
      id: 'SeveralAvailability',
      summary: 'Can any of these queues take a call now?',
      description:
        'Each queue and all together; an agent in two queues counts once. A queue that Genesys Cloud refuses is listed ' +
        'with its reason, and the status stays 200.',
      path: '/v1/availability',
      own: [],
      body: 'SeveralQuestion',
      schema: 'SeveralAvailability',
      examples: { available: severalExample(), unknown: unknownExample() },
      query: { queue: [SALES, SUPPORT], min: 2 },
      places: ['queue id', 'parameters'],
    }),
    '/v1/webhooks/{name}': yesOrNo({
      id: 'Webhook',
      summary: 'Does this webhook of the settings accept a call now?',
      description:
        'Queues, filters and acceptance stand in the settings; the platform holds a URL and a key.',
      path: '/v1/webhooks/sales-line',
      own: [webhookName()],
      body: 'WebhookQuestion',
      schema: 'WebhookAvailability',
      examples: { unavailable: webhookExample() },
      query: { statusCodes: true },
      places: ['path', 'webhook', 'parameters'],
    }),
  };
}

interface YesOrNo {
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  /** With its parameters filled in. */
  readonly path: string;
  /** Parameters of the path. */
  readonly own: readonly object[];
  readonly body: BodyName;
  readonly schema: string;
  readonly examples: Readonly<Record<string, AvailabilityAnswer>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly places: readonly ErrorPlace[];
}

function yesOrNo(route: YesOrNo): { get: Operation; post: Operation } {
  const { id, body, path, query } = route;
  const tables = tablesOf(body);
  const operation = {
    summary: route.summary,
    description: route.description,
    tags: ['Availability'],
    security: BY_CALLER,
  };
  const places: ErrorPlace[] = [...route.places, 'caller key', 'queues', 'body', 'genesys', 'members'];
  const answer = yesOrNoAnswer(route, 'What was found.', true);
  const refusal = yesOrNoAnswer(route, 'Not accepted, with `statusCodes=true`: the same answer.', false);
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return {
    get: {
      ...operation,
      operationId: `get${id}`,
      parameters: [...route.own, ...queryParameters(tables), ...requestHeaders(), ifNoneMatch()],
      responses: {
        200: answer,
        304: {
          description: 'As in the answer that is there.',
          headers: { ...headersOf(...ALWAYS, 'ETag'), ...mayBeCounted() },
        },
        409: refusal,
        ...problemResponses(places),
      },
      'x-codeSamples': [curl(`${path}?${search.toString()}`)],
    },
    post: {
      ...operation,
      operationId: `post${id}`,
      parameters: [...route.own, ...queryBesideBody(tables), ...requestHeaders()],
      requestBody: bodyOf(body, query),
      responses: { 200: answer, 409: refusal, ...problemResponses(places) },
      'x-codeSamples': [
        curl(path, `-H 'Content-Type: application/json' -d '${JSON.stringify(query)}'`),
        curl(path, `-d '${search.toString()}'`),
      ],
    },
  };
}

/** One answer in its three forms. */
function yesOrNoAnswer({ schema, examples, id }: YesOrNo, description: string, ok: boolean): ResponseObject {
  const shown = Object.entries(examples).filter(([, { accept }]) => ok || !accept);
  const several = id !== 'QueueAvailability';
  const in_ = (format: 'json' | 'text' | 'xml') =>
    Object.fromEntries(shown.map(([name, answer]) => [name, { value: written(answer, format, several) }]));
  return {
    description,
    headers: { ...headersOf(...ALWAYS), ...(ok && headersOf('ETag')), ...mayBeCounted() },
    content: {
      'application/json': { schema: ref('schemas', schema), examples: in_('json') },
      'text/plain': {
        schema: { type: 'string', description: 'A line `name=value` for each field but `queues`.' },
        examples: in_('text'),
      },
      'application/xml': {
        schema: { type: 'string', description: 'An element for each field, inside `availability`.' },
        examples: in_('xml'),
      },
    },
  };
}

/** Missing where no queue could be counted. */
const mayBeCounted = () => Object.fromEntries(COUNTED.map((name) => [name, header(name, false)]));

const webhookName = () => ({
  name: 'name',
  in: 'path',
  required: true,
  description: 'The name under `webhooks` in the settings.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' },
  example: 'sales-line',
});
