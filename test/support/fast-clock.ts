// Time that runs faster than the machine's, for what has to go on for a while over real sockets.
import { systemClock, type Clock } from '../../src/runtime/clock.js';

/** A clock on which `factor` milliseconds go by in each one. */
export function fastClock(factor: number): Clock {
  const [now, wall] = [systemClock.now(), systemClock.wall()];
  return {
    now: () => now + (systemClock.now() - now) * factor,
    wall: () => wall + (systemClock.now() - now) * factor,
    after: (ms, action) => systemClock.after(ms / factor, action),
  };
}
