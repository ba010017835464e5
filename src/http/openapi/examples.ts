// Answers of the counting routes as examples; forms and links are written by the code that answers.
import { pageFrame } from '../../domain/page.rules.js';
import type { AnswerFormat } from '../../domain/parameter-tables.js';
import type { AvailabilityAnswer } from '../availability/answer-schema.js';
import { renderAvailability } from '../availability/availability-answer.js';
import type { WebhookAnswer } from '../webhooks/webhook-answer.js';

/** Two queues that the examples speak of. */
export const SALES = '3f2b8c1e-5a4d-4e6f-9b7a-1c2d3e4f5a6b';
export const SUPPORT = '8d7c6b5a-4e3f-4a2b-8c1d-0e9f8a7b6c5d';

const MOMENT = '2026-03-01T12:00:00.000Z';

/** A member as Genesys Cloud writes it. */
function memberExample(): object {
  const id = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
  const presenceDefinition = { id: '6a3af858-942f-489d-9700-5f9bcdcdae9b', systemPresence: 'Available' };
  return {
    id,
    name: 'Ann Agent',
    user: { id, name: 'Ann Agent', presence: { presenceDefinition } },
    ringNumber: 1,
    joined: true,
    memberBy: 'user',
  };
}

/** One page of one member. */
export function memberPageExample(): object {
  const filters = { presence: ['Available'], joined: true };
  const query = { queueId: SALES, filters, view: { expand: ['presence'] } };
  return { entities: [memberExample()], ...pageFrame(query, { pageSize: 25, pageNumber: 1 }, 1) };
}

/** A yes for one queue; the queues are left out when it is written. */
export function availabilityExample(): AvailabilityAnswer {
  return {
    accept: true,
    agentsAvailable: 3,
    total: 3,
    minimum: 2,
    status: 'available',
    asOf: MOMENT,
    stale: false,
    reason: '3 agents match, 2 needed',
    filters: 'presence=Available&joined=true',
    queues: [{ queue: SALES, agentsAvailable: 3, asOf: MOMENT, stale: false, error: null }],
  };
}

/** A no because nothing was known. */
export function unknownExample(): AvailabilityAnswer {
  return {
    ...availabilityExample(),
    accept: false,
    agentsAvailable: null,
    total: null,
    status: 'unknown',
    asOf: null,
    reason: `not accepted by the failure policy: ${SALES}: Genesys Cloud did not answer in time (genesys_timeout)`,
    queues: [{ queue: SALES, agentsAvailable: null, asOf: null, stale: false, error: 'genesys_timeout' }],
  };
}

/** A yes for two queues, of which one could not be counted. */
export function severalExample(): AvailabilityAnswer {
  const refused = {
    queue: SUPPORT,
    agentsAvailable: null,
    asOf: null,
    stale: false,
    error: 'queue_not_found',
  };
  const one = availabilityExample();
  return { ...one, queues: [...one.queues, refused] };
}

/** A no of a named webhook with an acceptance of its own: the minimum decides nothing. */
export function webhookExample(): WebhookAnswer {
  const { agentsAvailable, total, asOf, stale, filters, queues } = severalExample();
  return {
    accept: false,
    ...{ agentsAvailable, total },
    status: 'unavailable',
    ...{ asOf, stale },
    reason: 'total Greater Than 4 is not met: the value is 3',
    filters,
    webhook: 'sales-line',
    condition: 'total Greater Than 4',
    conditionValue: 3,
    conditionHeld: false,
    queues: queues.slice(0, 1),
  };
}

/** `answer` as it goes out. */
export function written(answer: AvailabilityAnswer, format: AnswerFormat, several: boolean): unknown {
  const body = renderAvailability(answer, format, several).body.toString('utf8');
  return format === 'json' ? (JSON.parse(body) as unknown) : body;
}
