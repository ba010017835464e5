// The only reader of the machine's clocks and timers: everything else is handed a Clock.
import { performance } from 'node:perf_hooks';

/** Cancels a timer; harmless after it fired. */
export type Cancel = () => void;

/** Time as the service sees it; tests hand in one that they drive. */
export interface Clock {
  /**
   * Milliseconds from an arbitrary start, for ages, lifetimes and deadlines: monotonic, and those of a suspended
   * machine counted too.
   */
  now(): number;
  /** Wall-clock milliseconds since the epoch: for what people read. */
  wall(): number;
  /** Calls `action` once after `ms`. The timer doesn't keep the process alive. */
  after(ms: number, action: () => void): Cancel;
}

/** The two clocks of a machine, in milliseconds. */
interface MachineClocks {
  /** Never goes back, but stands still while the machine is suspended or its virtual machine is paused. */
  readonly monotonic: () => number;
  /** Since the epoch; set by people and by NTP. */
  readonly wall: () => number;
}

/** The wall clock is read in whole milliseconds, and drifts: only what is more than this is a jump. */
const JUMP_MS = 100;
/** Both clocks count as read at one moment when no more than this passed meanwhile. */
const ONE_MOMENT_MS = 5;
const MOST_READINGS = 10;

/**
 * Time that passed by the larger of the two clocks. After a suspension only the wall clock tells how old things are,
 * so its jump forward counts: what is held is old at once, which costs a refresh, a login and a new connection where
 * the jump was NTP's. A jump back does nothing, as nothing gets younger.
 */
export function elapsedTime({ monotonic, wall }: MachineClocks): () => number {
  let ahead = 0;
  /** Of a process that had to wait between its two readings, the difference would be that wait. */
  const surely = () => {
    for (let reading = 1; ; reading++) {
      const [before, date, after] = [monotonic(), wall(), monotonic()];
      if (after - before <= ONE_MOMENT_MS || reading === MOST_READINGS) return date - after;
    }
  };
  let difference = surely();
  return () => {
    const now = monotonic();
    if (Math.abs(wall() - now - difference) <= JUMP_MS) return now + ahead;
    const jump = surely() - difference;
    if (jump > JUMP_MS) ahead += jump;
    if (Math.abs(jump) > JUMP_MS) difference += jump;
    return monotonic() + ahead;
  };
}

const MACHINE: MachineClocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/** A timer stands still with a suspended machine, so a long one looks this often whether its time has come. */
const LOOK_EVERY_MS = 10_000;

const now = elapsedTime(MACHINE);

function startTimer(ms: number, action: () => void, keepsAlive: boolean): Cancel {
  const due = now() + ms;
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    const isLast = left <= LOOK_EVERY_MS;
    timer = setTimeout(
      () => (isLast ? action() : wait(due - now())),
      Math.max(Math.min(left, LOOK_EVERY_MS), 0),
    );
    if (!keepsAlive) timer.unref();
  };
  wait(ms);
  return () => clearTimeout(timer);
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now,
  wall: MACHINE.wall,
  after: (ms, action) => startTimer(ms, action, false),
};

/** Resolves once the event loop has seen to what else is waiting. */
export const eventLoopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** For a command that does one thing and ends: its timers are what it waits for, and keep it alive. */
export const foregroundClock: Clock = {
  ...systemClock,
  after: (ms, action) => startTimer(ms, action, true),
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
