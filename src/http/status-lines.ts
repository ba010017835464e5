// The lists of the status report: queries, webhooks, callers and problems, each line as people read it.
import type { MemberQuery } from '../model.js';
import type { ServiceError } from '../errors.js';
import type { AnswerRecord, Answered } from '../journal/answer-record.js';
import type { QueryRecord } from '../journal/query-record.js';
import { filtersText } from '../rules/availability-query.js';
import { criterionText } from '../rules/criterion.js';
import { filtersInWords, standingOf } from '../rules/query-words.js';
import type { WebhookSettings } from '../settings/types.js';
import type { HttpParts } from './parts.js';

/** Queries that are listed; the others are only counted. */
const MOST_LISTED = 200;

/** The queries that were asked last. */
export function queryLines(parts: HttpParts) {
  const records = parts.journal.queries();
  return {
    queries: records.slice(0, MOST_LISTED).map((record) => queryLine(parts, record)),
    queriesInAll: records.length,
  };
}

function queryLine(parts: HttpParts, record: QueryRecord) {
  const { clock, organizations, settings } = parts;
  const { query, organization } = record;
  const { snapshot, failure, refusal } = organizations.get(organization)?.snapshots.look(query) ?? {};
  const ageMs = snapshot && Math.max(0, clock.now() - snapshot.takenAt);
  const known = {
    ageMs,
    failed: failure !== undefined,
    refused: refusal !== undefined,
    idleMs: clock.now() - record.usedAt,
  };
  const { availability } = settings;
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
    ageMs: ageMs === undefined ? null : Math.round(ageMs),
    state: standingOf(known, availability, availability.keepWarmFor),
    failure: described(refusal ?? failure),
    ...counted(parts, record),
    history: record.history,
  };
}

const expandOf = ({ view }: MemberQuery) => view?.expand ?? [];

function described(error: ServiceError | undefined) {
  return error ? { code: error.code, title: error.title, hint: error.hint } : null;
}

/** Every webhook of the settings in force. */
export function webhookLines(parts: HttpParts) {
  return [...parts.access.get().webhooks.values()].map((webhook) => {
    const { name, organization, filters, criterion, failurePolicy, queueIds } = webhook;
    return {
      name,
      organization,
      queues: queueIds.map((id) => ({ id, name: nameOf(parts, organization, id) })),
      filters: filtersText(filters),
      words: filtersInWords(filters),
      condition: criterionText(criterion),
      failurePolicy,
      agentsAvailable: agentsOf(parts, webhook),
      ...counted(parts, parts.journal.webhook(name)),
    };
  });
}

/** Distinct agents over the webhook's queues; null unless all could be counted. */
function agentsOf({ organizations }: HttpParts, webhook: WebhookSettings): number | null {
  const { organization, queueIds, filters } = webhook;
  const snapshots = organizations.get(organization)?.snapshots;
  const held = queueIds.flatMap((queueId) => snapshots?.look({ queueId, filters }).snapshot ?? []);
  if (held.length < queueIds.length) return null;
  return new Set(held.flatMap(({ members }) => members.map(({ userId }) => userId))).size;
}

/** Every caller of the settings in force. */
export function callerLines({ access, journal, clock }: HttpParts) {
  const { callers, anonymous } = access.get();
  return [...(anonymous ? [anonymous] : []), ...callers].map(({ name, organization }) => {
    const { requests, refused, last, lastRefusal } = journal.caller(name);
    return {
      name,
      organization,
      requests,
      refused,
      lastSeenAt: last ? isoTime(clock, last.at) : null,
      lastRefusal: lastRefusal
        ? { at: isoTime(clock, lastRefusal.at), code: lastRefusal.code, hint: lastRefusal.hint }
        : null,
    };
  });
}

/** What goes on first, then the newest. */
export function problemLines(parts: HttpParts) {
  return parts.journal.problems.list().map((problem) => {
    const { code, title, detail, hint, count, ongoing } = problem;
    const at = new Date(problem.at).toISOString();
    const since = new Date(problem.since).toISOString();
    return { where: placeOf(parts, problem.where), code, title, detail, hint, since, at, count, ongoing };
  });
}

/** A queue by its name, where that is known. */
function placeOf(parts: HttpParts, where: string): string {
  const id = /^queue (\S+)$/.exec(where)?.[1];
  if (id === undefined) return where;
  const names = [...parts.organizations.keys()].flatMap((name) => nameOf(parts, name, id) ?? []);
  return names[0] === undefined ? where : `queue ${names[0]} (${id})`;
}

function counted({ clock }: HttpParts, record: AnswerRecord) {
  const { requests, stale, judged, accepted, last } = record;
  return { requests, stale, judged, accepted, last: last ? lastLine(clock, last) : null };
}

function lastLine(clock: HttpParts['clock'], { at, caller, total, accept, result }: Answered) {
  return {
    at: isoTime(clock, at),
    caller: caller ?? '',
    total: total ?? null,
    accept: accept ?? null,
    result,
  };
}

/** @param at monotonic milliseconds */
function isoTime(clock: HttpParts['clock'], at: number): string {
  return new Date(clock.wall() - (clock.now() - at)).toISOString();
}

function nameOf(parts: HttpParts, organization: string, queueId: string): string | null {
  return parts.organizations.get(organization)?.names.nameOf(queueId) ?? null;
}
