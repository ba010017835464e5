// How long the notifications wait before they try again.
import { growingPause } from '../domain/retry.rules.js';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** A Retry-After beyond this is more likely a mistake than an instruction. */
const LONGEST_RETRY_AFTER_MS = 60_000;
/** What heals only by hand (a missing permission, too many channels) is looked at again after this long. */
export const BY_HAND_MS = 600_000;
/** A connection that lasted this long begins the pauses anew. */
export const STABLE_MS = 30_000;

/**
 * Milliseconds until the next try after `failures` in a row (1 for the first).
 * @param retryAfterSeconds what Genesys asked for, if it did
 * @param random a number in [0, 1)
 */
export function pushPause(failures: number, retryAfterSeconds: number | undefined, random: number): number {
  const told = Math.min((retryAfterSeconds ?? 0) * 1000, LONGEST_RETRY_AFTER_MS);
  return Math.max(growingPause(FIRST_MS, LONGEST_MS, failures, random), told);
}
