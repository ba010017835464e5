// Whether a look may be asked for now: in turn as the budget allows, and out of turn where somebody waits.
import { MinuteCount } from '../../runtime/minute-count.js';
import { spendable, type Purpose, type Window } from '../budget.rules.js';
import type { LookTurns } from './look-turns.js';
import type { RoutingActivity } from './routing-activity.js';

/** What looks may spend. */
export interface LookBudget {
  admit(purpose: Purpose, pages: number, fetchesWanted?: number): boolean;
  refreshIn(purpose: 'look'): number;
  window(): Window;
  keepForLooks(requests: number): void;
}

export interface LookAdmissionDependencies {
  readonly activity: Pick<RoutingActivity, 'batchSize'>;
  readonly budget: LookBudget;
  /** Requests a minute that fetches of pages want. */
  readonly fetchesWanted: () => number;
  /** Whether a look that somebody waits for may go out of turn: others may need what is left. */
  readonly mayHurry: (queueIds: readonly string[]) => boolean;
}

const SHORTEST_MS = 10;
/** Between two looks out of turn: those who wait meanwhile share one. */
const HURRY_MS = 500;
/** Looks out of turn at queues that were looked at before: of a minute's budget at most. */
const HURRIED_AGAIN = 0.05;
/** After a look for which nothing was left to spend when it was its turn. */
const HELD_BACK_MS = 250;

/** The admission of one organization's looks. */
export class LookAdmission {
  readonly #dependencies: LookAdmissionDependencies;
  #hurriedAt = -Infinity;
  readonly #hurried = new MinuteCount();
  #heldBackUntil = -Infinity;

  constructor(dependencies: LookAdmissionDependencies) {
    this.#dependencies = dependencies;
  }

  /** @returns milliseconds until a look at `ids` may be asked for, 0 when it may now and counts as asked for */
  waitFor(ids: readonly string[], turns: Pick<LookTurns, 'awaited' | 'isNew'>, now: number): number {
    const { budget, fetchesWanted, mayHurry, activity } = this.#dependencies;
    if (now < this.#heldBackUntil) return this.#heldBackUntil - now;
    if (budget.admit('look', 1, fetchesWanted())) return 0;
    const turnIn = Math.max(SHORTEST_MS, budget.refreshIn('look'));
    const awaited = turns.awaited(ids);
    if (awaited.length === 0) return turnIn;
    // Those who come within a moment share a request, unless there are enough for a whole one.
    const hurryIn = this.#hurriedAt + HURRY_MS - now;
    if (hurryIn > 0 && awaited.length < activity.batchSize) return Math.min(turnIn, hurryIn);
    // Those who wait for a look at a queue that others have looked at lately must not spend what the next looks need.
    const most = spendable(budget.window()) * HURRIED_AGAIN;
    if (!turns.isNew(awaited) && this.#hurried.read(now) >= most) return turnIn;
    if (!mayHurry(awaited) || !budget.admit('first-look', 1, fetchesWanted())) return turnIn;
    this.#hurried.add(now);
    this.#hurriedAt = now;
    return 0;
  }

  /** What was admitted could not go out after all. */
  heldBack(now: number): void {
    this.#heldBackUntil = now + HELD_BACK_MS;
  }
}
