// Keeps asked-for queries warm: refreshes them before they get old and when a change was announced, spread in time,
// the most wanted first.
import type { Cancel, Clock } from '../runtime/clock.js';
import type { PooledBudget } from '../genesys/client-pool.js';
import type { Demand } from '../genesys/budget-report.rules.js';
import { takeTurns, urgency } from './warmth.rules.js';
import type { Loads } from './loads.js';
import { keepsWarm } from './dependencies.js';
import type { Shares } from './shares.js';
import type { LiveQueries, QueryState } from './queries.js';
import { demandOf, dueOf, type Due, type WarmthDependencies } from './refresh-due.js';

/** A look at the queries is taken no more often than this, and at least this often while any is warm. */
const SHORTEST_MS = 10;
const LONGEST_MS = 500;

/** The refresher of one organization: `wake` it when a query is asked for, `stop` it at the end. */
export class Refresher {
  readonly #queries: LiveQueries;
  readonly #loads: Loads;
  readonly #gate: Pick<PooledBudget, 'admit' | 'refreshIn'>;
  readonly #shares: Pick<Shares, 'isOver'>;
  readonly #dependencies: WarmthDependencies;
  readonly #clock: Clock;
  #timer: Cancel | undefined;
  /** When the timer fires, monotonic milliseconds. */
  #wakesAt = Infinity;
  #stopped: boolean;
  /** Refreshes begun. */
  #turns = 0;

  constructor(
    queries: LiveQueries,
    loads: Loads,
    gate: Pick<PooledBudget, 'admit' | 'refreshIn'>,
    shares: Pick<Shares, 'isOver'>,
    dependencies: WarmthDependencies,
    clock: Clock,
  ) {
    this.#queries = queries;
    this.#loads = loads;
    this.#gate = gate;
    this.#shares = shares;
    this.#dependencies = dependencies;
    this.#clock = clock;
    this.#stopped = !keepsWarm(dependencies.settings);
  }

  /** A query was asked for: there is something to keep warm. */
  wake(): void {
    if (!this.#timer && !this.#stopped) this.#sleep(SHORTEST_MS);
  }

  /** Something may be due sooner than it seemed. */
  wakeNow(): void {
    if (!this.#timer || this.#wakesAt <= this.#clock.now() + SHORTEST_MS) return this.wake();
    this.#timer();
    this.#sleep(SHORTEST_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
  }

  /** What is to be kept warm now. */
  demand(): Demand {
    return demandOf(
      this.#warm().filter((state) => !this.#dependencies.looks?.tells(state)),
      this.#dependencies,
    );
  }

  /** What would have to be kept warm without looks, with what was never loaded so far. */
  demandWithoutLooks(): Demand {
    return demandOf(withoutTwins(this.#asked().filter(({ refusal }) => !refusal)), this.#dependencies);
  }

  #round(): void {
    this.#timer = undefined;
    const warm = this.#warm();
    if (warm.length === 0) {
      // What is loaded for the first time is warm when that is done.
      if (this.#asked().some(({ flying }) => flying > 0)) this.#sleep(LONGEST_MS);
      return;
    }
    const now = this.#clock.now();
    const dues = warm.map((state) => ({ state, ...dueOf(state, this.#dependencies) }));
    const blockedFor = this.#refreshAll(dues, now);
    const next = Math.min(...dues.map(({ at }) => at).filter((at) => at > now));
    this.#sleep(Math.min(next - now, blockedFor));
  }

  /** @returns milliseconds until the gate lets those through whom it does not now; Infinity if there are none */
  #refreshAll(dues: ReadonlyArray<Due & { readonly state: QueryState }>, now: number): number {
    const due = dues
      .filter(({ state, at }) => at <= now && !this.#loads.joinable(state))
      .map((one) => ({ ...one, urgency: this.#urgency(one, now), over: this.#shares.isOver(one.state) }))
      .sort((a, b) => b.urgency - a.urgency);
    const blockedFor = new Map<Due['purpose'] | 'retry', number>();
    for (const { state, purpose } of this.#inTurn(due)) {
      const retryIn = this.#loads.retryIn(state);
      if (retryIn > 0) {
        blockedFor.set('retry', Math.min(retryIn, blockedFor.get('retry') ?? Infinity));
        continue;
      }
      if (this.#recover(state) || blockedFor.has(purpose)) continue;
      if (this.#gate.admit(purpose, state.pages)) {
        this.#turns += 1;
        this.#loads.start(state, 'admitted');
      } else {
        // A turn that even one page can't have ends the round; a fetch too long for what is left lets others by.
        const wait = this.#gate.refreshIn(purpose);
        if (wait > 0) blockedFor.set(purpose, wait);
      }
    }
    return Math.min(...blockedFor.values());
  }

  /** Those who have had their share come after all others. */
  *#inTurn<T extends Due & { readonly over: boolean }>(due: readonly T[]): Generator<T> {
    for (const over of [false, true])
      yield* takeTurns(
        due.filter((one) => one.over === over),
        () => this.#turns,
      );
  }

  /** After an outage nobody waits for a turn. @returns whether `state` is tried for that reason */
  #recover(state: QueryState): boolean {
    if (!state.recovering || !this.#gate.admit('first', state.pages)) return false;
    this.#loads.start(state, 'admitted');
    return true;
  }

  #asked(): QueryState[] {
    return [...this.#queries.warm(this.#clock.now() - this.#dependencies.settings.keepWarmFor)];
  }

  #warm(): QueryState[] {
    const all = this.#asked().filter(
      ({ refusal, takenAt, failure }) => !refusal && (takenAt !== undefined || failure !== undefined),
    );
    return withoutTwins(all);
  }

  #urgency({ state, oldAt }: Due & { readonly state: QueryState }, now: number): number {
    // Seniority counts from there whatever came between: a failed try must not send it to the end of the line.
    const overdueMs = Math.max(0, Math.min(now - oldAt, this.#dependencies.settings.keepWarmFor));
    return urgency(state.interest, now - state.askedAt, overdueMs);
  }

  #sleep(ms: number): void {
    if (this.#stopped) return;
    const longest = Math.min(LONGEST_MS, this.#dependencies.settings.freshFor / 4);
    const bounded = Math.max(Math.min(ms, longest), SHORTEST_MS);
    this.#wakesAt = this.#clock.now() + bounded;
    this.#timer = this.#clock.after(bounded, () => this.#round());
  }
}

/** A query without a view is refreshed along with a warm one that has the same filters. */
function withoutTwins(states: QueryState[]): QueryState[] {
  const viewed = new Set(states.filter(({ key, anyKey }) => key !== anyKey).map(({ anyKey }) => anyKey));
  return states.filter(({ key }) => !viewed.has(key));
}
