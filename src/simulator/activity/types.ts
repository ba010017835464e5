// What the two analytics endpoints are told, what they show of themselves and what can be done with them.

/**
 * How the analytics endpoints behave where nobody knows how Genesys does. Each is an option at the start, and can be
 * changed while it runs.
 */
export interface ActivityHabits {
  /** Queue predicates that a request may have. Default 100. */
  readonly maxPredicates?: number;
  /** What a request with more is answered with. Default 400. */
  readonly tooManyStatus?: 400 | 413;
  /** A queue with more members than this has only so many entities, and says `truncated`. Default: none is. */
  readonly truncateAbove?: number;
  /** What `pageSize` counts. Default `none`: everything comes at once. */
  readonly pages?: 'none' | 'results' | 'entities';
  /** A larger `pageSize` is cut to this without a word. Default 100. */
  readonly largestPage?: number;
  /** Answers tell what was true so many milliseconds ago, up to a minute. Default 0. */
  readonly lagMs?: number;
  /** Members who are never told of. Default: none. */
  readonly leaveOut?: readonly MemberKind[];
  /** The share of users who are never told of, 0 to 1; always the same ones. Default 0. */
  readonly missingUsers?: number;
  /** Ids and words are written in upper case. Default false. */
  readonly upperCase?: boolean;
  /** Whether a queue without members has a result. Default true. */
  readonly tellEmpty?: boolean;
  /** Whether a queue in which nobody waits has a count of 0 rather than none. Default true. */
  readonly tellZero?: boolean;
  /** What a request is answered with that names a queue which isn't there; default: the queue is left out. */
  readonly unknownQueueStatus?: 400 | 403 | 404;
  /** Whether entities say since when their states hold. Default true. */
  readonly dates?: boolean;
  /** Whether results have counts beside the entities. Default true. */
  readonly counts?: boolean;
  /** Requests a minute of analytics alone; beyond it 429 with `Retry-After`. Default: none of its own. */
  readonly perMinute?: number;
  /** Queues about which something is told that the members endpoint denies; `all` for every queue. */
  readonly lieAbout?: readonly string[] | 'all';
}

export type MemberKind = (typeof MEMBER_KINDS)[number];
export const MEMBER_KINDS = ['offline', 'notJoined'] as const;

/** The analytics endpoints in the hands of a simulator's owner. */
export interface ActivityFace {
  /** As it behaves now. */
  readonly habits: ActivityHabits;
  /** These on top of what it was started with, and no others from now on; `{}` for none. */
  behave(habits: ActivityHabits): void;
  /** So many calls wait in a queue from now on. @throws Error when there is no such queue */
  setWaiting(queueId: string, calls: number): void;
  /** How many wait in it. */
  waiting(queueId: string): number;
  /** Each number of waiting calls that was true from `from` to `to` (monotonic milliseconds, both included). */
  waitingBetween(queueId: string, from: number, to: number): number[];
}
