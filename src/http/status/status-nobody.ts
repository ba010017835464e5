// Why a query of the status report counts nobody.
import type { QueryRecord } from '../../telemetry/journal/query-record.js';
import { filtersText } from '../../domain/availability-query.rules.js';
import { doctorLine, whyNobody, type OtherCount } from './nobody.rules.js';
import { factsOf } from '../../cache/snapshot-facts.js';
import type { HttpParts } from '../dependencies.js';
import { ageOf, lookAt } from './status-look.js';

/** Milliseconds after which another count is no longer of this moment. */
const MOMENT_MS = 10_000;

/** Why a query counts 0, as far as what is held tells, and how to find out more; null when it counts somebody. */
export function nobodyOf(parts: HttpParts, record: QueryRecord, records: readonly QueryRecord[]) {
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

/** The same for an answer that has just counted nobody, whatever is held by now. */
export function whyNobodyNow(parts: HttpParts, record: QueryRecord): string {
  return nobodyOf(parts, record, parts.journal.queries())?.hint ?? whyNobody(record.query.filters, []);
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
