// Sends the list of a channel that was taken over again: a late call of who held it before would leave us deaf.
import { reassertIn } from './channel.rules.js';
import type { Cancel, Clock } from '../runtime/clock.js';

/** Calls `renew` soon after the first answer, and then every few minutes. */
export class Reassertion {
  readonly #clock: Clock;
  readonly #renew: () => void;
  #times = 0;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, renew: () => void) {
    this.#clock = clock;
    this.#renew = renew;
  }

  /** The first list was answered. */
  start(): void {
    this.#cancel = this.#clock.after(reassertIn(this.#times), () => {
      this.#times += 1;
      this.#renew();
      this.start();
    });
  }

  stop(): void {
    this.#cancel?.();
  }
}
