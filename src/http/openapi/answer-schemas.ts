// The answers of the counting routes as JSON Schemas; tsc holds their fields to the types that are rendered.
import { CALL_FIELDS } from '../../domain/calls.rules.js';
import { PLACES } from './error-places.js';
import type { PageFrame } from '../../domain/page.rules.js';
import type { AvailabilityAnswer } from '../availability/availability-answer.js';
import type { DecisionFacts } from '../decision-facts.js';
import type { WebhookAnswer } from '../webhooks/webhook-answer.js';
import {
  closed,
  count,
  listOf,
  moment,
  nullable,
  oneOf,
  orNull,
  ref,
  text,
  yesOrNo,
  type Schema,
} from './types.js';

const uuid = (description: string): Schema => ({ type: 'string', format: 'uuid', description });

/** What Genesys writes of a member; it may write more, and none of it is changed. */
function memberSchema(): Schema {
  const routingStatus = {
    type: 'object',
    description: 'With `expand=routingStatus`.',
    properties: {
      userId: text('The agent.'),
      status: text('OFF_QUEUE, IDLE, INTERACTING, NOT_RESPONDING, COMMUNICATING.'),
      startTime: text('Since when.'),
    },
    additionalProperties: true,
  };
  const presence = {
    type: 'object',
    description: 'With `expand=presence`.',
    properties: {
      presenceDefinition: {
        type: 'object',
        properties: { id: text('The presence.'), systemPresence: text('Such as Available or On Queue.') },
        additionalProperties: true,
      },
    },
    additionalProperties: true,
  };
  return {
    type: 'object',
    description:
      "A member exactly as Genesys Cloud wrote it: more fields may be there, by `expand` and by Genesys's choice.",
    properties: {
      id: text('The member.'),
      name: text("The agent's name."),
      user: {
        type: 'object',
        properties: { id: text('The agent.'), name: text("The agent's name."), presence, routingStatus },
        required: ['id'],
        additionalProperties: true,
      },
      ringNumber: { type: 'integer' },
      joined: yesOrNo('Whether the agent has joined the queue.'),
      memberBy: text('user or group.'),
      routingStatus,
      selfUri: text('A path of Genesys Cloud.'),
    },
    required: ['id'],
    additionalProperties: true,
  };
}

function memberPageSchema(): Schema {
  const link = (description: string) => ({ type: 'string', format: 'uri-reference', description });
  const properties = {
    entities: listOf(
      ref('schemas', 'Member'),
      'The members of this page; none for a caller with `fields: counts`.',
    ),
    pageSize: { type: 'integer', minimum: 1, maximum: 100 },
    pageNumber: { type: 'integer', minimum: 1 },
    total: count('Distinct members that match, counted over all pages.'),
    pageCount: count('`total` by `pageSize`, rounded up.'),
    firstUri: link('The first page: a relative link without a key.'),
    selfUri: link('This page.'),
    nextUri: link('The next page, if there is one.'),
    previousUri: link('The page before, if there is one.'),
    lastUri: link('The last page.'),
  } satisfies Record<keyof PageFrame | 'entities', Schema>;
  return closed("A page of Genesys Cloud's own members, with a counted total.", properties, [
    'nextUri',
    'previousUri',
  ]);
}

function queueLineSchema(): Schema {
  const properties = {
    queue: uuid('The queue.'),
    agentsAvailable: nullable(count('Agents of this queue alone; null when they could not be counted.')),
    ...callsProperties('of this queue'),
    asOf: nullable(moment('When they were counted.')),
    stale: yesOrNo('Whether that is older than it should be because Genesys Cloud could not be asked.'),
    error: orNull(oneOf(genesysCodes(), 'Why the queue could not be counted.')),
  } satisfies Record<keyof AvailabilityAnswer['queues'][number], Schema>;
  return closed('One queue of several.', properties, CALL_FIELDS);
}

/** There where waiting calls are asked for. */
const callsProperties = (whose: string) => ({
  waiting: nullable(count(`Calls that wait, ${whose}; null when that is not known. There when asked for.`)),
  free: nullable(
    count(
      `Agents ${whose} who are on queue and idle, less the calls that wait; null when that is not known.`,
    ),
  ),
});

const genesysCodes = () =>
  Object.entries(PLACES).flatMap(([code, place]) =>
    place === 'genesys' || place === 'members' ? [code] : [],
  );

