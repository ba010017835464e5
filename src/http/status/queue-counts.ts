// What all questions about one queue count at this moment, gathered once for whoever of them wants to know.
import type { QueryRecord } from '../../telemetry/journal/query-record.js';
import { filtersText } from '../../domain/availability-query.rules.js';
import { talliesOf } from '../../cache/snapshot-facts.js';
import type { HttpDependencies } from '../dependencies.js';
import { MOST_TOLD, tellingFilters, type OtherCount } from './nobody.rules.js';
import { ageOf, lookAt } from './status-look.js';

/** Milliseconds after which another count is no longer of this moment. */
const MOMENT_MS = 10_000;

/** Questions about one queue that are looked at, of those that were asked last: each takes some microseconds. */
const MOST_LOOKED_AT = 500;

/** The counts of one queue. */
interface QueueCounts {
  readonly byFilters: ReadonlyMap<string, OtherCount>;
  /** Those of the largest counts. */
  readonly most: readonly OtherCount[];
  /** When what is held of the queue was counted last; monotonic milliseconds. */
  readonly takenAt: number;
}

/** The counts of all queues, each gathered when it is first asked for. */
export class CountsByQueue {
  readonly #dependencies: HttpDependencies;
  readonly #records = new Map<string, QueryRecord[]>();
  readonly #counts = new Map<string, QueueCounts>();

  constructor(dependencies: HttpDependencies, records: readonly QueryRecord[]) {
    this.#dependencies = dependencies;
    for (const record of records) {
      const key = keyOf(record);
      const known = this.#records.get(key);
      if (!known) this.#records.set(key, [record]);
      else if (known.length < MOST_LOOKED_AT) known.push(record);
    }
  }

  /** When any question about the queue of `record` was counted last. */
  countedAt(record: QueryRecord): number {
    return this.#of(record).takenAt;
  }

  /** What is worth telling beside `record` itself: few, however many questions there are. */
  beside(record: QueryRecord): readonly OtherCount[] {
    const { byFilters, most } = this.#of(record);
    const telling = tellingFilters(record.query.filters).flatMap(
      (one) => byFilters.get(filtersText(one)) ?? [],
    );
    const own = byFilters.get(record.filters);
    return [...new Set([...telling, ...most])].filter((one) => one !== own);
  }

  #of(record: QueryRecord): QueueCounts {
    const key = keyOf(record);
    const known = this.#counts.get(key);
    if (known) return known;
    const gathered = this.#gather(this.#records.get(key) ?? []);
    this.#counts.set(key, gathered);
    return gathered;
  }

  #gather(records: readonly QueryRecord[]): QueueCounts {
    const byFilters = new Map<string, OtherCount>();
    let takenAt = -Infinity;
    for (const record of records) {
      const { snapshot } = lookAt(this.#dependencies, record);
      if (!snapshot) continue;
      takenAt = Math.max(takenAt, snapshot.takenAt);
      if (ageOf(this.#dependencies, snapshot) > MOMENT_MS) continue;
      const { filters, view } = record.query;
      const counts = snapshot.members.length;
      const presences = view?.expand.includes('presence') ? talliesOf(snapshot).presences : { unknown: 0 };
      const tells = !('unknown' in presences);
      // Of equal filters the view that tells more.
      if (tells || !byFilters.has(record.filters))
        byFilters.set(record.filters, { filters, counts, ...(tells && { presences }) });
    }
    const most = [...byFilters.values()].sort((a, b) => b.counts - a.counts).slice(0, MOST_TOLD + 1);
    return { byFilters, most, takenAt };
  }
}

const keyOf = ({ organization, query }: QueryRecord) => `${query.queueId} ${organization}`;
