// Redis's clock and ours: moments carried from one to the other never look younger than they are.
import type { Clock } from '../runtime/clock.js';

/** Microseconds by which readings of Redis's clock may contradict each other. */
export const CLOCK_SLACK = 1_000_000;

/** What is known of Redis's clock, by the last reading. */
export class RedisTime {
  readonly #clock: Clock;
  /** Redis's clock minus ours in microseconds: between these two, by the round trip. */
  #ahead: { readonly least: number; readonly most: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether there was a reading: before that moments can't be carried over. */
  get known(): boolean {
    return this.#ahead !== undefined;
  }

  /** Notes that Redis's clock showed `micros` at some moment since `sentAt`, our monotonic milliseconds. */
  note(micros: number, sentAt: number): void {
    this.#ahead = { least: micros - this.#clock.now() * 1000, most: micros - sentAt * 1000 };
  }

  /** Our monotonic milliseconds at which Redis's clock showed `micros`: rather too early, so that ages err upward. */
  toLocal(micros: number): number {
    return Math.min((micros - (this.#ahead?.most ?? 0)) / 1000, this.#clock.now());
  }

  /** Milliseconds since Redis's clock showed `micros`, rather too many. */
  age(micros: number): number {
    return this.#clock.now() - this.toLocal(micros);
  }

  /** What Redis's clock showed in microseconds at `moment` of ours: rather too early too. */
  toShared(moment: number): number {
    return Math.floor(moment * 1000 + (this.#ahead?.least ?? 0));
  }

  /** Whether Redis's clock can't have shown `micros` yet. */
  isAhead(micros: number): boolean {
    return micros > this.#clock.now() * 1000 + (this.#ahead?.most ?? 0) + CLOCK_SLACK;
  }
}
