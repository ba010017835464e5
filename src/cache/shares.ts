// Counts what queries and callers spend of the rate limit, so that no one of them takes what the others need.
import { ServiceError } from '../domain/errors.js';
import type { Window } from '../genesys/budget.rules.js';
import {
  callerShare,
  failingSpacing,
  isCallerOver,
  leavesEnough,
  leavesEnoughAfterRecovery,
  queryShare,
  recoveriesAtMost,
  type CallerNeed,
  type CallerStanding,
} from './shares.rules.js';
import type { CallerShare } from './caller-share.js';
import { Census, type CensusDependencies } from './census.js';
import type { Clock } from '../runtime/clock.js';
import { MinuteCount } from '../runtime/minute-count.js';
import type { QueryState } from './queries.js';

interface SharesDependencies extends CensusDependencies {
  readonly gate: { window(): Window };
  readonly clock: Clock;
}

/** Tries of failing queries, and of refused ones, that may come at once after a rest. */
const FAILING_BURST = 2;
const REFUSED_BURST = 10;
/** Callers whose spending is counted; more than that share one count. */
const MOST_CALLERS = 1_000;

/** The shares of one organization's rate limit. */
export class Shares {
  readonly #dependencies: SharesDependencies;
  readonly #callers = new Map<string, { readonly spent: MinuteCount; readonly firsts: MinuteCount }>();
  readonly #recoveries = new MinuteCount();
  readonly #census: Census;
  /** From when on the next try of a failing query, or of a refused one, is in its pace. */
  readonly #nextTryAt = { failing: -Infinity, refused: -Infinity };

  constructor(dependencies: SharesDependencies) {
    this.#dependencies = dependencies;
    this.#census = new Census(dependencies);
  }

