// How far this clock is ahead of Genesys's, by the dates of its answers.

/** An HTTP date has whole seconds, rounded down. */
const SECOND_MS = 1_000;

/** Between which bounds it is; wall milliseconds, negative where Genesys's clock is ahead. */
export interface ClockBounds {
  readonly atLeast: number;
  readonly atMost: number;
}

/** Narrows the bounds with each answer; it has no clock. */
export class TheirClock {
  #bounds: ClockBounds | undefined;

  /** Where no answer has told anything, both clocks are taken to be the same. */
  get bounds(): ClockBounds {
    return this.#bounds ?? { atLeast: 0, atMost: 0 };
  }

  /** @param date of an answer @param sentAt when its request went out, and `receivedAt` when it came: wall milliseconds */
  told(date: string | undefined, sentAt: number, receivedAt: number): void {
    const theirs = Date.parse(date ?? '');
    if (Number.isNaN(theirs)) return;
    const now = { atLeast: sentAt - theirs - SECOND_MS, atMost: receivedAt - theirs };
    const atLeast = Math.max(now.atLeast, this.#bounds?.atLeast ?? -Infinity);
    const atMost = Math.min(now.atMost, this.#bounds?.atMost ?? Infinity);
    // One of the clocks was set, or answers come from several.
    this.#bounds = atLeast <= atMost ? { atLeast, atMost } : now;
  }
}
