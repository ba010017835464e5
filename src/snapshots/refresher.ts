// Keeps asked-for queries warm: refreshes them before they get old, spread in time, the most wanted first.
import type { Cancel, Clock } from '../runtime/clock.js';
import type { Purpose } from '../rules/budget.js';
import type { Demand } from '../rules/budget-report.js';
import { refreshDue, urgency } from '../rules/warmth.js';
import type { Loads } from './loads.js';
import { keepsWarm } from './parts.js';
import type { LiveQueries, QueryState } from './queries.js';

/** What refreshes may spend. */
export interface RefreshGate {
  admit(purpose: Purpose, pages: number): boolean;
  /** Milliseconds until a refresh may be asked for again. */
  refreshIn(): number;
}

/** Milliseconds; either at 0 turns warmth off. */
export interface WarmthSettings {
  readonly freshFor: number;
  readonly keepWarmFor: number;
}

/** A look at the queries is taken no more often than this, and at least this often while any is warm. */
const SHORTEST_MS = 10;
const LONGEST_MS = 500;

/** The refresher of one organization: `wake` it when a query is asked for, `stop` it at the end. */
export class Refresher {
  readonly #queries: LiveQueries;
  readonly #loads: Loads;
  readonly #gate: RefreshGate;
  readonly #settings: WarmthSettings;
  readonly #clock: Clock;
  #timer: Cancel | undefined;
  #stopped: boolean;

  constructor(queries: LiveQueries, loads: Loads, gate: RefreshGate, settings: WarmthSettings, clock: Clock) {
    this.#queries = queries;
    this.#loads = loads;
    this.#gate = gate;
    this.#settings = settings;
    this.#clock = clock;
    this.#stopped = !keepsWarm(settings);
  }

  /** A query was asked for: there is something to keep warm. */
  wake(): void {
    if (!this.#timer && !this.#stopped) this.#sleep(SHORTEST_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
  }

  /** What is to be kept warm now. */
  demand(): Demand {
    const warm = this.#warm();
    return {
      queries: warm.length,
      pages: warm.reduce((sum, { pages }) => sum + pages, 0),
      slowestMs: Math.max(0, ...warm.map(({ tookMs }) => tookMs)),
    };
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
    const due = warm
      .filter((state) => !this.#loads.joinable(state) && this.#dueAt(state) <= now)
      .map((state) => ({ state, urgency: this.#urgency(state, now) }))
      .sort((a, b) => b.urgency - a.urgency);
    for (const { state } of due) {
      // A turn that even one page can't have ends the round; a walk too long for what is left lets others by.
      if (!this.#refresh(state) && this.#gate.refreshIn() > 0) return this.#sleep(this.#gate.refreshIn());
    }
    const next = Math.min(...warm.map((state) => this.#dueAt(state)).filter((at) => at > now));
    this.#sleep(next - now);
  }

  #refresh(state: QueryState): boolean {
    if (!this.#gate.admit('refresh', state.pages)) return false;
    this.#loads.start(state, 'admitted');
    return true;
  }

  #asked(): QueryState[] {
    return [...this.#queries.warm(this.#clock.now() - this.#settings.keepWarmFor)];
  }

  /** A query without a view is refreshed along with a warm one that has the same filters. */
  #warm(): QueryState[] {
    const all = this.#asked().filter(
      ({ refusal, takenAt, failure }) => !refusal && (takenAt !== undefined || failure !== undefined),
    );
    const viewed = new Set(all.filter(({ key, anyKey }) => key !== anyKey).map(({ anyKey }) => anyKey));
    return all.filter(({ key }) => !viewed.has(key));
  }

  #dueAt(state: QueryState): number {
    return Math.max(this.#oldAt(state), state.retryAt);
  }

  /** When the snapshot should be replaced; what never loaded has waited since it was asked for. */
  #oldAt({ takenAt, tookMs, askedAt }: QueryState): number {
    return takenAt === undefined ? askedAt : refreshDue(takenAt, tookMs, this.#settings.freshFor);
  }

  #urgency(state: QueryState, now: number): number {
    // Seniority counts from there whatever came between: a failed try must not send it to the end of the line.
    const overdueMs = Math.max(0, Math.min(now - this.#oldAt(state), this.#settings.keepWarmFor));
    return urgency(state.interest, now - state.askedAt, overdueMs);
  }

  #sleep(ms: number): void {
    if (this.#stopped) return;
    const longest = Math.min(LONGEST_MS, this.#settings.freshFor / 4);
    const bounded = Math.max(Math.min(ms, longest), SHORTEST_MS);
    this.#timer = this.#clock.after(bounded, () => this.#round());
  }
}
