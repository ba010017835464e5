// What operators ask of the admin listener: metrics, status, and this description.
import { VERSION } from '../../runtime/version.js';
import { headersOf } from './headers.js';
import { ifNoneMatch } from './parameters.js';
import { problemResponses } from './problems.js';
import { BY_ANYBODY, BY_OPERATOR } from './security.js';
import { statusExample } from './status-example.js';
import { ref, type Operation, type Paths } from './types.js';

/** @returns paths with their operations */
export function adminPaths(): Paths {
  return {
    '/metrics': { get: metrics() },
    '/status': { get: status() },
    '/openapi.json': { get: openapi(true) },
  };
}

function metrics(): Operation {
  return {
    operationId: 'getMetrics',
    summary: 'Metrics for Prometheus',
    description: 'In the text format of Prometheus. No key is needed, also off loopback.',
    tags: ['Operation'],
    security: BY_ANYBODY,
    responses: {
      200: {
        description: 'All metrics.',
        headers: headersOf('X-Request-Id'),
        content: {
          'text/plain': {
            schema: { type: 'string' },
            example: 'availability_proxy_token_expires_in_seconds{organization="default"} 80000\n',
          },
        },
      },
      ...problemResponses([]),
    },
  };
}

function status(): Operation {
  return {
    operationId: 'getStatus',
    summary: 'State of the service',
    description:
      'Tokens, the rate budget with its arithmetic and advice, every query with its age and its last half hour, webhooks, ' +
      'callers and problems: all that the status page shows.',
    tags: ['Operation'],
    security: BY_OPERATOR,
    responses: {
      200: {
        description: 'As of now.',
        headers: headersOf('X-Request-Id', 'Cache-Control'),
        content: { 'application/json': { schema: ref('schemas', 'Status'), example: statusExample() } },
      },
      ...problemResponses(['admin key']),
    },
  };
}

/** The description of this description. */
export function openapi(forOperators: boolean): Operation {
  return {
    operationId: 'getOpenapi',
    summary: 'This description',
    description: 'OpenAPI 3.1: every route that this listener has.',
    tags: ['Operation'],
    security: forOperators ? BY_OPERATOR : BY_ANYBODY,
    parameters: [ifNoneMatch()],
    responses: {
      200: {
        description: 'The document.',
        headers: headersOf('X-Request-Id', 'Cache-Control', 'ETag'),
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { openapi: { type: 'string', pattern: '^3\\.1\\.' } },
              required: ['openapi'],
              additionalProperties: true,
            },
            example: { openapi: '3.1.1', info: { title: 'Availability proxy', version: VERSION }, paths: {} },
          },
        },
      },
      304: {
        description: 'As in the answer that is there.',
        headers: headersOf('X-Request-Id', 'Cache-Control', 'ETag'),
      },
      ...problemResponses(forOperators ? ['admin key'] : []),
    },
  };
}
