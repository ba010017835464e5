// The only reader of the machine's clocks and timers: everything else is handed a Clock.
import { performance } from 'node:perf_hooks';

/** Cancels a timer; harmless after it fired. */
export type Cancel = () => void;

/** Time as the service sees it; tests hand in one that they drive. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start: for ages, lifetimes and deadlines. */
  now(): number;
  /** Wall-clock milliseconds since the epoch: for what people read. */
  wall(): number;
  /** Calls `action` once after `ms`. The timer doesn't keep the process alive. */
  after(ms: number, action: () => void): Cancel;
}

/** setTimeout fires at once for anything longer than this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const startTimer = (ms: number, action: () => void) =>
  setTimeout(action, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS));

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(ms, action) {
    const timer = startTimer(ms, action);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** For a command that does one thing and ends: its timers are what it waits for, and keep it alive. */
export const foregroundClock: Clock = {
  ...systemClock,
  after(ms, action) {
    const timer = startTimer(ms, action);
    return () => clearTimeout(timer);
  },
};

/**
 * Resolves after `ms` milliseconds on `clock`, or rejects with the signal's reason when it is aborted
 * first.
 */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

/** `work` as it comes out, or rejected with `late()` when that takes longer than `ms` milliseconds. */
export function within<T>(work: Promise<T>, ms: number, clock: Clock, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(late()));
    work.then(resolve, reject).finally(cancel);
  });
}
