// Answers from memory while that is fresh enough, bridges what Genesys cannot answer, and never lets a
// caller wait past the deadline.
import { within } from '../runtime/clock.js';
import type { MemberQuery, Served, Snapshot, SnapshotSource, StaleDetail } from '../model.js';
import { ServiceError, asServiceError } from '../errors.js';
import { cacheKey, withoutView } from '../rules/cache-key.js';
import { judge, mayBridge } from '../rules/freshness.js';
import { keepsWarm, type CacheParts, type Loads } from './loads.js';
import type { QueryState } from './queries.js';

/** A SnapshotSource that can also say at once what it holds. */
export interface CachedSource extends SnapshotSource {
  /**
   * A quick way to ask `query` again and again: what can be answered without waiting, or undefined when
   * `get` must be asked. Each call counts as a request, as `get` does.
   */
  ready(query: MemberQuery): () => Served | undefined;
}

/** What the world hears of questions and their answers. */
export interface CacheObserver {
  asked(): void;
  /** @param old whether the answer is older than promised */
  served(via: Served['via'], old: boolean): void;
}

/**
 * A SnapshotSource that keeps what its source loads. A caller that leaves doesn't end a load: it goes on
 * behind and its result is kept.
 */
export class Cache implements CachedSource {
  readonly #parts: CacheParts;
  readonly #loads: Loads;
  readonly #observer: CacheObserver;

  constructor(parts: CacheParts, loads: Loads, observer: CacheObserver) {
    this.#parts = parts;
    this.#loads = loads;
    this.#observer = observer;
  }

  async get(query: MemberQuery): Promise<Served> {
    const state = this.#asked(cacheKey(this.#parts.scope, query), query);
    const { refusal } = state;
    if (refusal && this.#parts.clock.now() < refusal.until) throw refusal.error;
    return this.#atOnce(state) ?? this.#waitForLoad(state);
  }

  ready(query: MemberQuery): () => Served | undefined {
    const key = cacheKey(this.#parts.scope, query);
    return () => {
      const known = this.#parts.queries.find(key);
      // What can't be answered here is asked for by `get`, and counts there.
      const served = known && !known.refusal ? this.#atOnce(known) : undefined;
      if (served) this.#asked(key, query);
      return served;
    };
  }

  #asked(key: string, query: MemberQuery): QueryState {
    const { queries, scope, clock } = this.#parts;
    const describe = () => ({ query, anyKey: cacheKey(scope, withoutView(query)) });
    const state = queries.asked(key, clock.now(), describe);
    this.#observer.asked();
    return state;
  }

  #serve(snapshot: Snapshot, via: Served['via'], detail?: StaleDetail): Served {
    const ageMs = this.#parts.clock.now() - snapshot.takenAt;
    const ttlMs = this.#parts.settings.freshFor - ageMs;
    this.#observer.served(via, ttlMs < 0);
    return detail ? { snapshot, ageMs, ttlMs, via, detail } : { snapshot, ageMs, ttlMs, via };
  }

  /** What can be answered without waiting; begins a load behind where that is due. */
  #atOnce(state: QueryState): Served | undefined {
    const { store, clock, settings } = this.#parts;
    const held = store.peek(state.key);
    if (!held) return undefined;
    const overdue = this.#loads.overdue(state);
    const verdict = judge(clock.now() - held.takenAt, settings, overdue || state.failure !== undefined);
    if (verdict === 'answer') return this.#serve(held, 'hit');
    if (verdict === 'load') return undefined;
    this.#loads.behind(state);
    if (verdict === 'refresh') return this.#serve(held, 'hit');
    return this.#serve(held, 'stale', overdue || !state.failure ? 'timeout' : detailOf(state.failure));
  }

  async #waitForLoad(state: QueryState): Promise<Served> {
    const { deadline } = this.#parts.settings;
    const joined = this.#loads.joinable(state);
    // With something older at hand this is a refresh, and takes its turn; without warmth nobody else has one.
    const purpose =
      keepsWarm(this.#parts.settings) && this.#bridge(state, 'unavailable') ? 'refresh' : 'first';
    const flight = joined ?? this.#loads.start(state, purpose);
    const { result } = flight;
    try {
      const inTime =
        deadline > 0
          ? within(result, deadline, this.#parts.clock, () => flight.trouble ?? late(deadline))
          : result;
      const { snapshot, via } = await inTime;
      return this.#serve(snapshot, joined && via === 'miss' ? 'collapsed' : via);
    } catch (fault) {
      const error = asServiceError(fault);
      const held = this.#bridge(state, error.kind);
      if (!held) throw error;
      return this.#serve(held, 'stale', detailOf(error));
    }
  }

  /** What may be given in place of a load that failed in this way. */
  #bridge({ key }: QueryState, failure: ServiceError['kind']): Snapshot | undefined {
    const { store, clock, settings } = this.#parts;
    const held = store.peek(key);
    return held && mayBridge(clock.now() - held.takenAt, settings, failure) ? held : undefined;
  }
}

function detailOf(error: ServiceError): StaleDetail {
  if (error.code === 'genesys_rate_limited') return 'budget';
  return error.code.endsWith('_timeout') ? 'timeout' : 'error';
}

function late(ms: number): ServiceError {
  return new ServiceError('genesys_timeout', {
    detail: `There was no answer within ${ms} ms.`,
    retryAfterSeconds: 1,
  });
}
