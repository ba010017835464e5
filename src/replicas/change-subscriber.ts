// Listens to the replica that leads: hears what has changed, and doubts everything when it hears nothing.
import type { ChangeListener } from '../domain/model.js';
import { follow, FOLLOWING_NOBODY, SILENT_AFTER_MS, type LeaderMessage } from './change-following.rules.js';
import type { Cancel, Clock } from '../runtime/clock.js';

/** Why something of the leader was not heard, or came too late. */
export type Missed = 'gap' | 'late' | 'silence';

/** One process that follows; what it hears goes to its listener. */
export class ChangeSubscriber {
  readonly #listener: ChangeListener;
  readonly #clock: Clock;
  readonly #missed: (what: Missed) => void;
  #known = FOLLOWING_NOBODY;
  /** Monotonic milliseconds at which the last word came that was not late. */
  #heardAt = -Infinity;
  #cancel: Cancel = () => undefined;

  constructor(listener: ChangeListener, clock: Clock, missed: (what: Missed) => void) {
    this.#listener = listener;
    this.#clock = clock;
    this.#missed = missed;
  }

  /** Name of who leads, as far as is known. */
  get leader(): string | undefined {
    return this.#known.leader;
  }

  /** @param ageMs milliseconds that the word was on its way, rather too many */
  hear(message: LeaderMessage, ageMs: number): void {
    // A process that stood still gets its messages before its timers.
    this.#doubtAfterSilence();
    const late = ageMs >= SILENT_AFTER_MS;
    const { leader } = this.#known;
    const step = follow(this.#known, message, late);
    if (late) this.#missed('late');
    else if (step.gap && leader === message.leader) this.#missed('gap');
    this.#known = step.next;
    const now = this.#clock.now();
    if (!late) this.#heardAt = now;
    this.#waitForNext();
    if (step.doubted.length > 0) this.#listener.covered(step.doubted, undefined);
    if (step.anew.length > 0) this.#listener.covered(step.anew, now);
    if (step.changed.length > 0) this.#listener.changed(step.changed, now);
  }

  /** Nobody leads as far as is known, and nothing is covered until somebody says so. */
  doubt(): void {
    this.#cancel();
    this.#heardAt = -Infinity;
    const { covered } = this.#known;
    this.#known = FOLLOWING_NOBODY;
    if (covered.size > 0) this.#listener.covered([...covered], undefined);
  }

  #doubtAfterSilence(): void {
    if (this.#known.leader === undefined || this.#clock.now() - this.#heardAt < SILENT_AFTER_MS) return;
    this.#missed('silence');
    this.doubt();
  }

  #waitForNext(): void {
    this.#cancel();
    const left = this.#heardAt + SILENT_AFTER_MS - this.#clock.now();
    this.#cancel = this.#clock.after(Math.max(left, 0), () => {
      this.#doubtAfterSilence();
      // A timer may be a part of a millisecond early, and nothing else would notice a silence that goes on.
      if (this.#known.leader !== undefined) this.#waitForNext();
    });
  }
}
