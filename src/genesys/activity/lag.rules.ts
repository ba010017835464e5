// How far looks are behind: what a look shows first, though it was so before the look ahead of it, came late.
import type { MemberStatus, QueueLook } from './look.js';

/** Below this, clocks that differ and the time on the way look the same as a lag. */
const TOLERANCE_MS = 250;
/** A date further back says that Genesys keeps it differently, not that it is late by that much. */
const UNBELIEVABLE_MS = 60_000;
/** Looks no further apart than this are close, however often queues are looked at. */
const CLOSE_MS = 3_000;
/** Others are, when so many intervals lie between them at most. */
const CLOSE_INTERVALS = 2;
/** A lag that was seen is reckoned with for so long. */
export const REMEMBERED_MS = 3_600_000;

/** Since when what has changed is as it is now; undefined where nothing changed, or nothing is told. */
function changedAt(before: MemberStatus, after: MemberStatus): number | undefined {
  const moments = [
    before.presence === after.presence ? undefined : after.presenceSince,
    before.routingStatus === after.routingStatus ? undefined : after.routingStatusSince,
  ].filter((moment) => moment !== undefined);
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

/**
 * Milliseconds by which the answers were behind at most, by the changes that `after` shows and `before` should have
 * shown already; 0 where there is no such change, or where nothing was asked for so long between the two that the bound
 * says little of the lag. @param intervalMs between two looks at a queue, while none fails
 */
export function lagBetween(before: QueueLook, after: QueueLook, intervalMs: number): number {
  if (after.askedAt - before.askedAt > Math.max(CLOSE_MS, CLOSE_INTERVALS * intervalMs)) return 0;
  let most = 0;
  for (const [userId, status] of after.members) {
    const known = before.members.get(userId);
    const moment = known && changedAt(known, status);
    if (moment === undefined) continue;
    const missedBy = before.askedOnTheirClock - moment;
    if (missedBy > TOLERANCE_MS && missedBy < UNBELIEVABLE_MS)
      most = Math.max(most, after.askedOnTheirClock - moment + TOLERANCE_MS);
  }
  return most;
}

/** The largest lag of late; moments are monotonic milliseconds. */
export interface Lag {
  readonly ms: number;
  readonly seenAt: number;
}

/** What is reckoned with after a lag of `ms` was seen: the larger, as long as it is not long ago. */
export function lagAfter(lag: Lag | undefined, ms: number, now: number): Lag | undefined {
  const known = lag && now - lag.seenAt < REMEMBERED_MS ? lag : undefined;
  if (ms <= 0 || (known && known.ms > ms)) return known;
  return { ms, seenAt: now };
}
