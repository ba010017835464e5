// What one look tells: the state of every member of a queue at one moment, had for many queues in one request.

/** A member's state in Genesys's words, folded; absent where the answer does not say. */
export interface MemberStatus {
  /** `AVAILABLE`, `ON_QUEUE`, … */
  readonly presence?: string;
  /** `IDLE`, `OFF_QUEUE`, … */
  readonly routingStatus?: string;
  readonly joined?: boolean;
  /** Since when, on Genesys's clock: wall milliseconds. */
  readonly presenceSince?: number;
  readonly routingStatusSince?: number;
}

/** One queue in a look; moments are monotonic milliseconds. */
export interface QueueLook {
  readonly queueId: string;
  /** When its request went out: what it tells was true then, or, where Genesys is behind, before. */
  readonly askedAt: number;
  readonly answeredAt: number;
  /** `askedAt` in wall milliseconds. */
  readonly asOf: number;
  /** `askedAt` in wall milliseconds of Genesys's clock, as far as known; never later than it really was. */
  readonly askedOnTheirClock: number;
  /** By how many milliseconds it may have been later. */
  readonly clockDoubtMs: number;
  /** The latest moment since when any member of any queue of the same answer is as told, on their clock: what the answer
   * tells was true then or later. Absent where no state tells its moment. */
  readonly latestSince?: number;
  /** By user id in lower case. */
  readonly members: ReadonlyMap<string, MemberStatus>;
  readonly correlationIds: readonly string[];
}

/**
 * Why a look says nothing of a queue: Genesys cut its list, left it out, told two things of one member, or refused it.
 */
export type Unknown = 'truncated' | 'absent' | 'contradictory' | 'refused';

/** What came of asking for some queues: each is in one of the two. */
export interface Look {
  readonly queues: ReadonlyMap<string, QueueLook>;
  readonly unknown: ReadonlyMap<string, Unknown>;
  /** What it took. */
  readonly requests: number;
}
