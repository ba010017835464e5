// Moments of the monotonic clock as people read them.
import type { Clock } from '../runtime/clock.js';

/** @param at monotonic milliseconds @returns ISO 8601 */
export function isoTime(clock: Clock, at: number): string {
  return new Date(clock.wall() - (clock.now() - at)).toISOString();
}
