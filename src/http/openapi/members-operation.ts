// Genesys Cloud's own members route, under both of its names.
import { FILTERS } from '../../domain/filters.js';
import type { MembersResource } from '../../domain/members-path.rules.js';
import { VIEW_PARAMETERS } from '../../domain/parameter-tables.js';
import { ALWAYS, COUNTED, curl, requestHeaders } from './counting.js';
import { memberPageExample, SALES } from './examples.js';
import { headersOf } from './headers.js';
import { ifNoneMatch, queryParameters, queueIdInPath } from './parameters.js';
import { problemResponses } from './problems.js';
import { BY_CALLER } from './security.js';
import { ref, type Operation } from './types.js';

export function members(resource: MembersResource): Operation {
  const older =
    'The older name of `members`, which many integrations still ask for: the same answer, and links to `users`. ';
  return {
    operationId: resource === 'members' ? 'getQueueMembers' : 'getQueueUsers',
    summary: "Genesys Cloud's members of a queue, counted",
    description:
      (resource === 'members' ? '' : older) +
      "Genesys Cloud's own path, query and entities, plus `total` and `pageCount`. The route adds no filter of its own.",
    tags: ['Genesys Cloud'],
    security: BY_CALLER,
    parameters: [
      queueIdInPath(),
      ...queryParameters([FILTERS, VIEW_PARAMETERS]),
      ...requestHeaders(),
      ifNoneMatch(),
    ],
    responses: {
      200: {
        description: 'One page, counted over all pages.',
        headers: headersOf(...ALWAYS, ...COUNTED, 'ETag'),
        content: {
          'application/json': {
            schema: ref('schemas', 'MemberPage'),
            examples: { one: { summary: 'One agent matches', value: memberPageExample() } },
          },
        },
      },
      304: {
        description: 'As in the answer that is there.',
        headers: headersOf(...ALWAYS, ...COUNTED, 'ETag'),
      },
      ...problemResponses([
        'path',
        'caller key',
        'queue id',
        'queues',
        'parameters',
        'body',
        'genesys',
        'members',
      ]),
    },
    'x-codeSamples': [curl(`/api/v2/routing/queues/${SALES}/${resource}?presence=Available&joined=true`)],
  };
}
