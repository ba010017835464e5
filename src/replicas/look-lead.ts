// Seeks to be the replica that looks for all, for as long as looks are on, and leaves it to others for a while.
import type { Cancel } from '../runtime/clock.js';
import { LeaderLease } from './leader-lease.js';

type LeadDependencies = Omit<ConstructorParameters<typeof LeaderLease>[0], 'times'>;

/** Shorter than elsewhere: while nobody looks counts get old. */
const TIMES = { leaseMs: 2_000, heldMs: 1_500, lookEveryMs: 500 };

/** Nothing in here rejects. */
export class LookLead {
  readonly #dependencies: LeadDependencies;
  readonly #lease: LeaderLease;
  #isWanted = false;
  #again: Cancel = () => undefined;

  constructor(dependencies: LeadDependencies) {
    this.#dependencies = dependencies;
    this.#lease = new LeaderLease({ ...dependencies, times: TIMES });
  }

  /** The name under which this process leads right now, undefined if it doesn't. */
  get name(): string | undefined {
    return this.#lease.name;
  }

  /** @returns whether that is a change */
  seek(on: boolean): boolean {
    if (on === this.#isWanted) return false;
    this.#isWanted = on;
    this.#again();
    if (on) this.#lease.start();
    else void this.#lease.stop();
    return true;
  }

  /** Looks now whether the lead is ours, or can be. */
  look(): void {
    this.#lease.look();
  }

  /** Gives it back for so many milliseconds. @returns whether it was ours */
  leave(ms: number): boolean {
    if (this.#lease.name === undefined) return false;
    void this.#lease.stop();
    this.#again();
    this.#again = this.#dependencies.clock.after(ms, () => this.#isWanted && this.#lease.start());
    return true;
  }

  async stop(): Promise<void> {
    this.#again();
    if (!this.#isWanted) return;
    this.#isWanted = false;
    await this.#lease.stop();
  }
}
