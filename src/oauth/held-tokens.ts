// The token in use, and the newer one that takes its place once Genesys has honoured it.
import type { Token } from '../domain/model.js';
import { isUsable } from './token-lifetime.rules.js';

/** A token that is held; moments are monotonic milliseconds. */
export interface Held {
  readonly token: Token;
  /** When the newest request was sent that Genesys honoured it for. */
  acceptedAt?: number;
  /** A 401 was told of it, and it was not honoured since. */
  isReported?: boolean;
}

/** A newer token is tried with one request at a time, and with the next after this long. */
const TRIAL_MS = 1_000;

/** At most two tokens of one OAuth client. */
export class HeldTokens {
  #current: Held | undefined;
  #next: Held | undefined;
  #trialAt = -Infinity;

  /** Those that may be sent at `now`, the one in use first. */
  usable(now: number): Held[] {
    return [this.#current, this.#next].filter(
      (held) => held !== undefined && isUsable(held.token, now),
    ) as Held[];
  }

  find(generation: number): Held | undefined {
    return [this.#current, this.#next].find((held) => held?.token.generation === generation);
  }

  /** The one that was obtained last, if it is usable at `now`. */
  newest(now: number): Held | undefined {
    return this.usable(now).at(-1);
  }

  /** The one for a request of now: that in use, and now and then the newer one. */
  pick(now: number): Token | undefined {
    const [current, next] = this.usable(now);
    if (!next || now < this.#trialAt) return current?.token;
    this.#trialAt = now + TRIAL_MS;
    return next.token;
  }

  /** A token was obtained. */
  add(token: Token, now: number): void {
    const [current] = this.usable(now);
    this.#current = current ?? { token };
    this.#next = current ? { token } : undefined;
    this.#trialAt = -Infinity;
  }

  /** Genesys honoured a request of `sentAt` with the token of this generation. @returns whether it is held */
  accept(generation: number, sentAt: number): boolean {
    const held = this.find(generation);
    if (!held) return false;
    held.acceptedAt = Math.max(held.acceptedAt ?? -Infinity, sentAt);
    held.isReported = false;
    if (held === this.#next) {
      this.#current = held;
      this.#next = undefined;
    }
    return true;
  }

  /** It is of no use any more. */
  drop(held: Held): void {
    const left = [this.#current, this.#next].filter((one) => one !== held);
    [this.#current, this.#next] = left[0] ? left : [left[1]];
  }
}