  /** Why a query may not be loaded for `caller` now though there may be budget; undefined when it may. */
  refusal(state: QueryState, caller: string, purpose: string): ServiceError | undefined {
    const window = this.#dependencies.gate.window();
    const now = this.#dependencies.clock.now();
    const { queries, wanted } = this.#census.of(now);
    const alone = queries <= 1 && wanted.size <= 1;
    if (!alone && state.spent.read(now) + state.pages > this.#shareOf(state, window, now))
      return overShare('This query', window);
    const fits =
      purpose === 'first'
        ? leavesEnough(window, state.pages, this.#others([caller], now), this.#standing(caller, now))
        : !this.whoIsOver()(state);
    return fits ? undefined : overShare('This caller', window);
  }

  /** Why nothing may be asked for `caller` now, whatever it is: it has had its share, and others want something too. */
  refusalOf(caller: string): ServiceError | undefined {
    const window = this.#dependencies.gate.window();
    const now = this.#dependencies.clock.now();
    const { wanted } = this.#census.of(now);
    const callers = wanted.size + (wanted.has(caller) ? 0 : 1);
    return isCallerOver(window, this.#spentBy(caller, now), callers)
      ? overShare('This caller', window)
      : undefined;
  }

  /** A load of `state` costs `pages` requests: on account of `caller`, or of all who asked lately. */
  charge(state: QueryState, pages: number, caller?: string): void {
    const now = this.#dependencies.clock.now();
    state.spent.add(now, pages);
    this.#bill(caller === undefined ? state.askers.map(({ name }) => name) : [caller], pages);
    if (caller !== undefined && state.takenAt === undefined && state.failures === 0 && !state.refusal)
      this.#callerOf(caller).firsts.add(now);
  }

  /**
   * A look that tells of all of `states` costs `requests`: on account of all who ask for them.
   * @param elsewhere callers of each of the queues that it tells of too, for which there is no query here
   */
  chargeLook(
    states: readonly QueryState[],
    requests: number,
    elsewhere: ReadonlyArray<readonly string[]> = [],
  ): void {
    const part = requests / (states.length + elsewhere.length);
    for (const state of states) this.charge(state, part);
    for (const payers of elsewhere) this.#bill(payers, part);
  }

  /**
   * Whether a request for the first answers of `states` leaves what those need who ask for none of them.
   * @param more callers who wait for it too
   */
  leavesOthers(states: readonly QueryState[], more: readonly string[] = []): boolean {
    const now = this.#dependencies.clock.now();
    const callers = [...more, ...states.flatMap(({ askers }) => askers.map(({ name }) => name))];
    // It spends what is kept for looks.
    const own = { spent: 0, kept: 0 };
    return leavesEnough(this.#dependencies.gate.window(), 1, this.#others(callers, now), own);
  }

  /** Tells of queries at this moment whether others go first: the query, or each who wants it, has had its share. */
  whoIsOver(): (state: QueryState) => boolean {
    const window = this.#dependencies.gate.window();
    const now = this.#dependencies.clock.now();
    const { queries, wanted } = this.#census.of(now);
    const alone = queries <= 1 && wanted.size <= 1;
    return (state) => {
      if (!alone && state.spent.read(now) >= this.#shareOf(state, window, now)) return true;
      return (
        state.askers.length > 0 &&
        state.askers.every(({ name }) => isCallerOver(window, this.#spentBy(name, now), wanted.size))
      );
    };
  }

  /** Milliseconds until a query whose last load failed is in its turn; 0 when it is, or needs none. */
  retryIn(state: QueryState): number {
    if (state.failures === 0) return 0;
    if (state.recovering) {
      return leavesEnoughAfterRecovery(this.#dependencies.gate.window(), state.pages)
        ? 0
        : this.#turnIn(state);
    }
    return this.#turnIn(state);
  }

  /** A query whose last load failed is tried again. */
  retried(state: QueryState): void {
    if (state.failures === 0) return;
    const now = this.#dependencies.clock.now();
    if (state.recovering) {
      state.recovering = false;
      this.#recoveries.add(now);
      return;
    }
    const [kind, burst] = state.refusal
      ? (['refused', REFUSED_BURST] as const)
      : (['failing', FAILING_BURST] as const);
    const spacing = this.#spacing(kind);
    this.#nextTryAt[kind] = Math.max(now - burst * spacing, this.#nextTryAt[kind]) + spacing;
  }

  /** A query that failed was loaded again: others may be well too, and are tried at once. */
  recovered(state: QueryState): void {
    const { gate, clock, queries } = this.#dependencies;
    const now = clock.now();
    if (this.#recoveries.read(now) >= recoveriesAtMost(gate.window())) return;
    for (const other of queries.warm(this.#census.since(now))) {
      if (other === state || !other.failure || other.failures === 0) continue;
      other.recovering = true;
      other.retryAt = -Infinity;
    }
  }

  /** What each caller has, by name. */
  ofCallers(): (name: string) => CallerShare {
    const now = this.#dependencies.clock.now();
    const window = this.#dependencies.gate.window();
    const { wanted } = this.#census.of(now);
    return (name) => {
      const known = this.#callers.get(name);
      const callers = wanted.size + (wanted.has(name) ? 0 : 1);
      return {
        spentInLastMinute: Math.round(known?.spent.read(now) ?? 0),
        sharePerMinute: callerShare(window, callers),
        newQueriesInLastMinute: Math.round(known?.firsts.read(now) ?? 0),
      };
    };
  }

  /** The largest of those that its callers give it. */
  #shareOf({ askers, pages }: QueryState, window: Window, now: number): number {
    const { wanted, queriesOf } = this.#census.of(now);
    const shares = askers.map(({ name }) =>
      queryShare(window, { callers: wanted.size, queries: queriesOf.get(name) ?? 1, pages }),
    );
    return Math.max(pages, ...shares);
  }

  #turnIn(state: QueryState): number {
    const kind = state.refusal ? 'refused' : 'failing';
    return Math.max(0, this.#nextTryAt[kind] - this.#dependencies.clock.now());
  }

  #spacing(kind: 'failing' | 'refused'): number {
    const { failing, queries } = this.#census.of(this.#dependencies.clock.now());
    const window = this.#dependencies.gate.window();
    return kind === 'refused' ? failingSpacing(window, 0, 1) : failingSpacing(window, failing, queries);
  }

  #standing(caller: string, now: number): CallerStanding {
    const { queries, askedOf } = this.#census.of(now);
    const { keptForLooks = 0 } = this.#dependencies.gate.window();
    const part = Math.min(1, (askedOf.get(caller) ?? 0) / Math.max(1, queries));
    return { spent: this.#spentBy(caller, now), kept: keptForLooks * part };
  }

  #others(callers: readonly string[], now: number): CallerNeed[] {
    const { wanted } = this.#census.of(now);
    return [...wanted].flatMap(([name, need]) =>
      callers.includes(name) ? [] : [{ wanted: need, spent: this.#spentBy(name, now) }],
    );
  }

  #spentBy(name: string, now: number): number {
    return this.#callers.get(name)?.spent.read(now) ?? 0;
  }

  #bill(payers: readonly string[], requests: number): void {
    const now = this.#dependencies.clock.now();
    for (const name of payers) this.#callerOf(name).spent.add(now, requests / payers.length);
  }

  #callerOf(name: string) {
    const known = this.#callers.get(name) ?? this.#callers.get(this.#callers.size < MOST_CALLERS ? name : '');
    if (known) return known;
    const counts = { spent: new MinuteCount(), firsts: new MinuteCount() };
    this.#callers.set(this.#callers.size < MOST_CALLERS ? name : '', counts);
    return counts;
  }
}

function overShare(who: string, { leftMs }: Window): ServiceError {
  return new ServiceError('genesys_rate_limited', {
    detail: `${who} has had its share of what may be spent of Genesys Cloud's rate limit; others need the rest.`,
    retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)),
  });
}
