// What the status page asks and is told besides the status, as JSON Schemas.
import { queuePeopleSchema } from './people-operation.js';
import { CONDITIONS } from '../../domain/criterion.rules.js';
import { closed, count, listOf, nullable, oneOf, text, yesOrNo, type Schema } from './types.js';

/** The schemas of this file by name. */
export function pageSchemas(): Record<string, Schema> {
  const queue = {
    id: { type: 'string', format: 'uuid' },
    name: text('Its name in Genesys Cloud.'),
    memberCount: nullable(count('As Genesys Cloud says; null where it does not.')),
  };
  const byField = {
    by: { const: 'field' },
    field: text('A path with dots into the JSON of the answer.'),
    condition: oneOf(CONDITIONS, 'How the field is compared.'),
    value: { type: ['string', 'number', 'boolean'], description: 'With what; not with Exists.' },
  };
  return {
    FoundQueues: closed('Queues by name.', {
      queues: listOf(closed('One queue.', queue), 'At most 50.'),
    }),
    QueuePeople: queuePeopleSchema(),
    WebhookRun: closed(
      'A request as a platform would send it.',
      {
        method: oneOf(['GET', 'POST'], 'The method.'),
        path: {
          type: 'string',
          pattern: '^(/api/v2/routing/queues/|/v1/)',
          maxLength: 8_192,
          description: 'Path and query on the public listener.',
        },
        headers: {
          type: 'object',
          description: 'Authorization, X-API-Key, Accept and Content-Type, and no other.',
          additionalProperties: { type: 'string', maxLength: 4_096 },
        },
        accept: {
          anyOf: [
            closed('A field decides.', byField, ['value']),
            closed('The status decides: 2xx accepts.', { by: { const: 'status' } }),
          ],
        },
      },
      ['headers'],
    ),
    WebhookRunResult: closed('What came of it.', {
      status: { type: 'integer', minimum: 100, maximum: 599 },
      durationMs: { type: 'number', minimum: 0 },
      headers: listOf(
        { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
        'Names and values of the response headers.',
      ),
      body: text('At most 64 KB of it.'),
      accepted: yesOrNo('Whether the call would have been accepted.'),
      decidedBy: closed('What decided.', { what: text('The condition.'), found: text('What stood there.') }),
      reason: text('Why, in a sentence.'),
    }),
  };
}
