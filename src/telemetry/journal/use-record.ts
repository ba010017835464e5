// How much something is used, such as a caller key: two numbers, cheap enough for each answer.

/** Counts since the start of the process. */
export class UseRecord {
  requests = 0;
  /** Monotonic milliseconds. */
  lastAt: number | undefined;

  /** @param at monotonic milliseconds */
  add(at: number): void {
    this.requests += 1;
    // A slow request that began earlier may end last.
    this.lastAt = Math.max(this.lastAt ?? at, at);
  }
}

/** That a caller wants so many agents to be there. */
export class NeedRecord extends UseRecord {
  constructor(
    readonly caller: string,
    readonly needs: number,
  ) {
    super();
  }
}
