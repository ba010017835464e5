// What an answer rests on and how it was decided: for the log line of each answer, and for `explain=true`.
import type { MemberQuery, Served } from '../domain/model.js';
import type { ServiceError } from '../domain/errors.js';
import { filtersText } from '../domain/availability-query.rules.js';
import type { CallsFinding } from './availability/calls-finding.js';
import { factsOf } from '../cache/snapshot-facts.js';

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

/** The part of a decision that speaks of one queue; nothing about single agents. */
interface QueueFacts {
  readonly queue: string;
  readonly filters: string;
  /** Name of the snapshot, the same in every replica. */
  readonly snapshot?: string;
  /** Where it comes from: the members endpoint, or a look at many queues in one request. */
  readonly source?: 'members' | 'activity';
  readonly ageMs?: number;
  readonly result?: string;
  readonly total?: number;
  /** Calls that wait, how old that is, and agents who are idle on queue. */
  readonly waiting?: number;
  readonly waitingAgeMs?: number;
  readonly idle?: number;
  readonly presences?: Readonly<Record<string, number>>;
  readonly routingStatuses?: Readonly<Record<string, number>>;
  /** Of each page, by Genesys. */
  readonly correlationIds?: readonly string[];
  readonly error?: string;
}

/** What was decided by what, from what. */
export interface DecisionFacts {
  readonly rule?: string;
  readonly outcome?: string;
  readonly basis?: readonly QueueFacts[];
}

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
    correlationIds: snapshot.correlationIds,
  };
}

const callsFacts = ({ waiting, ageMs, idle }: CallsFinding = {}) => ({
  ...(waiting && { waiting: waiting.calls }),
  ...(ageMs !== undefined && { waitingAgeMs: Math.round(ageMs) }),
  ...(idle && { idle: idle.snapshot.members.length }),
});

const correlated = ({ facts: { correlationId } }: ServiceError) =>
  correlationId === undefined ? {} : { correlationIds: [correlationId] };
