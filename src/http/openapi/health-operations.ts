// The health routes, which both listeners have and which need no key.
import { BY_ANYBODY } from './security.js';
import { headersOf } from './headers.js';
import { readinessExample, tokenExample } from './health-example.js';
import { problemResponses } from './problems.js';
import { ref, type Operation, type Paths } from './types.js';

/** @returns paths with their operations */
export function healthPaths(): Paths {
  return {
    '/livez': { get: livez() },
    '/readyz': { get: readyz() },
    '/health/token': { get: healthToken() },
  };
}

const common = () => ({
  tags: ['Health'],
  security: BY_ANYBODY,
});
const headers = () => headersOf('X-Request-Id', 'Cache-Control');

function livez(): Operation {
  return {
    ...common(),
    operationId: 'getLivez',
    summary: 'Whether the process answers',
    description: 'Nothing else is asked, least of all Genesys Cloud.',
    responses: {
      200: {
        description: 'It does.',
        headers: headers(),
        content: { 'text/plain': { schema: { const: 'ok\n' }, example: 'ok\n' } },
      },
      ...problemResponses([]),
    },
  };
}

function readyz(): Operation {
  const answer = (description: string, state: string, states: readonly string[]) => ({
    description,
    headers: headers(),
    content: {
      'text/plain': { schema: { enum: states.map((one) => `${one}\n`) }, example: `${state}\n` },
      'application/json': {
        schema: { allOf: [ref('schemas', 'Readiness')], properties: { state: { enum: states } } },
        example: readinessExample(state),
      },
    },
  });
  return {
    ...common(),
    operationId: 'getReadyz',
    summary: 'Whether requests should be sent here',
    description:
      'From the first token of any organization until the drain; an outage of Genesys Cloud changes nothing.',
    parameters: [
      {
        name: 'verbose',
        in: 'query',
        description: 'With any value or none: the same as JSON, with tokens, settings and sharing.',
        allowEmptyValue: true,
        schema: { type: 'string' },
        example: 'true',
      },
    ],
    responses: {
      200: answer('They should.', 'ready', ['ready']),
      503: answer('Not yet, or no longer.', 'starting', ['starting', 'draining']),
      ...problemResponses([]),
    },
  };
}

function healthToken(): Operation {
  const answer = (description: string, status: string) => ({
    description,
    headers: headers(),
    content: {
      'application/json': { schema: ref('schemas', 'TokenHealth'), example: tokenExample(status) },
    },
  });
  return {
    ...common(),
    operationId: 'getTokenHealth',
    summary: 'State of the logins',
    description:
      "The worst organization's fields at the top, all of them under `organizations`. Never the token. Alert on this route.",
    parameters: [
      {
        name: 'organization',
        in: 'query',
        description: 'The name of one organization; its fields alone are the answer.',
        schema: { type: 'string' },
        example: 'default',
      },
    ],
    responses: {
      200: answer('Each organization asked for holds a usable token.', 'healthy'),
      503: answer('An organization holds none.', 'failing'),
      ...problemResponses(['organization']),
    },
  };
}
