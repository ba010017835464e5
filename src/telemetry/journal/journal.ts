// What the service remembers of what it did, for people who look: by query, webhook and caller, and its problems.
import { createHash } from 'node:crypto';
import type { Cancel, Clock } from '../../runtime/clock.js';
import type { ServiceError } from '../../domain/errors.js';
import type { MemberQuery } from '../../domain/model.js';
import { cacheKey } from '../../domain/cache-key.rules.js';
import { AnswerRecord, type Answered } from './answer-record.js';
import { LatencyRing } from './latency.js';
import { Problems, troubleOf, type Trouble } from './problems.js';
import { HISTORY_STEP_MS, QueryRecord } from './query-record.js';

/** A caller's requests, and those that were refused. */
export class CallerRecord extends AnswerRecord {
  refused = 0;
  lastRefusal: (Trouble & { readonly at: number }) | undefined;
}

/** Queries remembered; the longest unused go. */
const MOST_QUERIES = 1_000;
/** A query that nobody asked for this long gets no further points. */
const SAMPLED_FOR_MS = 1_800_000;

/** The journal of one process; kept in memory alone. */
export class Journal {
  readonly problems: Problems;
  readonly #clock: Clock;
  readonly #queries = new Map<string, QueryRecord>();
  readonly #webhooks = new Map<string, AnswerRecord>();
  readonly #callers = new Map<string, CallerRecord>();
  readonly #latencies = new Map<string, LatencyRing>();
  #timer: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.problems = new Problems(clock);
  }

  /** The record of `query`, whatever its page: made when there is none. */
  query(organization: string, query: MemberQuery): QueryRecord {
    const key = cacheKey({ apiUrl: '', organization }, query);
    const known = this.#queries.get(key);
    if (known) return known;
    const id = createHash('sha256').update(key).digest('hex').slice(0, 12);
    const record = new QueryRecord(id, organization, query, this.#clock.now());
    this.#queries.set(key, record);
    this.#forgetUnused();
    return record;
  }

  webhook(name: string): AnswerRecord {
    return recordOf(this.#webhooks, name, () => new AnswerRecord());
  }

  caller(name: string): CallerRecord {
    return recordOf(this.#callers, name, () => new CallerRecord());
  }

  latency(organization: string): LatencyRing {
    return recordOf(this.#latencies, organization, () => new LatencyRing(this.#clock));
  }

  /** Notes an answer to the caller and to those records that it belongs to. */
  answered(records: readonly AnswerRecord[], answered: Answered, failure?: ServiceError): void {
    for (const record of records) record.add(answered);
    if (answered.caller === undefined) return;
    const caller = this.caller(answered.caller);
    caller.add(answered);
    if (failure?.kind !== 'caller') return;
    caller.refused += 1;
    caller.lastRefusal = { ...troubleOf(failure), at: answered.at };
    this.problems.add(`caller ${answered.caller}`, troubleOf(failure), 'refusedCallers');
  }

  /** The most recently asked first. */
  queries(): readonly QueryRecord[] {
    return [...this.#queries.values()].sort((a, b) => b.usedAt - a.usedAt);
  }

  /** Notes how many agents each query counts, again and again until `stop`. */
  start(countOf: (record: QueryRecord) => number | null): void {
    this.#timer = this.#clock.after(HISTORY_STEP_MS, () => {
      const since = this.#clock.now() - SAMPLED_FOR_MS;
      for (const record of this.#queries.values()) {
        if (record.usedAt >= since) record.note(countOf(record));
      }
      this.start(countOf);
    });
  }

  stop(): void {
    this.#timer?.();
  }

  #forgetUnused(): void {
    if (this.#queries.size <= MOST_QUERIES) return;
    let [unused, usedAt] = ['', Infinity];
    for (const [key, record] of this.#queries) {
      if (record.usedAt < usedAt) [unused, usedAt] = [key, record.usedAt];
    }
    this.#queries.delete(unused);
  }
}

function recordOf<T>(records: Map<string, T>, name: string, make: () => T): T {
  const known = records.get(name);
  if (known) return known;
  const record = make();
  records.set(name, record);
  return record;
}
