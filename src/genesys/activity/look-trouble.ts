// Looks that fail: why they rest, and for how long.
import type { ServiceError } from '../../domain/errors.js';
import { lookPause } from './pause.rules.js';

/** The failures of one organization's looks in a row; it has no clock. */
export class LookTrouble {
  readonly #random: () => number;
  #failures = 0;
  #error: ServiceError | undefined;
  #until = -Infinity;

  /** @param random in [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Why looks rest, undefined while they don't. */
  get error(): ServiceError | undefined {
    return this.#error;
  }

  /** Until when nothing is asked, monotonic milliseconds. */
  get until(): number {
    return this.#until;
  }

  /** @returns milliseconds of the pause */
  failed(error: ServiceError, now: number): number {
    this.#failures += 1;
    const { retryAfterSeconds } = error.facts;
    const { code } = error;
    const pauseMs = lookPause({ code, failures: this.#failures, retryAfterSeconds }, this.#random());
    this.#error = error;
    this.#until = now + pauseMs;
    return pauseMs;
  }

  /** Another process has met trouble, which lasts `until` then. */
  rest(error: ServiceError, until: number): void {
    this.#error = error;
    this.#until = until;
  }

  /** The looks of another process succeed. */
  over(): void {
    this.succeeded();
    this.#until = -Infinity;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#error = undefined;
  }
}
