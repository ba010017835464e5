// Answers from memory while that is fresh enough, bridges what Genesys cannot answer, and never lets a
// caller wait past the deadline.
import { within } from '../runtime/clock.js';
import { ownTurn } from '../runtime/turns.js';
import type { LoadOptions, MemberQuery, Served, Snapshot, SnapshotSource } from '../domain/model.js';
import { ServiceError, asServiceError } from '../domain/errors.js';
import { cacheKey, withoutView } from '../domain/cache-key.rules.js';
import { judge, mayBridge, sameFor, type FreshnessPolicy } from './freshness.rules.js';
import type { Loads } from './loads.js';
import { keepsWarm, type CacheDependencies } from './dependencies.js';
import { askedAgain, type QueryState } from './queries.js';

/** A SnapshotSource that can also say at once what it holds. */
export interface CachedSource extends SnapshotSource {
  /**
   * A quick way to look at `query` again and again: what can be answered without waiting, or undefined when
   * `get` must be asked. @param caller who is noted as asking
   */
  ready(query: MemberQuery, caller?: string): () => Held | undefined;
  /** What is held for `query` and how its last load went: a look that changes nothing. */
  look(query: MemberQuery): Look;
}

/** What is known of a query. */
export interface Look {
  readonly snapshot?: Snapshot;
  /** Of the snapshot. */
  readonly policy?: FreshnessPolicy;
  /** Why the last load failed. */
  readonly failure?: ServiceError;
  /** Genesys's clear no. */
  readonly refusal?: ServiceError;
  /** When that was asked for, and until when it is passed on; monotonic milliseconds. */
  readonly refused?: { readonly since: number; readonly until: number };
}

/** What can be answered without waiting, once and again while nothing about it changes. */
export interface Held {
  readonly served: Served;
  /** Whether the same would be answered at `now`, to the letter. */
  holds(now: number): boolean;
  /** Counts a request that is answered with it at `now`, as `get` counts. */
  count(now: number): void;
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
  readonly #dependencies: CacheDependencies;
  readonly #loads: Loads;
  readonly #observer: CacheObserver;
  readonly #keys = new WeakMap<MemberQuery, string>();

  constructor(dependencies: CacheDependencies, loads: Loads, observer: CacheObserver) {
    this.#dependencies = dependencies;
    this.#loads = loads;
    this.#observer = observer;
  }

  async get(query: MemberQuery, options: LoadOptions = {}): Promise<Served> {
    const { queries, scope, clock } = this.#dependencies;
    const describe = () => ({ query, anyKey: cacheKey(scope, withoutView(query)) });
    const state = queries.asked(cacheKey(scope, query), clock.now(), describe, options.caller);
    this.#observer.asked();
    const { refusal } = state;
    if (refusal && clock.now() < refusal.until) throw refusal.error;
    const served = this.#atOnce(state) ?? (await this.#waitForLoad(state, options));
    this.#observer.served(served.via, served.ttlMs < 0);
    return served;
  }

  look(query: MemberQuery): Look {
    const { queries, store, changeFeed } = this.#dependencies;
    const key = this.#keyOf(query);
    const state = queries.find(key);
    const snapshot = store.peek(key);
    return {
      ...(snapshot && { snapshot, policy: changeFeed.policyOf(query, snapshot.takenAt) }),
      ...(state?.failure && { failure: state.failure }),
      ...(state?.refusal && { refusal: state.refusal.error, refused: state.refusal }),
    };
  }

