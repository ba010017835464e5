// What the service remembers of what it did, for people who look: by query, webhook and caller, and its problems.
import { createHash } from 'node:crypto';
import type { Cancel, Clock } from '../../runtime/clock.js';
import { Memory, textBytes, type BoundedMap } from '../../runtime/memory.js';
import { Slices } from '../../runtime/slices.js';
import type { ServiceError } from '../../domain/errors.js';
import type { MemberQuery } from '../../domain/model.js';
import { cacheKey } from '../../domain/cache-key.rules.js';
import { AnswerRecord, type Answered } from './answer-record.js';
import { LatencyRing } from './latency.js';
import { Problems, problemFactsOf, type ProblemFacts } from './problems.js';
import { HISTORY_STEP_MS, QueryRecord } from './query-record.js';
import { Traffic } from './traffic.js';
import { UseRecord } from './use-record.js';

/** A caller's requests, and those that were refused. */
class CallerRecord extends AnswerRecord {
  refused = 0;
  lastRefusal: (ProblemFacts & { readonly at: number }) | undefined;
}

/** Queries remembered; the longest unused go. */
const MOST_QUERIES = 1_000;
/** What a record takes beside its texts: numbers, half an hour of counts, and its place among the others. */
const RECORD_BYTES = 4_000;
/** A query that nobody asked for this long gets no further points. */
const SAMPLED_FOR_MS = 1_800_000;

/** The journal of one process; kept in memory alone. */
export class Journal {
  readonly problems: Problems;
  readonly #clock: Clock;
  readonly #queries: BoundedMap<QueryRecord>;
  readonly #webhooks = new Map<string, AnswerRecord>();
  readonly #callers = new Map<string, CallerRecord>();
  /** By digest. */
  readonly #keys = new Map<string, UseRecord>();
  readonly #latencies = new Map<string, LatencyRing>();
  readonly #traffic = new Map<string, Traffic>();
  #timer: Cancel | undefined;

  /** @param memory against whose limit the queries count */
  constructor(clock: Clock, memory = new Memory(Infinity)) {
    this.#clock = clock;
    this.problems = new Problems(clock);
    this.#queries = memory.map<QueryRecord>({
      most: MOST_QUERIES,
      // The key, and the filters: as values and in words.
      weigh: ({ key, query }) =>
        RECORD_BYTES + 2 * textBytes(key) + 2 * textBytes(JSON.stringify(query.filters)),
    });
  }

  /** The record of `query`, whatever its page: made when there is none. */
  query(organization: string, query: MemberQuery, caller?: string): QueryRecord {
    const key = cacheKey({ apiUrl: '', organization }, query);
    const known = this.#queries.get(key, caller);
    if (known) return known;
    const id = createHash('sha256').update(key).digest('hex').slice(0, 12);
    const record = new QueryRecord(key, id, organization, query, this.#clock.now());
    this.#queries.set(key, record, caller);
    return record;
  }

  webhook(name: string): AnswerRecord {
    return recordOf(this.#webhooks, name, () => new AnswerRecord());
  }

  caller(name: string): CallerRecord {
    return recordOf(this.#callers, name, () => new CallerRecord());
  }

  /** @param digest of a key of the settings */
  key(digest: string): UseRecord {
    return recordOf(this.#keys, digest, () => new UseRecord());
  }

  /** Forgets all keys but these. */
  keepKeys(digests: readonly string[]): void {
    const kept = new Set(digests);
    for (const digest of this.#keys.keys()) if (!kept.has(digest)) this.#keys.delete(digest);
  }

  latency(organization: string): LatencyRing {
    return recordOf(this.#latencies, organization, () => new LatencyRing(this.#clock));
  }

  traffic(organization: string): Traffic {
    return recordOf(this.#traffic, organization, () => new Traffic());
  }

  /** Notes an answer to the caller and to those records that it belongs to. */
  answered(records: readonly AnswerRecord[], answered: Answered, failure?: ServiceError): void {
    // What was decided over several queues together says nothing of each.
    const { at, caller: name, result } = answered;
    const ofOne = { at, caller: name, result };
    const combined = records.filter((record) => record instanceof QueryRecord).length > 1;
    for (const record of records) {
      record.add(combined && record instanceof QueryRecord ? ofOne : answered);
      if (record instanceof QueryRecord) this.#used(record, answered.caller);
    }
    if (answered.caller === undefined) return;
    const caller = this.caller(answered.caller);
    caller.add(answered);
    if (failure?.kind !== 'caller') return;
    caller.refused += 1;
    caller.lastRefusal = { ...problemFactsOf(failure), at: answered.at };
    this.problems.add(`caller ${answered.caller}`, problemFactsOf(failure), 'refusedCallers');
  }

  /** The most recently asked first. */
  queries(): readonly QueryRecord[] {
    return [...this.#queries.values()].sort((a, b) => b.usedAt - a.usedAt);
  }

  /** Notes how many agents each query counts, again and again until `stop`. */
  start(countOf: (record: QueryRecord) => number | null): void {
    this.#timer = this.#clock.after(HISTORY_STEP_MS, () => {
      const since = this.#clock.now() - SAMPLED_FOR_MS;
      const used = [...this.#queries.values()].filter(({ usedAt }) => usedAt >= since);
      void new Slices().map(used, (record) => record.note(countOf(record)));
      for (const [name, latency] of this.#latencies) this.traffic(name).note(latency.read(HISTORY_STEP_MS));
      this.start(countOf);
    });
  }

  stop(): void {
    this.#timer?.();
  }

  /** What answers go out for is not forgotten; it comes back if it was. */
  #used(record: QueryRecord, caller?: string): void {
    if (!this.#queries.get(record.key, caller)) this.#queries.set(record.key, record, caller);
  }
}

function recordOf<T>(records: Map<string, T>, name: string, make: () => T): T {
  const known = records.get(name);
  if (known) return known;
  const record = make();
  records.set(name, record);
  return record;
}
