// What a replica makes of the numbered words of the one that hears of changes: nothing missed, or everything in doubt.

/** Milliseconds for which a leader may be silent, and a word be on its way, before nothing of it is relied on. */
export const SILENT_AFTER_MS = 3_000;

/** What the leader has to say at one moment. */
export interface LeaderMessage {
  /** Names this leader and this time of its leading. */
  readonly leader: string;
  /** 1 for the first word of this time, then one more for each. */
  readonly number: number;
  /** Queues that something was announced of. */
  readonly changed: readonly string[];
  /** Every queue of which each change is heard; absent where nothing has become of that since the word before. */
  readonly covered?: readonly string[];
}

/** What a follower knows. */
export interface Following {
  /** The last word's; undefined while nobody is known to lead. */
  readonly leader?: string;
  readonly number: number;
  /** Queues of which each change is heard here too. */
  readonly covered: ReadonlySet<string>;
}

export const FOLLOWING_NOBODY: Following = { number: 0, covered: new Set() };

/** What comes of a word, to be told in this order. */
interface FollowingStep {
  readonly next: Following;
  /** Words before this one were missed, or it is the first of its leader. */
  readonly gap: boolean;
  /** Queues that are no longer covered, or were not for a while. */
  readonly doubted: readonly string[];
  /** Queues that are covered from now on. */
  readonly anew: readonly string[];
  /** Queues of which something may have changed: also all of `anew`, since nobody heard what came before. */
  readonly changed: readonly string[];
}

/** @param late whether the word was so long on its way that it says nothing about now: only its changes count */
export function follow(before: Following, message: LeaderMessage, late: boolean): FollowingStep {
  const { leader, number } = message;
  const gap = leader !== before.leader || number !== before.number + 1;
  const kept = gap || late ? FOLLOWING_NOBODY.covered : before.covered;
  const covered = late || !message.covered ? kept : new Set(message.covered);
  const anew = [...covered].filter((id) => !kept.has(id));
  return {
    next: { leader, number, covered },
    gap,
    doubted: [...before.covered].filter((id) => !kept.has(id) || !covered.has(id)),
    anew,
    changed: [...new Set([...message.changed, ...anew])],
  };
}