const availabilityProperties = () =>
  ({
    accept: yesOrNo('Whether the call should be accepted.'),
    agentsAvailable: nullable(
      count(
        'Distinct agents that match; an agent in two queues counts once. Null when no queue could be counted.',
      ),
    ),
    total: nullable(count('The same number, under the name that webhook templates know.')),
    ...callsProperties('of all queues'),
    minimum: { type: 'integer', minimum: 1, description: 'The call is accepted from this many agents on.' },
    status: oneOf(['available', 'unavailable', 'unknown'], 'unknown: the failure policy decided.'),
    asOf: nullable(moment('When the oldest part was counted.')),
    stale: yesOrNo('Whether a part is older than it should be because Genesys Cloud could not be asked.'),
    reason: text('Why, in a sentence.'),
    filters: text('What was counted, as in a URL.'),
    queues: listOf(ref('schemas', 'QueueLine'), 'Each queue.'),
  }) satisfies Record<keyof AvailabilityAnswer, Schema>;

function webhookSchema(): Schema {
  const properties = {
    ...availabilityProperties(),
    webhook: text('The name of the webhook.'),
    condition: text('The condition under which the call is accepted.'),
    conditionValue: {
      type: ['string', 'number', 'boolean', 'null'],
      description:
        'The value of the field of the condition; null when there is none, or when it is data of an agent.',
    },
    conditionHeld: yesOrNo(
      'Whether the condition is certainly met; false also when the status is `unknown`.',
    ),
  } satisfies Record<keyof WebhookAnswer, Schema>;
  return explained('The answer of a named webhook.', properties, ['queues', ...CALL_FIELDS]);
}

/** An answer to which `explain=true` adds the decision. */
const explained = (
  description: string,
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema =>
  closed(description, { ...properties, decision: ref('schemas', 'Decision') }, [...optional, 'decision']);

function decisionSchema(): Schema {
  const counts = (description: string): Schema => ({
    type: 'object',
    description,
    additionalProperties: count('Agents.'),
  });
  const queueFacts = {
    queue: uuid('The queue.'),
    filters: text('As in a URL.'),
    snapshot: text('The name of the count, the same in every replica.'),
    source: oneOf(['members', 'activity'], 'The members endpoint, or a look at many queues in one request.'),
    ageMs: count('How old the count is.'),
    result: oneOf(['hit', 'miss', 'collapsed', 'stale'], 'How the count was obtained.'),
    total: count('Members.'),
    waiting: count('Calls that wait, where that was asked for.'),
    waitingAgeMs: count('How old that is.'),
    idle: count('Agents on queue and idle, where waiting calls were asked for.'),
    presences: counts('Members by presence, as far as Genesys Cloud told.'),
    routingStatuses: counts('Members by routing status, as far as Genesys Cloud told.'),
    correlationIds: listOf({ type: 'string' }, "Genesys Cloud's own names for its answers."),
    error: oneOf(genesysCodes(), 'Why the queue could not be counted.'),
    whyNobody: text('Why it counts nobody, as far as is known: who has joined, who is on queue.'),
  } satisfies Record<keyof NonNullable<DecisionFacts['basis']>[number] | 'whyNobody', Schema>;
  const { queue, filters, ...known } = queueFacts;
  const properties = {
    requestId: text('As in `X-Request-Id` and the log.'),
    caller: text('Who asked.'),
    webhook: text('The named webhook, if it was one.'),
    rule: text('The rule that decided.'),
    outcome: text('What was decided.'),
    basis: listOf(closed('One queue.', { queue, filters, ...known }, Object.keys(known)), 'Each queue.'),
  };
  return closed('What the answer rests on: the same as in the log line of this request.', properties, [
    'webhook',
  ]);
}

/** The schemas of this file by name. */
export function answerSchemas(): Record<string, Schema> {
  const { queues, ...scalars } = availabilityProperties();
  return {
    Member: memberSchema(),
    MemberPage: memberPageSchema(),
    QueueLine: queueLineSchema(),
    Availability: explained('The answer for one queue.', scalars, CALL_FIELDS),
    SeveralAvailability: explained('The answer for several queues.', { ...scalars, queues }, CALL_FIELDS),
    WebhookAvailability: webhookSchema(),
    Decision: decisionSchema(),
  };
}
