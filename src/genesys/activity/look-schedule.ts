// Asks for looks: which queues next, in which batches, how often, and what happens when Genesys doesn't answer.
import { asServiceError, type ServiceError } from '../../domain/errors.js';
import type { Cancel, Clock } from '../../runtime/clock.js';
import type { Purpose, Window } from '../budget.rules.js';
import { lookSpacing } from '../budget.rules.js';
import type { Look } from './look.js';
import { LookTurns, URGENT_MS } from './look-turns.js';
import { lookInterval } from './pace.rules.js';
import { lookPause } from './pause.rules.js';
import type { RoutingActivity } from './routing-activity.js';

/** What looks may spend. */
export interface LookBudget {
  admit(purpose: Purpose, pages: number, fetchesWanted?: number): boolean;
  refreshIn(purpose: 'look'): number;
  window(): Window;
}

interface LookScheduleDependencies {
  readonly activity: Pick<RoutingActivity, 'look' | 'batchSize'>;
  readonly budget: LookBudget;
  readonly clock: Clock;
  readonly random: () => number;
  /** Milliseconds. */
  readonly freshFor: number;
  readonly minInterval: number;
  /** Ids of the queues to look at. */
  readonly wanted: () => readonly string[];
  /** Requests a minute that fetches of pages want. */
  readonly fetchesWanted: () => number;
  readonly looked: (look: Look) => void;
  readonly failed: (error: ServiceError, pauseMs: number) => void;
}

const SHORTEST_MS = 10;
const LONGEST_MS = 500;
/** Requests under way at once. */
const MOST_UNDER_WAY = 4;

/** Looks of one organization, while they are `on`. */
export class LookSchedule {
  readonly #dependencies: LookScheduleDependencies;
  readonly #turns = new LookTurns();
  readonly #underWay = new Set<string>();
  #requestsUnderWay = 0;
  #timer: Cancel | undefined;
  #wakesAt = Infinity;
  #isOn = false;
  #failures = 0;
  #pausedUntil = -Infinity;
  #lastAnswerAt: number | undefined;
  #trouble: ServiceError | undefined;
  #intervalMs: number;

  constructor(dependencies: LookScheduleDependencies) {
    this.#dependencies = dependencies;
    this.#intervalMs = Math.max(dependencies.minInterval, dependencies.freshFor / 2);
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Why looks rest, undefined while they don't. */
  get trouble(): ServiceError | undefined {
    return this.#trouble;
  }

  /** When the last look was answered. */
  get lastAnswerAt(): number | undefined {
    return this.#lastAnswerAt;
  }

  get truncated(): ReadonlySet<string> {
    return this.#turns.truncated;
  }

  /** Milliseconds between two looks at the same queue. */
  get intervalMs(): number {
    return this.#intervalMs;
  }

  #interval(queues: number): number {
    const { activity, budget, freshFor, minInterval, fetchesWanted } = this.#dependencies;
    const batches = Math.ceil(queues / activity.batchSize);
    const spacing = lookSpacing(budget.window(), fetchesWanted());
    return lookInterval({ freshFor, minInterval, batches, spacing });
  }

