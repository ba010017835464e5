// What is counted for each answer: plain numbers that become metrics when somebody scrapes them, since hashing
// labels for each answer would cost more than the rest of it.

/** A number that only grows. */
export interface Tally {
  count: number;
}

/** Observations by bucket. */
export class BucketTally {
  readonly #bounds: readonly number[];
  /** One more than there are bounds: the last is for what is above them all. */
  readonly #counts: number[];
  #sum = 0;

  /** @param bounds rising */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = [...bounds, Infinity].map(() => 0);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let at = 0;
    while (at < bounds.length && value > (bounds[at] as number)) at += 1;
    this.#counts[at] = (this.#counts[at] as number) + 1;
    this.#sum += value;
  }

  /** As a Prometheus histogram has it: each bucket counts what is at most its bound. */
  read(): { readonly buckets: ReadonlyArray<readonly [le: number, count: number]>; readonly sum: number } {
    let below = 0;
    const buckets = [...this.#bounds, Infinity].map((le, at) => {
      below += this.#counts[at] as number;
      return [le, below] as const;
    });
    return { buckets, sum: this.#sum };
  }
}
