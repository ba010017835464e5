// Which other replica leads, as far as it was heard.
import type { LeaderMessage } from './look-messages.js';
import { SILENT_AFTER_MS, type LookStanding } from './look-role.rules.js';

/** Moments are monotonic milliseconds; it has no clock. */
export class KnownLeader {
  #leader: string | undefined;
  #heardAt = -Infinity;
  #since = -Infinity;

  /** What follows for who looks. */
  get standing(): Pick<LookStanding, 'heardAt' | 'since'> {
    return { heardAt: this.#heardAt, since: this.#since };
  }

  /** From now on somebody may come to lead. */
  since(now: number): void {
    this.#since = now;
  }

  /** Nobody is known to lead from now on. */
  forget(now: number): void {
    this.#leader = undefined;
    this.#heardAt = -Infinity;
    this.#since = now;
  }

  hear({ kind, leader, ageMs }: LeaderMessage, now: number): void {
    if (kind === 'looking' && ageMs < SILENT_AFTER_MS) {
      this.#leader = leader;
      this.#heardAt = now - ageMs;
    }
    if (kind === 'over' && (this.#leader ?? leader) === leader) this.forget(now);
  }
}
