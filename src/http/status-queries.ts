// The queries of the status report: what is counted, how fresh, and for a count of 0 what may be the reason.
import { troubleOf, type Problem, type Trouble } from '../journal/problems.js';
import type { QueryRecord } from '../journal/query-record.js';
import type { MemberQuery, Snapshot } from '../model.js';
import { filtersText } from '../rules/availability-query.js';
import { doctorLine, whyNobody, type OtherCount } from '../rules/nobody.js';
import { filtersInWords, standingOf } from '../rules/query-words.js';
import type { Look } from '../snapshots/cache.js';
import { agentsOf, factsOf } from '../snapshots/snapshot-facts.js';
import type { HttpParts } from './parts.js';
import { counted, nameOf } from './status-words.js';

/** Queries that are listed; the others are only counted. */
const MOST_LISTED = 200;
/** Agents listed of one query, and of all together: the report goes out every two seconds. */
const MOST_AGENTS = 50;
const MOST_AGENTS_IN_ALL = 1_000;
/** Milliseconds after which another count is no longer of this moment. */
const MOMENT_MS = 10_000;

/** The queries that were asked last. */
export function queryLines(parts: HttpParts) {
  const records = parts.journal.queries();
  const troubles = new Map(
    parts.journal.problems.list().flatMap((one) => (one.ongoing ? [[one.where, one] as const] : [])),
  );
  const room = { agents: parts.access.get().showAgents ? MOST_AGENTS_IN_ALL : null };
  const lines = records.slice(0, MOST_LISTED).map((record) => ({
    ...queryLine(parts, record, troubles.get(`queue ${record.query.queueId}`)),
    nobody: nobodyOf(parts, record, records),
    agents: agentLines(parts, record, room),
  }));
  return { queries: lines, queriesInAll: records.length };
}

const lookAt = ({ organizations }: HttpParts, { organization, query }: QueryRecord): Look =>
  organizations.get(organization)?.snapshots.look(query) ?? {};

/** @param trouble what its queue's walks met */
function queryLine(parts: HttpParts, record: QueryRecord, trouble?: Readonly<Problem>) {
  const { query, organization } = record;
  const look = lookAt(parts, record);
  const { snapshot } = look;
  return {
    id: record.id,
    organization,
    queueId: query.queueId,
    queueName: nameOf(parts, organization, query.queueId),
    filters: filtersText(query.filters),
    words: filtersInWords(query.filters),
    expand: expandOf(query),
    agentsAvailable: snapshot?.members.length ?? null,
    asOf: snapshot ? new Date(snapshot.asOf).toISOString() : null,
    ageMs: snapshot ? Math.round(ageOf(parts, snapshot)) : null,
    ...standing(parts, record, look, trouble),
    ...counted(parts, record),
    history: record.history,
  };
}

const ageOf = ({ clock }: HttpParts, { takenAt }: Snapshot) => Math.max(0, clock.now() - takenAt);

const expandOf = ({ view }: MemberQuery) => view?.expand ?? [];

/** How it stands and what is wrong. The cache forgets some refusals at once: then `trouble` tells. */
function standing(parts: HttpParts, record: QueryRecord, look: Look, trouble?: Readonly<Problem>) {
  const { availability } = parts.settings;
  const { freshFor, staleWhileRevalidate, keepWarmFor } = availability;
  const { snapshot, failure, refusal } = look;
  const ageMs = snapshot && ageOf(parts, snapshot);
  const isOld = ageMs === undefined || ageMs > freshFor + staleWhileRevalidate;
  const error = refusal ?? failure;
  const other = isOld && !error ? trouble : undefined;
  const known = {
    ageMs,
    failed: failure !== undefined || other?.shelf === 'walks',
    refused: refusal !== undefined || other?.shelf === 'refusedWalks',
    idleMs: parts.clock.now() - record.usedAt,
  };
  return {
    state: standingOf(known, availability, keepWarmFor),
    failure: error ? troubleOf(error) : other ? told(other) : null,
  };
}

const told = ({ code, title, detail, hint }: Trouble): Trouble => ({ code, title, detail, hint });

/** Why a query counts 0, as far as what is held tells, and how to find out more; null when it counts somebody. */
function nobodyOf(parts: HttpParts, record: QueryRecord, records: readonly QueryRecord[]) {
  if (lookAt(parts, record).snapshot?.members.length !== 0) return null;
  const { organization, query } = record;
  const { queueId, filters } = query;
  const asked = filtersText(filters);
  const others = new Map<string, OtherCount>();
  for (const other of records) {
    if (other.query.queueId !== queueId || other.organization !== organization) continue;
    const text = filtersText(other.query.filters);
    const count = text === asked ? undefined : countNow(parts, other);
    // Of equal filters the view that tells more.
    if (count && (count.presences || !others.has(text))) others.set(text, count);
  }
  const several = parts.organizations.size > 1;
  return {
    hint: whyNobody(filters, [...others.values()]),
    command: doctorLine({ queueId, filters, organization: several ? organization : undefined }),
  };
}

function countNow(parts: HttpParts, record: QueryRecord): OtherCount | undefined {
  const { snapshot } = lookAt(parts, record);
  if (!snapshot || ageOf(parts, snapshot) > MOMENT_MS) return undefined;
  const { filters, view } = record.query;
  const counts = snapshot.members.length;
  if (!view?.expand.includes('presence')) return { filters, counts };
  const { presences } = factsOf(snapshot);
  return 'unknown' in presences ? { filters, counts } : { filters, counts, presences };
}

/** Agents by name, if the settings let them be seen: null otherwise. */
function agentLines(parts: HttpParts, record: QueryRecord, room: { agents: number | null }) {
  if (room.agents === null) return null;
  const { snapshot } = lookAt(parts, record);
  if (!snapshot) return [];
  const agents = agentsOf(snapshot, Math.min(MOST_AGENTS, room.agents));
  room.agents -= agents.length;
  return agents;
}
