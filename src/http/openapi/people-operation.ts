// Who is in a queue, in the API description: the operation and its answer, and what it has in common with the search.
import { SALES } from './examples.js';
import { headersOf } from './headers.js';
import { problemResponses } from './problems.js';
import { BY_OPERATOR } from './security.js';
import { closed, count, listOf, moment, ref, text, yesOrNo, type Operation, type Schema } from './types.js';

/** Of all operations of the page. */
export const common = () => ({ tags: ['Status page'], security: BY_OPERATOR });

/** A parameter. */
export const query = (name: string, words: string, required: boolean, example: string) => ({
  name,
  in: 'query',
  required,
  description: words,
  schema: { type: 'string' },
  example,
});

/** The header that says that no other site has sent it. */
export const requestedBy = () => ({
  name: 'X-Requested-By',
  in: 'header',
  description:
    'Any value. Wanted where the admin key comes as the password of HTTP Basic, unless the browser says with ' +
    '`Sec-Fetch-Site` whose page asks: browsers add such a password by themselves, also for other sites.',
  schema: { type: 'string' },
  example: 'curl',
});

/** Whose queues. */
export const whose = () =>
  query(
    'organization',
    'The name of the organization: default where it is left out, or the only one.',
    false,
    'default',
  );

/** Who is in a queue. */
export function queuePeople(): Operation {
  return {
    ...common(),
    operationId: 'getQueuePeople',
    summary: 'Who is in a queue',
    description:
      'Asked of Genesys Cloud now: all members of a queue, counted by joined, presence and routing status, without names.',
    parameters: [whose(), query('queue', 'The id of the queue.', true, SALES), requestedBy()],
    responses: {
      200: {
        description: 'The members, the largest group first.',
        headers: headersOf('X-Request-Id', 'Cache-Control'),
        content: {
          'application/json': {
            schema: ref('schemas', 'QueuePeople'),
            example: {
              queueId: SALES,
              asOf: '2026-03-01T12:00:00.000Z',
              groups: [{ joined: true, presence: 'On Queue', routingStatus: 'IDLE', members: 4 }],
            },
          },
        },
      },
      ...problemResponses([
        'admin key',
        'same origin',
        'organization',
        'parameters',
        'queue id',
        'genesys',
        'members',
      ]),
    },
  };
}

/** Its answer. */
export function queuePeopleSchema(): Schema {
  return closed('Who is in a queue.', {
    queueId: { type: 'string', format: 'uuid' },
    asOf: moment('When they were counted.'),
    groups: listOf(
      closed('Members who are alike.', {
        joined: yesOrNo('Whether they have joined the queue.'),
        presence: text('Their presence, as in Genesys Cloud.'),
        routingStatus: text('Their routing status, as in Genesys Cloud.'),
        members: count('How many.'),
      }),
      'The largest group first.',
    ),
  });
}
