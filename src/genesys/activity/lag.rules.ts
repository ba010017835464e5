// How far looks are behind: what a look shows first, though it was so before the look ahead of it, came late; and what
// it has forgotten again.
import type { MemberStatus, QueueLook } from './look.js';
import { changedBetween } from './states.rules.js';

/** Below this, clocks that differ and the time on the way look the same as a lag. */
export const TOLERANCE_MS = 250;
/** A date further back says that Genesys keeps it differently, not that it is late by that much. */
export const LONGEST_LAG_MS = 60_000;
/** Looks no further apart than this are close, however often queues are looked at. */
const CLOSE_MS = 3_000;
/** Others are, when so many intervals lie between them at most. */
const CLOSE_INTERVALS = 2;
/** A lag that was seen is reckoned with for so long, */
export const REMEMBERED_MS = 3_600_000;
/** and until so many changes came that were late by less. */
export const REFUTED_BY = 20;

/** What two looks at a queue, one after the other, say of how late they are; wall milliseconds of Genesys's clock. */
export interface Lateness {
  /** How many states the newer look shows first. */
  readonly changes: number;
  /**
   * By how much answers are behind, by the changes that the look before should have shown: milliseconds of this
   * monotonic clock minus Genesys's. Absent where there is none.
   */
  readonly behindMs?: number;
  /** The latest moment since when something was so that the newer look doesn't show any more: it is older than that. */
  readonly forgotten?: number;
}

type Fields = readonly [word: string | undefined, since: number | undefined];
const fieldsOf = ({ presence, presenceSince, routingStatus, routingStatusSince }: MemberStatus): Fields[] => [
  [presence, presenceSince],
  [routingStatus, routingStatusSince],
];

/** @param intervalMs between two looks at a queue, while none fails */
export function latenessOf(before: QueueLook, after: QueueLook, intervalMs: number): Lateness {
  const isClose = after.askedAt - before.askedAt <= Math.max(CLOSE_MS, CLOSE_INTERVALS * intervalMs);
  // Where nothing was asked for long between the two, the change came some time before the newer.
  const knownAt = isClose ? after.askedAt : before.askedAt + intervalMs;
  let [changes, missedSince, forgotten] = [0, Infinity, -Infinity];
  for (const userId of changedBetween(before, after)) {
    const [known, status] = [before.members.get(userId), after.members.get(userId)];
    if (!known || !status) continue;
    const fields = fieldsOf(status);
    fieldsOf(known).forEach(([word, since], index) => {
      const [wordNow, sinceNow] = fields[index] as Fields;
      if (word === wordNow && since === sinceNow) return;
      if (since !== undefined && sinceNow !== undefined && sinceNow < since) {
        forgotten = Math.max(forgotten, since);
        return;
      }
      changes += 1;
      if (word === wordNow || sinceNow === undefined) return;
      const missedBy = before.askedOnTheirClock - sinceNow;
      if (missedBy > TOLERANCE_MS && missedBy < LONGEST_LAG_MS) missedSince = Math.min(missedSince, sinceNow);
    });
  }
  return {
    changes,
    ...(missedSince < Infinity && { behindMs: knownAt - missedSince }),
    ...(forgotten > -Infinity && { forgotten }),
  };
}

/** The largest lag of late; moments are monotonic milliseconds. */
export interface Lag {
  /** On this monotonic clock minus Genesys's where it is by dates: how far they differ is known better later on. */
  readonly behindMs: number;
  readonly seenAt: number;
  /** Changes since then that came with less. */
  readonly refuted: number;
}

/** What is reckoned with after a lag of `behindMs` was seen: the larger. */
export function lagAfter(lag: Lag | undefined, behindMs: number, now: number): Lag {
  return lag && lag.behindMs > behindMs ? lag : { behindMs, seenAt: now, refuted: 0 };
}

/** What is reckoned with after changes that came in time: the same, until it was long ago and many came. */
export function lagAfterChanges(lag: Lag | undefined, changes: number, now: number): Lag | undefined {
  if (!lag) return undefined;
  const refuted = lag.refuted + changes;
  return refuted >= REFUTED_BY && now - lag.seenAt >= REMEMBERED_MS ? undefined : { ...lag, refuted };
}