  ready(query: MemberQuery, caller?: string): () => Held | undefined {
    const key = cacheKey(this.#dependencies.scope, query);
    return () => {
      const known = this.#dependencies.queries.use(key, caller);
      if (!known || known.refusal) return undefined;
      const served = this.#atOnce(known);
      return served && this.#hold(served, known, caller);
    };
  }

  /** Queries that are looked at come again and again as the same value: writing a key costs most of a look. */
  #keyOf(query: MemberQuery): string {
    const known = this.#keys.get(query);
    if (known !== undefined) return known;
    const key = cacheKey(this.#dependencies.scope, query);
    this.#keys.set(query, key);
    return key;
  }

  #hold(served: Served, state: QueryState, caller?: string): Held {
    const [loads, observer] = [this.#loads, this.#observer];
    const { clock, changeFeed } = this.#dependencies;
    const { ended } = loads;
    const { queueId } = state.query;
    const version = changeFeed.versionOf(queueId);
    const old = served.ttlMs < 0;
    const until = clock.now() + sameFor(served.ageMs, { freshUntil: served.ageMs + served.ttlMs });
    return {
      served,
      holds: (now) => now < until && loads.ended === ended && changeFeed.versionOf(queueId) === version,
      count(now) {
        askedAgain(state, now, caller);
        observer.asked();
        observer.served(served.via, old);
      },
    };
  }

  #serve(snapshot: Snapshot, query: MemberQuery, via: Served['via'], detail?: Served['detail']): Served {
    const { clock, changeFeed } = this.#dependencies;
    const ageMs = clock.now() - snapshot.takenAt;
    const ttlMs = changeFeed.policyOf(query, snapshot.takenAt).freshUntil - ageMs;
    return detail ? { snapshot, ageMs, ttlMs, via, detail } : { snapshot, ageMs, ttlMs, via };
  }

  /** What can be answered without waiting; begins a load behind where that is due. */
  #atOnce(state: QueryState): Served | undefined {
    const { store, clock, settings, changeFeed } = this.#dependencies;
    const { query } = state;
    const held = store.peek(state.key);
    if (!held) return undefined;
    const overdue = this.#loads.overdue(state);
    const trouble = overdue || state.failure !== undefined;
    const policy = changeFeed.policyOf(query, held.takenAt);
    const verdict = judge(clock.now() - held.takenAt, settings, trouble, policy);
    if (verdict === 'answer') return this.#serve(held, query, 'hit');
    if (verdict === 'load') return undefined;
    this.#loads.loadInBackground(state);
    if (verdict === 'refresh') return this.#serve(held, query, 'hit');
    const detail = overdue || !state.failure ? 'timeout' : detailOf(state.failure);
    return this.#serve(held, query, 'stale', detail);
  }

  async #waitForLoad(state: QueryState, options: LoadOptions): Promise<Served> {
    const { deadline } = this.#dependencies.settings;
    const joined = this.#loads.joinable(state);
    const pausing = joined ? undefined : this.#loads.pausing(state);
    if (pausing) return this.#insteadOf(state, pausing);
    // With something older at hand this is a refresh, and takes its turn; without warmth nobody else has one.
    const purpose =
      keepsWarm(this.#dependencies.settings) && this.#bridge(state, 'unavailable') ? 'refresh' : 'first';
    const flight = joined ?? this.#loads.start(state, purpose, options);
    const { result } = flight;
    try {
      // All who waited for the same, or until the same moment, would be answered in one block: each has a turn.
      const inTime =
        deadline > 0
          ? within(result, deadline, this.#dependencies.clock, () => flight.trouble ?? late(deadline))
          : result;
      const { snapshot, via } = await inTime.finally(ownTurn);
      return this.#serve(snapshot, state.query, joined && via === 'miss' ? 'collapsed' : via);
    } catch (fault) {
      const error = asServiceError(fault);
      return this.#insteadOf(state, flight.withheld ? this.#loads.causeOf(state, error) : error);
    }
  }

  /** What is held, in place of a load that failed or must wait. @throws `error` where that may not be given */
  #insteadOf(state: QueryState, error: ServiceError): Served {
    const held = this.#bridge(state, error.kind);
    if (!held) throw error;
    return this.#serve(held, state.query, 'stale', detailOf(error));
  }

  /** What may be given in place of a load that failed in this way. */
  #bridge({ key, query }: QueryState, failure: ServiceError['kind']): Snapshot | undefined {
    const { store, clock, settings, changeFeed } = this.#dependencies;
    const held = store.peek(key);
    if (!held) return undefined;
    const policy = changeFeed.policyOf(query, held.takenAt);
    return mayBridge(clock.now() - held.takenAt, settings, failure, policy) ? held : undefined;
  }
}

function detailOf(error: ServiceError): Served['detail'] {
  if (error.code === 'genesys_rate_limited') return 'budget';
  return error.code.endsWith('_timeout') ? 'timeout' : 'error';
}

function late(ms: number): ServiceError {
  return new ServiceError('genesys_timeout', {
    detail: `There was no answer within ${ms} ms.`,
    retryAfterSeconds: 1,
  });
}
