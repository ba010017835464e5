// A queue as the world holds it, and what is told of a change in the world.
import type { Member, User } from './member.js';
import type { QueueState } from './types.js';

/** A queue whose members may change. */
export interface Queue extends QueueState {
  readonly members: Member[];
}

/** What one change did; the world is as it is after it. */
export interface Change {
  readonly user: User;
  /** Whether the user's presence or routing status is another. */
  readonly activity: boolean;
  /** Every queue of the user's, and the one that she was removed from. */
  readonly queues: readonly Queue[];
  /** Those of them whose counts by presence or routing status are others. */
  readonly counted: readonly Queue[];
  /** Joined, left, added or removed in one queue. */
  readonly membership?: { readonly queue: Queue; readonly memberId: string; readonly joined: boolean };
}

/** Hears of every change, at the moment of the change. */
export interface WorldObserver {
  changed?(change: Change): void;
  queueAdded?(queue: Queue): void;
}
