// Looks again and again: one look at a time, the next a while after the last has ended.
import type { Clock } from '../runtime/clock.js';

/** What watching needs of a clock. */
export type Timer = Pick<Clock, 'after'>;

/**
 * Calls `look` after `pauseMs()` milliseconds, and again that long after each look; returns what ends it. A
 * look that fails is followed by the next all the same, and its fault is an unhandled rejection.
 */
export function poll(clock: Timer, pauseMs: () => number, look: () => Promise<void>): () => void {
  let stopped = false;
  let cancel = (): void => undefined;
  const schedule = (): void => {
    if (!stopped) cancel = clock.after(pauseMs(), () => void look().finally(schedule));
  };
  schedule();
  return () => {
    stopped = true;
    cancel();
  };
}
