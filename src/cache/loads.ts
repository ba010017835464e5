// Loads snapshots: one load of a query for all who wait, within the budget, remembered with its outcome.
import type { LoadOptions, Snapshot } from '../domain/model.js';
import { ServiceError, asServiceError } from '../domain/errors.js';
import { mayBeBridged, type ErrorCode } from '../domain/error-codes.js';
import type { Purpose } from '../genesys/budget.rules.js';
import { loadPause } from './warmth.rules.js';
import { load, type FetchOptions } from './load.js';
import { keepsWarm, type CacheDependencies } from './dependencies.js';
import type { Flight, LoadResult, QueryState } from './queries.js';

/** Refusals that Genesys would only repeat: a broken webhook must not burn the budget. */
const REMEMBERED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'queue_not_found',
  'invalid_queue_id',
  'genesys_permission_missing',
  'genesys_request_refused',
  'genesys_answer_too_large',
  'genesys_too_many_pages',
]);
const REFUSAL_MEMORY_MS = 5_000;

/** Loads of one query under way at once; each holds a connection while it hangs. */
const MAX_FLYING = 2;

/** The loads of one organization. */
export class Loads {
  readonly #dependencies: CacheDependencies;
  /** The load under way for some filters that began last, whatever its view. */
  readonly #byFilters = new Map<string, Flight>();
  #ended = 0;

  constructor(dependencies: CacheDependencies) {
    this.#dependencies = dependencies;
  }

  /** How many loads have come to an end: while that stays the same, nothing new is known. */
  get ended(): number {
    return this.#ended;
  }

  /**
   * The load under way, unless it is past its deadline: what hangs is not joined again, but for the case
   * that several of the same query hang already. Any view will do for a query without one.
   */
  joinable(state: QueryState): Flight | undefined {
    if (this.overdue(state)) return state.flying < MAX_FLYING ? undefined : state.flight;
    if (state.flight || state.key !== state.anyKey) return state.flight;
    const flight = this.#byFilters.get(state.anyKey);
    return this.overdue({ flight }) ? undefined : flight;
  }

  /** Whether a load is under way for longer than anybody should wait for it. */
  overdue({ flight }: Pick<QueryState, 'flight'>): boolean {
    const { deadline } = this.#dependencies.settings;
    return (
      flight !== undefined && deadline > 0 && this.#dependencies.clock.now() - flight.startedAt >= deadline
    );
  }

