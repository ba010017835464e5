// A count over the last minute that costs two numbers, whatever is counted.

const MINUTE_MS = 60_000;

/** Counts in the present minute and the one before; the older one fades evenly. */
export class MinuteCount {
  #since = 0;
  #now = 0;
  #before = 0;

  add(now: number, count = 1): void {
    this.#turn(now);
    this.#now += count;
  }

  /** What was counted in the minute before `now`, monotonic milliseconds. */
  read(now: number): number {
    this.#turn(now);
    return this.#now + this.#before * (1 - (now - this.#since) / MINUTE_MS);
  }

  #turn(now: number): void {
    const gone = now - this.#since;
    if (gone < MINUTE_MS) return;
    this.#before = gone < 2 * MINUTE_MS ? this.#now : 0;
    this.#now = 0;
    this.#since = gone < 2 * MINUTE_MS ? this.#since + MINUTE_MS : now;
  }
}
