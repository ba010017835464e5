// A clock that stands still until a test moves it.
import type { Cancel, Clock } from '../../src/runtime/clock.js';

interface Timer {
  readonly due: number;
  readonly action: () => void;
}

/** Lets everything that is ready to run (promises, immediates) run. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A Clock for tests: `advance` moves both clocks and fires due timers in order. */
export class FakeClock implements Clock {
  #now = 1_000;
  readonly #epoch: number;
  readonly #timers = new Set<Timer>();

  constructor(epoch = Date.UTC(2026, 0, 1)) {
    this.#epoch = epoch - this.#now;
  }

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#epoch + this.#now;
  }

  after(ms: number, action: () => void): Cancel {
    const timer = { due: this.#now + Math.max(ms, 0), action };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Milliseconds until each pending timer, soonest first. */
  get pending(): number[] {
    return [...this.#timers].map((timer) => timer.due - this.#now).sort((a, b) => a - b);
  }

  /** Moves time by `ms`, firing each due timer at its own moment and letting its consequences run. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#next();
      if (!next || next.due > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.action();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  /** The first of those that are due first. */
  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (!next || timer.due < next.due) next = timer;
    return next;
  }
}
