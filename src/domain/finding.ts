// What a look at one thing came to, in words for people.

/** `warn` is worth knowing and stops nothing; `skipped` could not be looked at, and the detail says why. */
type FindingStatus = 'ok' | 'warn' | 'failed' | 'skipped';

export interface Finding {
  readonly status: FindingStatus;
  /** What is the case; several lines where it is several things. */
  readonly detail: string;
  /** What to do. */
  readonly hint?: string;
  /** The same for machines. */
  readonly facts?: Readonly<Record<string, unknown>>;
}
