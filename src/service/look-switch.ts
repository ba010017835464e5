// When looks begin and end: by the settings, and in `auto` by whether polling alone can keep the promise.
import { wantsLooks, type ActivityMode } from '../genesys/activity/pace.rules.js';
import { spendable } from '../genesys/budget.rules.js';
import type { ActivityDependencies } from './activity-dependencies.js';

/** Whether to look is considered this often; sooner for a question, while there are no looks. */
export const CONSIDER_MS = 250;
const SOONER = 10;
/** With very many queries considering takes a while itself: at most so small a part of the time. */
const LEAST_PART = 1 / 50;
/** For so long after the beginning looks are made as often as if they were trusted. */
const PROVING_MS = 10_000;

/** The switch of one organization's looks. */
export class LookSwitch {
  readonly #dependencies: Pick<ActivityDependencies, 'clock' | 'budget' | 'cache'>;
  readonly #mode: ActivityMode;
  #consideredAt = -Infinity;
  #beganAt = -Infinity;
  #tookMs = 0;
  #polling = 0;

  constructor(dependencies: Pick<ActivityDependencies, 'clock' | 'budget' | 'cache'>, mode: ActivityMode) {
    this.#dependencies = dependencies;
    this.#mode = mode;
  }

  /** Whether trust is to be earned soon. */
  get isProving(): boolean {
    return this.#dependencies.clock.now() - this.#beganAt < PROVING_MS;
  }

  /** Requests a minute that polling alone would want here, when that was last considered. */
  get polling(): number {
    return this.#polling;
  }

  /**
   * @param areOthersLooking whether other replicas look: all begin and end together
   * @param together requests a minute that all replicas want, of those that this one wants
   * @returns what they are to be from now on, undefined where that is no change or is not considered now
   */
  consider(isOn: boolean, areOthersLooking: boolean, together: (own: number) => number): boolean | undefined {
    const { clock, budget, cache } = this.#dependencies;
    const now = clock.now();
    const interval = Math.max(isOn ? CONSIDER_MS : CONSIDER_MS / SOONER, this.#tookMs / LEAST_PART);
    if (now - this.#consideredAt < interval) return undefined;
    this.#consideredAt = now;
    this.#polling = this.#mode === 'auto' ? cache().wantedByPolling() : 0;
    this.#tookMs = clock.now() - now;
    const demand = { wanted: together(this.#polling), possible: spendable(budget.window()) };
    const on = wantsLooks(this.#mode, isOn || areOthersLooking, demand);
    if (on === isOn) return undefined;
    if (on) this.#beganAt = now;
    return on;
  }
}