  turn(on: boolean): void {
    if (on === this.#isOn) return;
    this.#isOn = on;
    if (on) return this.#sleep(0);
    this.#timer?.();
    this.#timer = undefined;
    this.#wakesAt = Infinity;
    this.#turns.giveUp();
  }

  /** Queues are asked for that were not before. */
  wake(): void {
    if (this.#isOn && !this.#timer) this.#sleep(SHORTEST_MS);
  }

  /** Resolves when a look at the queue that is asked for from now on is over. @returns whether it told of the queue */
  next(queueId: string): Promise<boolean> {
    const { clock } = this.#dependencies;
    const now = clock.now();
    if (!this.#isOn || this.#trouble || this.#turns.isExcluded(queueId, now)) return Promise.resolve(false);
    this.#hurry(now);
    return this.#turns.wait(queueId);
  }

  /** Something about these queues has changed: they are looked at soon, together with what else changes meanwhile. */
  changed(queueIds: readonly string[]): void {
    const at = this.#dependencies.clock.now() + URGENT_MS;
    this.#turns.urge(queueIds, at);
    this.#hurry(at);
  }

  #round(): void {
    this.#timer = undefined;
    const { clock, wanted } = this.#dependencies;
    const now = clock.now();
    if (now < this.#pausedUntil) return this.#sleep(this.#pausedUntil - now);
    const ids = wanted();
    this.#turns.keep(new Set(ids), now);
    if (ids.length === 0) return;
    let wait = LONGEST_MS;
    for (let next = this.#due(ids); this.#requestsUnderWay < MOST_UNDER_WAY; next = this.#due(ids)) {
      wait = next.at - now;
      if (wait > 0) break;
      wait = this.#admit(next.ids);
      if (wait > 0) break;
      void this.#ask(next.ids);
    }
    this.#sleep(wait);
  }

  /** The next batch and when it is due. */
  #due(ids: readonly string[]): { readonly ids: readonly string[]; readonly at: number } {
    const { activity, clock } = this.#dependencies;
    const now = clock.now();
    const interval = (this.#intervalMs = this.#interval(ids.length));
    const due = ids
      .filter((id) => !this.#underWay.has(id) && !this.#turns.isExcluded(id, now))
      .map((id) => ({ id, at: this.#turns.dueAt(id, interval) }))
      .sort((one, other) => one.at - other.at);
    const at = due[0]?.at ?? now + LONGEST_MS;
    // What would be due soon comes along: one request costs the same.
    const along = due.filter((one) => one.at <= Math.max(at, now) + interval / 2);
    return { ids: along.slice(0, activity.batchSize).map(({ id }) => id), at };
  }

  /** @returns milliseconds until it may be asked again, 0 when it may now */
  #admit(ids: readonly string[]): number {
    const { budget, fetchesWanted } = this.#dependencies;
    if (budget.admit('look', 1, fetchesWanted())) return 0;
    // A look that answers first questions is one of these.
    if (this.#turns.isAwaited(ids) && budget.admit('first', 1)) return 0;
    return Math.max(SHORTEST_MS, budget.refreshIn('look'));
  }

  async #ask(ids: readonly string[]): Promise<void> {
    const { activity, clock, looked } = this.#dependencies;
    for (const id of ids) this.#underWay.add(id);
    const answer = this.#turns.begin(ids, clock.now());
    this.#requestsUnderWay += 1;
    let look: Look | undefined;
    try {
      look = await activity.look(ids);
      this.#succeeded(look);
      looked(look);
    } catch (fault) {
      this.#failed(asServiceError(fault));
    } finally {
      this.#requestsUnderWay -= 1;
      for (const id of ids) this.#underWay.delete(id);
      answer((id) => look?.queues.has(id) ?? false);
      this.#hurry(clock.now());
    }
  }

  #succeeded(look: Look): void {
    const now = this.#dependencies.clock.now();
    this.#failures = 0;
    this.#trouble = undefined;
    this.#lastAnswerAt = now;
    this.#turns.answered(look, now);
  }

  #failed(error: ServiceError): void {
    const { clock, random, failed } = this.#dependencies;
    this.#failures += 1;
    const { retryAfterSeconds } = error.facts;
    const pauseMs = lookPause({ code: error.code, failures: this.#failures, retryAfterSeconds }, random());
    this.#trouble = error;
    this.#pausedUntil = clock.now() + pauseMs;
    this.#turns.giveUp();
    failed(error, pauseMs);
  }

  #hurry(at: number): void {
    if (!this.#isOn || at >= this.#wakesAt) return;
    this.#timer?.();
    this.#sleep(at - this.#dependencies.clock.now());
  }

  #sleep(ms: number): void {
    const { clock } = this.#dependencies;
    if (!this.#isOn) return;
    const bounded = Math.max(SHORTEST_MS, Math.min(ms, LONGEST_MS));
    this.#wakesAt = clock.now() + bounded;
    this.#timer = clock.after(bounded, () => {
      this.#wakesAt = Infinity;
      this.#round();
    });
  }
}
