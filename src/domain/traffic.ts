// An organization's traffic of the last half hour, as `/status` tells it and the page draws it.

/** The steps in columns, oldest first, all of one length. */
export interface TrafficHistory {
  readonly stepMs: number;
  /** Answers from memory within what was promised. */
  readonly hits: readonly number[];
  /** Answers that waited for a fetch. */
  readonly misses: readonly number[];
  readonly stale: readonly number[];
  /** Answers that rest on no count. */
  readonly failed: readonly number[];
  /** The oldest answer of the step, in milliseconds; null where none rested on a count. */
  readonly oldestMs: ReadonlyArray<number | null>;
  /** Requests to Genesys Cloud. */
  readonly requests: readonly number[];
  readonly p50Ms: ReadonlyArray<number | null>;
  readonly p95Ms: ReadonlyArray<number | null>;
}
