// Loads snapshots: one load of a query for all who wait, within the budget, remembered with its outcome.
import type { Clock } from '../runtime/clock.js';
import type { Store } from '../store/store.js';
import type { Snapshot, SnapshotSource } from '../model.js';
import { ServiceError, asServiceError } from '../errors.js';
import { budgetSpent } from '../genesys/budget.js';
import type { ErrorCode } from '../error-codes.js';
import type { Purpose } from '../rules/budget.js';
import { cacheKey, type Scope } from '../rules/cache-key.js';
import { judge, usefulFor, type Windows } from '../rules/freshness.js';
import { loadPause } from '../rules/warmth.js';
import { keepNewest } from './keep-newest.js';
import type { Flight, LiveQueries, QueryState } from './queries.js';
import type { Turnstile } from './turnstile.js';

/** What says whether a walk may begin. */
export interface Gate {
  admit(purpose: Purpose, pages: number): boolean;
  /** Milliseconds until something may be spent again. */
  freeIn(): number;
}

/** Milliseconds; `deadline` is how long a caller waits at most, 0 means as long as a load takes. */
export interface CacheSettings extends Windows {
  readonly deadline: number;
  /** 0 when nothing is kept warm. */
  readonly keepWarmFor: number;
}

/** Whether there is a refresher for what is asked for. */
export function keepsWarm({
  freshFor,
  keepWarmFor,
}: Pick<CacheSettings, 'freshFor' | 'keepWarmFor'>): boolean {
  return freshFor > 0 && keepWarmFor > 0;
}

/** What the cache and its loads are made of. */
export interface CacheParts {
  readonly source: SnapshotSource;
  readonly store: Store<Snapshot>;
  readonly queries: LiveQueries;
  readonly scope: Scope;
  readonly settings: CacheSettings;
  readonly gate: Gate;
  readonly walks: Turnstile;
  readonly clock: Clock;
  readonly random: () => number;
}

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
  readonly #parts: CacheParts;
  readonly #keep: ReturnType<typeof keepNewest>;
  /** The load under way for some filters that began last, whatever its view. */
  readonly #byFilters = new Map<string, Flight>();
  #ended = 0;

  constructor(parts: CacheParts) {
    this.#parts = parts;
    this.#keep = keepNewest(parts.store, usefulFor(parts.settings));
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
    const { deadline } = this.#parts.settings;
    return flight !== undefined && deadline > 0 && this.#parts.clock.now() - flight.startedAt >= deadline;
  }

  /** Begins a load that somebody waits for, or that was `admitted` by the gate already. */
  start(state: QueryState, purpose: Purpose | 'admitted'): Flight {
    // What hangs counts as failed once another takes its place: nobody waits a second time.
    if (this.overdue(state)) {
      const trouble = state.flight?.trouble;
      state.failure = trouble?.kind === 'unavailable' ? trouble : new ServiceError('genesys_timeout');
    }
    const note = (error: ServiceError) => (flight.trouble = error);
    const startedAt = this.#parts.clock.now();
    const flight: Flight = { startedAt, result: this.#lookUpOrLoad(state, purpose, (error) => note(error)) };
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
  behind(state: QueryState): void {
    if (keepsWarm(this.#parts.settings)) return;
    if (this.joinable(state) || this.#parts.clock.now() < state.retryAt) return;
    if (this.#parts.gate.admit('refresh', state.pages)) this.start(state, 'admitted');
  }

  /** The lookup happens inside the shared promise, so nobody loads twice in the gap behind it. */
  async #lookUpOrLoad(
    state: QueryState,
    purpose: Purpose | 'admitted',
    onTrouble: (error: ServiceError) => void,
  ): Flight['result'] {
    const { store, clock, settings, gate, walks, source, scope } = this.#parts;
    // A store that fails is a store that holds nothing: Genesys is asked.
    const held = await store.get(state.key).catch(() => undefined);
    // A refresh begins while the old answer is still fresh: only one that is newer makes it needless.
    const needless = held && (purpose !== 'admitted' || held.takenAt > (state.takenAt ?? -Infinity));
    if (needless && judge(clock.now() - held.takenAt, settings, false) === 'answer')
      return { snapshot: held, via: 'hit' };
    if (purpose !== 'admitted' && !gate.admit(purpose, state.pages)) throw budgetSpent(gate.freeIn());
    const viewed = { ...state.query, view: state.query.view ?? { expand: [] } };
    const { snapshot } = await walks.pass(() => source.get(viewed, onTrouble));
    const kept = [cacheKey(scope, viewed), state.anyKey].map((key) => this.#keep(key, snapshot));
    await Promise.allSettled(kept);
    return { snapshot, via: 'miss' };
  }

  #succeeded(state: QueryState, flight: Flight, snapshot: Snapshot, via: 'hit' | 'miss'): void {
    this.#land(state, flight);
    const tookMs = via === 'miss' ? this.#parts.clock.now() - snapshot.takenAt : state.tookMs;
    for (const one of [state, this.#parts.queries.find(state.anyKey)]) {
      if (!one || (one.takenAt ?? -Infinity) > snapshot.takenAt) continue;
      one.takenAt = snapshot.takenAt;
      one.tookMs = tookMs;
      one.pages = snapshot.pages;
      one.failures = 0;
      one.failure = undefined;
      one.refusal = undefined;
      one.retryAt = -Infinity;
    }
  }

  #failed(state: QueryState, flight: Flight, error: ServiceError): void {
    this.#land(state, flight);
    // A newer walk has succeeded meanwhile: this one says nothing any more.
    if ((state.takenAt ?? -Infinity) > flight.startedAt) return;
    const { clock, random, store } = this.#parts;
    state.failures += 1;
    state.retryAt = clock.now() + loadPause(state.failures, random());
    // Only an outage is bridged: a refusal ends that, also one that is asked again at once.
    state.failure = error.kind === 'unavailable' ? error : undefined;
    if (REMEMBERED.has(error.code)) {
      state.refusal = { error, until: clock.now() + REFUSAL_MEMORY_MS };
      // What was true before the refusal must not bridge a later outage.
      for (const key of [state.key, state.anyKey]) void store.delete(key).catch(() => undefined);
    }
  }

  #land(state: QueryState, flight: Flight): void {
    this.#ended += 1;
    state.flying -= 1;
    if (state.flight === flight) state.flight = undefined;
    if (this.#byFilters.get(state.anyKey) === flight) this.#byFilters.delete(state.anyKey);
  }
}