  /**
   * Begins a load that somebody waits for, or that was `admitted` by the gate already.
   * @param asked who waits; those who join it later leave no trace in it
   */
  start(state: QueryState, purpose: Purpose | 'admitted', { origin, caller }: LoadOptions = {}): Flight {
    // What hangs counts as failed once another takes its place: nobody waits a second time.
    if (this.overdue(state)) {
      const trouble = state.flight?.trouble;
      state.failure = trouble && mayBeBridged(trouble.kind) ? trouble : new ServiceError('genesys_timeout');
      state.lastError = state.failure;
    }
    const { clock, random, shares } = this.#dependencies;
    const startedAt = clock.now();
    const again = state.failures > 0;
    const options: FetchOptions = {
      onRetriedError(error) {
        flight.trouble = error;
        // What is tried again is another request; what is waited for (a login) is none.
        if (error?.code.startsWith('genesys_')) shares.charge(state, 1, caller);
      },
      onRefusedByBudget: () => (flight.withheld = true),
      ...(origin && { origin }),
      ...(caller !== undefined && { caller }),
      // Another try of this query comes soon: repeating this one would only cost twice.
      ...(again && { once: true }),
    };
    if (again) {
      shares.retried(state);
      // Also when this one hangs.
      state.retryAt = startedAt + loadPause(state.failures + 1, random());
    }
    const flight: Flight = { startedAt, result: load(this.#dependencies, state, purpose, options) };
    state.flight = flight;
    state.flying += 1;
    this.#byFilters.set(state.anyKey, flight);
    flight.result.then(
      ({ snapshot, via }) => this.#succeeded(state, flight, snapshot, via),
      (fault: unknown) => this.#failed(state, flight, asServiceError(fault)),
    );
    return flight;
  }

  /**
   * Begins a load that nobody waits for, if none is under way, none just failed and the budget has a turn for
   * it. While queries are kept warm that is the refresher's business: it knows which is the most urgent.
   */
  loadInBackground(state: QueryState): void {
    if (keepsWarm(this.#dependencies.settings)) return;
    if (this.joinable(state) || this.retryIn(state) > 0) return;
    if (this.#dependencies.gate.admit('refresh', state.pages)) this.start(state, 'admitted');
  }

  /** Milliseconds until a query may be loaded again after a load that failed; 0 when it may be now. */
  retryIn(state: QueryState): number {
    const { clock, shares } = this.#dependencies;
    return Math.max(0, state.retryAt - clock.now(), shares.retryIn(state));
  }

  /** While the pause after a failed load lasts: the failure, to be told at once. */
  pausing(state: QueryState): ServiceError | undefined {
    const waitMs = this.retryIn(state);
    const error = state.refusal?.error ?? state.lastError ?? state.flight?.trouble;
    return waitMs > 0 && error ? repeated(error, waitMs) : undefined;
  }

  /** Why a query can't be answered for which the budget had nothing: what its last load met, if it failed. */
  causeOf({ lastError }: QueryState, withheld: ServiceError): ServiceError {
    const waitMs = (withheld.facts.retryAfterSeconds ?? 1) * 1_000;
    return lastError ? repeated(lastError, waitMs) : withheld;
  }

  /**
   * Another process has loaded `snapshot`, which is kept under `keys`.
   * @returns the keys under which it is to be held here: not those that Genesys has refused since
   */
  applyFromReplica(keys: readonly string[], snapshot: Snapshot): readonly string[] {
    this.#ended += 1;
    this.#compare(keys, snapshot);
    return keys.filter((key) => {
      const state = this.#dependencies.queries.find(key);
      if (state?.refusal && state.refusal.since > snapshot.takenAt) return false;
      if (state) this.#learn(state, snapshot, state.tookMs);
      return true;
    });
  }

  /** What another process finds is a reason to trust or to doubt here, too. */
  #compare(keys: readonly string[], snapshot: Snapshot): void {
    const { queries, store, changeFeed } = this.#dependencies;
    const key = keys.find((one) => queries.find(one));
    const state = key === undefined ? undefined : queries.find(key);
    if (state) changeFeed.fetched(state.query, store.peek(state.key), snapshot);
  }

  #succeeded(state: QueryState, flight: Flight, snapshot: Snapshot, via: LoadResult['via']): void {
    this.#land(state, flight);
    const { shares } = this.#dependencies;
    if (via === 'miss' && !snapshot.source && snapshot.pages > state.pages)
      shares.charge(state, snapshot.pages - state.pages);
    if (state.failure && state.failures > 0) shares.recovered(state);
    const tookMs =
      via === 'miss' && !snapshot.source ? this.#dependencies.clock.now() - snapshot.takenAt : state.tookMs;
    this.#learn(state, snapshot, tookMs);
    const any = this.#dependencies.queries.find(state.anyKey);
    if (any) this.#learn(any, snapshot, tookMs);
  }

  /** What follows from a snapshot that is newer than what is known. */
  #learn(state: QueryState, snapshot: Snapshot, tookMs: number): void {
    if ((state.takenAt ?? -Infinity) > snapshot.takenAt) return;
    state.takenAt = snapshot.takenAt;
    state.tookMs = tookMs;
    // A look has no pages.
    if (!snapshot.source) state.pages = snapshot.pages;
    state.failures = 0;
    state.failure = undefined;
    state.lastError = undefined;
    state.refusal = undefined;
    state.recovering = false;
    state.retryAt = -Infinity;
  }

  #failed(state: QueryState, flight: Flight, error: ServiceError): void {
    this.#land(state, flight);
    // A newer fetch has succeeded meanwhile: this one says nothing any more.
    if ((state.takenAt ?? -Infinity) > flight.startedAt) return;
    const { clock, random, store } = this.#dependencies;
    // What the budget forbids is tried again when that allows it, and not later; it hides no failure of before.
    if (flight.withheld || error.code === 'genesys_rate_limited') {
      state.failure ??= error;
      state.retryAt = -Infinity;
      return;
    }
    state.failures += 1;
    // From its beginning on: what took seconds to fail has paused already.
    state.retryAt = flight.startedAt + loadPause(state.failures, random());
    state.lastError = error;
    // Only an outage is bridged: a refusal ends that, also one that is asked again at once.
    state.failure = mayBeBridged(error.kind) ? error : undefined;
    if (REMEMBERED.has(error.code)) {
      state.refusal = { error, since: flight.startedAt, until: clock.now() + REFUSAL_MEMORY_MS };
      // What was true before the refusal must not bridge a later outage.
      void store.delete([state.key, state.anyKey]).catch(() => undefined);
    }
  }

  #land(state: QueryState, flight: Flight): void {
    this.#ended += 1;
    state.flying -= 1;
    if (state.flight === flight) state.flight = undefined;
    if (this.#byFilters.get(state.anyKey) === flight) this.#byFilters.delete(state.anyKey);
  }
}

/** An error of before, with the time that is left until another try. */
function repeated(error: ServiceError, waitMs: number): ServiceError {
  return new ServiceError(error.code, {
    ...error.facts,
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });
}
