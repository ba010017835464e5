// What an answer rests on and how it was decided: for the log line of each answer, and for `explain=true`.
import { z } from 'zod';
import type { MemberQuery, Served } from '../domain/model.js';
import type { ServiceError } from '../domain/errors.js';
import { filtersText } from '../domain/availability-query.rules.js';
import type { CallsFinding } from './availability/calls-finding.js';
import { factsOf } from '../cache/snapshot-facts.js';
import { count, genesysErrorCode, lazily, text, uuid, type Written } from '../domain/fields.js';

/** One question to one queue, and what came of it. */
export interface Basis {
  readonly query: MemberQuery;
  readonly served?: Served;
  readonly error?: ServiceError;
  readonly calls?: CallsFinding;
}

/** What is known once an answer is, or nearly is, decided; a request context is one. */
interface Decided {
  readonly basis?: readonly Basis[];
  readonly rule?: string;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  readonly accept?: boolean;
  readonly total?: number;
  readonly failure?: ServiceError;
}

const agentsBy = (description: string) =>
  z.record(z.string(), count('Agents.')).optional().describe(description);

/** The part of a decision that speaks of one queue; nothing about single agents. */
const queueFactsSchema = lazily(() =>
  z.strictObject({
    queue: uuid('The queue.'),
    filters: text('As in a URL.'),
    snapshot: text('The name of the count, the same in every replica.').optional(),
    source: z
      .enum(['members', 'activity'])
      .optional()
      .describe('The members endpoint, or a look at many queues in one request.'),
    ageMs: count('How old the count is.').optional(),
    result: z.enum(['hit', 'miss', 'collapsed', 'stale']).optional().describe('How the count was obtained.'),
    total: count('Members.').optional(),
    waiting: count('Calls that wait, where that was asked for.').optional(),
    waitingAgeMs: count('How old that is.').optional(),
    idle: count('Agents on queue and idle, where waiting calls were asked for.').optional(),
    presences: agentsBy('Members by presence, as far as Genesys Cloud told.'),
    routingStatuses: agentsBy('Members by routing status, as far as Genesys Cloud told.'),
    correlationIds: z.array(z.string()).optional().describe("Genesys Cloud's own names for its answers."),
    error: genesysErrorCode('Why the queue could not be counted.').optional(),
  }),
);

type QueueFacts = Written<typeof queueFactsSchema>;

/** What was decided by what, from what. */
interface DecisionFacts {
  readonly rule?: string;
  readonly outcome?: string;
  readonly basis?: readonly QueueFacts[];
}

/** `decision` of an answer to `explain=true`. */
export const decisionSchema = lazily(() =>
  z
    .strictObject({
      requestId: text('As in `X-Request-Id` and the log.'),
      caller: text('Who asked.'),
      webhook: text('The named webhook, if it was one.').optional(),
      rule: text('The rule that decided.'),
      outcome: text('What was decided.'),
      basis: z
        .array(
          queueFactsSchema()
            .extend({
              whyNobody: text(
                'Why it counts nobody, as far as is known: who has joined, who is on queue.',
              ).optional(),
            })
            .describe('One queue.'),
        )
        .describe('Each queue.'),
    })
    .describe('What the answer rests on: the same as in the log line of this request.'),
);

/** The facts of a decision; nothing where no queue was asked for. */
export function decisionFacts(decided: Decided): DecisionFacts {
  const { basis, rule } = decided;
  if (!basis) return {};
  return {
    ...(rule !== undefined && { rule }),
    outcome: outcomeOf(decided),
    basis: basis.map((one) => queueFacts(one, decided)),
  };
}

/** Whole milliseconds of what was `served`: the same answer may have gone out before, and has aged since. */
export function ageMs(served: Served, { startedAt }: Pick<Decided, 'startedAt'>): number {
  return Math.round(Math.max(served.ageMs, startedAt - served.snapshot.takenAt));
}

function outcomeOf({ accept, total, failure }: Decided): string {
  if (accept !== undefined) return accept ? 'accepted' : 'not accepted';
  return total === undefined ? (failure?.code ?? 'no answer') : `${total} counted`;
}

/** All but the age, which is another each time the same answer goes out: an answer that is repeated keeps its basis. */
const lasting = new WeakMap<Basis, QueueFacts>();

function queueFacts(basis: Basis, decided: Decided): QueueFacts {
  let facts = lasting.get(basis);
  if (!facts) lasting.set(basis, (facts = lastingFacts(basis)));
  const { served } = basis;
  if (!served || basis.error) return facts;
  return { ...facts, ageMs: ageMs(served, decided) };
}

function lastingFacts({ query, served, error, calls }: Basis): QueueFacts {
  const asked = { queue: query.queueId, filters: filtersText(query.filters), ...callsFacts(calls) };
  if (error) return { ...asked, error: error.code, ...correlated(error) };
  if (!served) return asked;
  const { snapshot, via } = served;
  const { id, presences, routingStatuses } = factsOf(snapshot);
  return {
    ...asked,
    snapshot: id,
    source: snapshot.source ?? 'members',
    result: via,
    total: snapshot.members.length,
    presences,
    routingStatuses,
    correlationIds: [...snapshot.correlationIds],
  };
}

const callsFacts = ({ waiting, ageMs, idle }: CallsFinding = {}) => ({
  ...(waiting && { waiting: waiting.calls }),
  ...(ageMs !== undefined && { waitingAgeMs: Math.round(ageMs) }),
  ...(idle && { idle: idle.snapshot.members.length }),
});

const correlated = ({ facts: { correlationId } }: ServiceError) =>
  correlationId === undefined ? {} : { correlationIds: [correlationId] };
