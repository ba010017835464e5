// A login that does what a test says, and remembers when it was asked.
import type { ErrorCode } from '../../src/domain/error-codes.js';
import { ServiceError, type ErrorFacts } from '../../src/domain/errors.js';
import type { Token, TokenSource } from '../../src/domain/model.js';
import type { Clock } from '../../src/runtime/clock.js';
import type { RenewalObserver } from '../../src/oauth/renewal.js';

/** A login that is under way until the test ends it. */
export interface HeldLogin {
  succeed(lifetimeSeconds?: number): void;
  fail(code: ErrorCode, facts?: ErrorFacts): void;
}

/** A TokenSource whose logins succeed until told otherwise. */
export class ScriptedLogins implements TokenSource {
  /** Monotonic milliseconds of each login. */
  readonly askedAt: number[] = [];
  /** Logins under way, oldest first. */
  readonly held: HeldLogin[] = [];
  readonly #clock: Clock;
  #generation = 0;
  #answer: () => Promise<Token>;

  constructor(clock: Clock, lifetimeSeconds = 3_600) {
    this.#clock = clock;
    this.#answer = () => Promise.resolve(this.#issue(lifetimeSeconds));
  }

  get count(): number {
    return this.askedAt.length;
  }

  token(): Promise<Token> {
    this.askedAt.push(this.#clock.now());
    return this.#answer();
  }

  succeed(lifetimeSeconds = 3_600): void {
    this.#answer = () => Promise.resolve(this.#issue(lifetimeSeconds));
  }

  fail(code: ErrorCode, facts?: ErrorFacts): void {
    this.#answer = () => Promise.reject(new ServiceError(code, facts));
  }

  /** From now on each login waits in `held`. */
  hold(): void {
    this.#answer = () => {
      const requestedAt = this.#clock.now();
      return new Promise((resolve, reject) => {
        this.held.push({
          succeed: (lifetimeSeconds = 3_600) => resolve(this.#issue(lifetimeSeconds, requestedAt)),
          fail: (code, facts) => reject(new ServiceError(code, facts)),
        });
      });
    };
  }

  #issue(lifetimeSeconds: number, requestedAt = this.#clock.now()): Token {
    const generation = ++this.#generation;
    return {
      value: `value-of-token-${generation}`,
      generation,
      requestedAt,
      expiresAt: requestedAt + lifetimeSeconds * 1_000,
      obtainedAt: this.#clock.wall(),
    };
  }
}

/** A RenewalObserver that writes down what it hears. */
export function listener() {
  const heard: Array<{ renewed: number } | { failed: ErrorCode; failures: number; pauseMs: number }> = [];
  const rejected: number[] = [];
  const credentials: Array<'changed' | { proven: number }> = [];
  const observer: RenewalObserver = {
    renewed: ({ generation }) => heard.push({ renewed: generation }),
    failed: ({ code }, failures, pauseMs) => heard.push({ failed: code, failures, pauseMs }),
    rejected: (generation) => rejected.push(generation),
    credentialsChanged: () => credentials.push('changed'),
    credentialsProven: (generation) => credentials.push({ proven: generation }),
  };
  return { heard, rejected, credentials, observer };
}
