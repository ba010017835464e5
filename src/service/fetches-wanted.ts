// What fetches of pages want of the budget beside looks.
import type { Clock } from '../runtime/clock.js';

/** How long a count of what is to be kept warm is good for. */
const KEPT_MS = 250;
/** What looks have ended is counted in halves of a minute. */
const HALF_MS = 30_000;

/** Requests that fetches want, by what is kept warm without looks and what looks have ended lately. */
export class FetchesWanted {
  readonly #clock: Clock;
  readonly #warm: () => number;
  #known = { requests: 0, at: -Infinity };
  #ended = { before: 0, now: 0, since: -Infinity };

  /** @param warm requests a minute that keeping warm wants of fetches; costs a look at every query */
  constructor(clock: Clock, warm: () => number) {
    this.#clock = clock;
    this.#warm = warm;
  }

  get perMinute(): number {
    const now = this.#clock.now();
    this.#turn(now);
    if (now - this.#known.at >= KEPT_MS) {
      this.#known = { requests: this.#warm(), at: now };
    }
    return this.#known.requests + this.#ended.before + this.#ended.now;
  }

  /** Looks have ended snapshots of so many pages. */
  ended(pages: number): void {
    this.#turn(this.#clock.now());
    this.#ended.now += pages;
  }

  #turn(now: number): void {
    const passed = now - this.#ended.since;
    if (passed >= HALF_MS)
      this.#ended = { before: passed < 2 * HALF_MS ? this.#ended.now : 0, now: 0, since: now };
  }
}
