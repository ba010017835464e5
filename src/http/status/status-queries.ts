// The queries of the status report: what is counted, how fresh, and what is wrong.
import { problemFactsOf, type Problem, type ProblemFacts } from '../../telemetry/journal/problems.js';
import type { QueryRecord } from '../../telemetry/journal/query-record.js';
import type { ServiceError } from '../../domain/errors.js';
import type { MemberQuery } from '../../domain/model.js';
import { filtersInWords, standingOf, type Known } from './query-words.rules.js';
import type { Look } from '../../cache/cache.js';
import { agentsOf } from '../../cache/snapshot-facts.js';
import type { HttpDependencies } from '../dependencies.js';
import { ageOf, lookAt } from './status-look.js';
import { CountsByQueue } from './queue-counts.js';
import type { Slices } from '../../runtime/slices.js';
import type { QueryLine } from './query-schema.js';
import { nobodyOf } from './status-nobody.js';
import { counted, isoTime, nameOf, short } from './status-words.js';

/** Queries that are listed; the others are only counted. */
const MOST_LISTED = 200;
/** Agents listed of one query, and of all together: the report goes out every two seconds. */
const MOST_AGENTS = 50;
const MOST_AGENTS_IN_ALL = 1_000;

/** What is found out once for all queries of a report. */
interface Around {
  readonly counts: CountsByQueue;
  /** What goes on, by its place. */
  readonly troubles: ReadonlyMap<string, Readonly<Problem>>;
  /** Organizations whose rate limit lets refreshes wait. */
  readonly waiting: ReadonlySet<string>;
}

function around(dependencies: HttpDependencies, records: readonly QueryRecord[]): Around {
  const ongoing = dependencies.journal.problems.list().filter((one) => one.ongoing);
  const waiting = [...dependencies.organizations.values()].filter(({ budget }) => {
    const { promiseKept, requestsInWindow, requestsSpendablePerMinute } = budget();
    return !promiseKept || requestsInWindow >= requestsSpendablePerMinute;
  });
  return {
    counts: new CountsByQueue(dependencies, records),
    troubles: new Map(ongoing.map((one) => [one.where, one])),
    waiting: new Set(waiting.map(({ name }) => name)),
  };
}

/** The queries that were asked last. */
export async function queryLines(
  dependencies: HttpDependencies,
  slices: Slices,
): Promise<{ readonly queries: QueryLine[]; readonly queriesInAll: number }> {
  const records = dependencies.journal.queries();
  const there = around(dependencies, records);
  const room = { agents: dependencies.access.get().showAgents ? MOST_AGENTS_IN_ALL : null };
  const lines = await slices.map(records.slice(0, MOST_LISTED), (record) => {
    const look = lookAt(dependencies, record);
    return {
      ...queryLine(dependencies, record, look, there),
      nobody: nobodyOf(dependencies, record, look.snapshot, there.counts),
      agents: agentLines(look, room),
    };
  });
  return { queries: lines, queriesInAll: records.length };
}

function queryLine(dependencies: HttpDependencies, record: QueryRecord, look: Look, there: Around) {
  const { query, organization } = record;
  const { snapshot } = look;
  return {
    id: record.id,
    organization,
    queueId: query.queueId,
    queueName: nameOf(dependencies, organization, query.queueId),
    filters: short(record.filters),
    words: short(filtersInWords(query.filters)),
    expand: expandOf(query),
    asks: query.view ? ('members' as const) : ('count' as const),
    ...needsOf(dependencies, record),
    agentsAvailable: snapshot?.members.length ?? null,
    asOf: snapshot ? new Date(snapshot.asOf).toISOString() : null,
    ageMs: snapshot ? Math.round(ageOf(dependencies, snapshot)) : null,
    ...standing(dependencies, record, look, there),
    ...counted(dependencies, record),
    countedAt: countedAtOf(dependencies, record),
    history: record.history,
  };
}

/** What a caller wanted this long ago is told no more. */
const NEEDED_FOR_MS = 1_800_000;

/** From how many agents on the last question was a yes, and what each caller wants. */
function needsOf({ clock }: HttpDependencies, record: QueryRecord) {
  const wanted = record.needs(clock.now() - NEEDED_FOR_MS);
  return {
    needs: (wanted[0] ?? record.needs(0)[0])?.needs ?? null,
    needsByCaller: wanted.map(({ caller, needs }) => ({ caller, needs })),
  };
}

const countedAtOf = ({ clock }: HttpDependencies, { countedAt }: QueryRecord) =>
  countedAt === undefined ? null : isoTime(clock, countedAt);

const expandOf = ({ view }: MemberQuery) => view?.expand ?? [];

/**
 * Whether Genesys refuses a query. It is `before` once the next request asks again, or another query of the queue was
 * counted since: the cause may be gone, and nobody knows until somebody asks.
 */
function refusedOf(
  dependencies: HttpDependencies,
  record: QueryRecord,
  refused: Look['refused'],
  { counts }: Around,
): Known['refused'] {
  if (!refused) return false;
  if (dependencies.clock.now() >= refused.until) return 'before';
  return counts.countedAt(record) > refused.since ? 'before' : true;
}

/** How it stands and what is wrong. The cache forgets some refusals at once: what the fetches of its queue met tells then. */
function standing(dependencies: HttpDependencies, record: QueryRecord, look: Look, there: Around) {
  const { availability } = dependencies.settings;
  const { freshFor, staleWhileRevalidate, keepWarmFor } = availability;
  const { snapshot, failure, refusal, refused, policy: term } = look;
  const ageMs = snapshot && ageOf(dependencies, snapshot);
  const isOld = ageMs === undefined || ageMs > (term?.staleFrom ?? freshFor) + staleWhileRevalidate;
  // A refusal ends an outage, so with both there the outage came later.
  const error = failure ?? refusal;
  const refusedLast = failure ? undefined : refused;
  const trouble = isOld && !error ? there.troubles.get(`queue ${record.query.queueId}`) : undefined;
  const known: Known = {
    ageMs,
    term,
    failed: failure !== undefined || trouble?.category === 'fetches',
    refused: refusedOf(dependencies, record, refusedLast, there) || trouble?.category === 'refusedFetches',
    waits: there.waiting.has(record.organization),
    idleMs: dependencies.clock.now() - record.usedAt,
  };
  return {
    state: standingOf(known, availability, keepWarmFor),
    failure: failureOf(error, trouble),
    refusedAt: refusedLast ? isoTime(dependencies.clock, refusedLast.since) : null,
  };
}

function failureOf(error: ServiceError | undefined, trouble: ProblemFacts | undefined): ProblemFacts | null {
  if (error) return problemFactsOf(error);
  return trouble ? told(trouble) : null;
}

const told = ({ code, title, detail, hint }: ProblemFacts): ProblemFacts => ({ code, title, detail, hint });

/** Agents by name, if the settings let them be seen: null otherwise. */
function agentLines({ snapshot }: Look, room: { agents: number | null }) {
  if (room.agents === null) return null;
  if (!snapshot) return [];
  const agents = agentsOf(snapshot, Math.min(MOST_AGENTS, room.agents));
  room.agents -= agents.length;
  return agents;
}
