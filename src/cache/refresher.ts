// Keeps asked-for queries warm: refreshes them before they get old and when a change was announced, spread in time,
// the most wanted first.
import type { Cancel, Clock } from '../runtime/clock.js';
import type { PooledBudget } from '../genesys/client-pool.js';
import type { Demand } from '../genesys/budget-report.rules.js';
import { mostPressing } from './pressing.rules.js';
import { takeTurns, urgency } from './warmth.rules.js';
import type { Loads } from './loads.js';
import { keepsWarm } from './dependencies.js';
import type { Shares } from './shares.js';
import type { LiveQueries, QueryState } from './queries.js';
import { demandOf, dueOf, type Due, type WarmthDependencies } from './refresh-due.js';

/** A look at the queries is taken no more often than this, and at least this often while any is warm. */
const SHORTEST_MS = 10;
const LONGEST_MS = 500;
/** Of more warm queries than this only the most pressing of each kind are looked at each time, */
const FEW = 256;
const PRESSING = 64;
/** and all of them again this often: what a turn or an event costs does not depend on how many there are. */
const CENSUS_MS = 2_000;
/** Nor is it taken anew more often than this for what may concern any of them. */
const SHORTEST_CENSUS_MS = 100;

/** The most pressing when all were looked at last, and those of whom something was announced since. */
interface PressingQueries {
  readonly since: number;
  /** How many queries had been asked for the first time by then. */
  readonly created: number;
  readonly states: Set<QueryState>;
  /** When the first of all others is due. */
  readonly othersAt: number;
  /** Whether more of them were due than the gate let in. */
  blocked: boolean;
}

/** The refresher of one organization: `wake` it when a query is asked for, `stop` it at the end. */
export class Refresher {
  readonly #queries: LiveQueries;
  readonly #loads: Loads;
  readonly #gate: Pick<PooledBudget, 'admit' | 'refreshIn'>;
  readonly #shares: Pick<Shares, 'whoIsOver'>;
  readonly #dependencies: WarmthDependencies;
  readonly #clock: Clock;
  #timer: Cancel | undefined;
  /** When the timer fires, monotonic milliseconds. */
  #wakesAt = Infinity;
  #stopped: boolean;
  /** Refreshes begun. */
  #turns = 0;
  #pressing: PressingQueries | undefined;

  constructor(
    queries: LiveQueries,
    loads: Loads,
    gate: Pick<PooledBudget, 'admit' | 'refreshIn'>,
    shares: Pick<Shares, 'whoIsOver'>,
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

  /** Something may be due sooner than it seemed. @param queueIds of which queues; absent: of any */
  wakeNow(queueIds?: readonly string[]): void {
    if (queueIds) this.#addPressing(queueIds);
    else if (this.#pressing && this.#clock.now() - this.#pressing.since > SHORTEST_CENSUS_MS)
      this.#pressing = undefined;
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
    const now = this.#clock.now();
    const warm = this.#mostPressing(now);
    if (warm.length === 0) {
      // What is loaded for the first time is warm when that is done.
      if (this.#asked().some(({ flying }) => flying > 0)) this.#sleep(LONGEST_MS);
      return;
    }
    const dues = warm.map((state) => ({ state, ...dueOf(state, this.#dependencies) }));
    const blockedFor = this.#refreshAll(dues, now);
    if (this.#pressing) this.#pressing.blocked = blockedFor < Infinity;
    const next = Math.min(
      ...dues.map(({ at }) => at).filter((at) => at > now),
      this.#pressing?.othersAt ?? Infinity,
    );
    this.#sleep(Math.min(next - now, blockedFor));
  }

  /** Those who may have their turn now: all who are warm, or of many the most pressing. */
  #mostPressing(now: number): QueryState[] {
    if (this.#pressing && isGoodAt(now, this.#pressing, this.#queries.created)) {
      const since = now - this.#dependencies.settings.keepWarmFor;
      const warm = [...this.#pressing.states].filter((state) => state.askedAt >= since && isWarm(state));
      if (warm.length > 0) return withoutTwins(warm);
    }
    const warm = this.#warm();
    this.#pressing = undefined;
    if (warm.length <= FEW) return warm;
    const isOver = this.#shares.whoIsOver();
    const all = warm.map((state) => {
      const due = dueOf(state, this.#dependencies);
      const isDue = due.at <= now;
      const over = isDue && isOver(state);
      const urgency = isDue ? this.#urgency({ state, ...due }, now) : 0;
      return { state, at: due.at, kind: due.kind, over, urgency, recovering: state.recovering };
    });
    const pressing = mostPressing(all, now, PRESSING);
    const states = new Set(pressing.map(({ state }) => state));
    const othersAt = all.reduce(
      (min, { state, at }) => (states.has(state) ? min : Math.min(min, at)),
      Infinity,
    );
    this.#pressing = { since: now, created: this.#queries.created, states, othersAt, blocked: false };
    return [...states];
  }

  #addPressing(queueIds: readonly string[]): void {
    const { states } = this.#pressing ?? {};
    if (!states) return;
    for (const id of queueIds) for (const state of this.#queries.ofQueue(id)) states.add(state);
    // So many are better compared with all others.
    if (states.size > 4 * FEW) this.#pressing = undefined;
  }

  /** @returns milliseconds until the gate lets those through whom it does not now; Infinity if there are none */
  #refreshAll(dues: ReadonlyArray<Due & { readonly state: QueryState }>, now: number): number {
    const isOver = this.#shares.whoIsOver();
    const due = dues
      .filter(({ state, at }) => at <= now && !this.#loads.joinable(state))
      .map((one) => ({ ...one, urgency: this.#urgency(one, now), over: isOver(one.state) }))
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
    return withoutTwins(this.#asked().filter(isWarm));
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

/** Others are due as well once nothing keeps the most pressing waiting. */
const isGoodAt = (
  now: number,
  { since, created, othersAt, blocked }: PressingQueries,
  createdNow: number,
): boolean =>
  now - since < (created === createdNow ? CENSUS_MS : SHORTEST_CENSUS_MS) && (blocked || now < othersAt);

/** Whether there is something to refresh: an answer, or a failure that an answer is to follow. */
const isWarm = ({ refusal, takenAt, failure }: QueryState) =>
  !refusal && (takenAt !== undefined || failure !== undefined);

/** A query without a view is refreshed along with a warm one that has the same filters. */
function withoutTwins(states: QueryState[]): QueryState[] {
  const viewed = new Set(states.filter(({ key, anyKey }) => key !== anyKey).map(({ anyKey }) => anyKey));
  return states.filter(({ key }) => !viewed.has(key));
}
