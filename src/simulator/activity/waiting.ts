// How many calls wait in each queue, now and before.
import type { Clock } from '../../runtime/clock.js';

interface Version {
  readonly at: number;
  readonly calls: number;
}

/** Beyond this many versions of a queue the older half goes. */
const MOST = 5_000;

/** Nobody waits anywhere until somebody says so. */
export class WaitingCalls {
  readonly #clock: Clock;
  readonly #versions = new Map<string, Version[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(queueId: string, calls: number): void {
    const versions = this.#versions.get(queueId) ?? [{ at: -Infinity, calls: 0 }];
    versions.push({ at: this.#clock.now(), calls });
    if (versions.length > MOST) versions.splice(0, MOST / 2);
    this.#versions.set(queueId, versions);
  }

  /** How many waited so many milliseconds ago. */
  of(queueId: string, agoMs = 0): number {
    const at = this.#clock.now() - agoMs;
    return this.#versions.get(queueId)?.findLast((version) => version.at <= at)?.calls ?? 0;
  }

  /** Each number that was true from `from` to `to`, both included, once. */
  between(queueId: string, from: number, to: number): number[] {
    const versions = this.#versions.get(queueId) ?? [{ at: -Infinity, calls: 0 }];
    const then = versions.filter(({ at }, index) => at <= to && (versions[index + 1]?.at ?? Infinity) > from);
    return [...new Set(then.map(({ calls }) => calls))];
  }
}
