// Background renewal: holds one token, renews it early with one worker, and makes callers wait only when
// there is none.
import { pause, type Cancel, type Clock } from '../runtime/clock.js';
import type { Token, TokenSource } from '../domain/model.js';
import { ServiceError, asServiceError } from '../domain/errors.js';
import { loginPause, rejectionPause } from '../domain/retry.rules.js';
import { isUsable, renewalMoment, tokenStatus, type TokenStatus } from './token-lifetime.rules.js';
import { Rotation, type RotationHealth } from './rotation.js';

/** A token rejected at this age or younger was never good for anything. */
const YOUNG_MS = 5_000;
/** A pause that a request waits out rather than failing. */
const PATIENCE_MS = 1_000;

/** What the world hears of renewals. */
export interface RenewalObserver {
  renewed(token: Token, tookMs: number): void;
  failed(error: ServiceError, failures: number, pauseMs: number): void;
  /** Genesys answered 401 to the token of this generation. */
  rejected(generation: number): void;
  /** A new id or secret is there; `proven` follows when a login with them has succeeded. */
  credentialsChanged(): void;
  credentialsProven(generation: number): void;
}

/** A moment's view of a token's health; never the token. Moments are monotonic milliseconds. */
export interface TokenHealth extends RotationHealth {
  readonly status: TokenStatus;
  readonly expiresAt?: number;
  /** When the next login is due; absent while one is under way. */
  readonly renewAt?: number;
  /** Wall-clock milliseconds. */
  readonly obtainedAt?: number;
  readonly generation: number;
  readonly failures: number;
  readonly lastError?: ServiceError;
}

/** A TokenSource that keeps the token of `source` fresh. `start` it once, `stop` it at the end. */
export class Renewal implements TokenSource {
  readonly #source: TokenSource;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #observer: RenewalObserver;
  #held: Token | undefined;
  #attempt: Promise<Token> | undefined;
  #timer: Cancel | undefined;
  #nextAt: number | undefined;
  #generation = 0;
  #failures = 0;
  #lastError: ServiceError | undefined;
  /** Tokens in a row that Genesys rejected as soon as they were used. */
  #youngRejections = 0;
  readonly #rotation = new Rotation();
  /** Failures that count for the pause: new credentials begin with short ones. */
  #failuresOfThese = 0;
  #stopped = false;

  constructor(
    source: TokenSource,
    clock: Clock,
    observer: RenewalObserver,
    random: () => number = Math.random,
  ) {
    this.#source = source;
    this.#clock = clock;
    this.#observer = observer;
    this.#random = random;
  }

  /** Begins the first login after so many milliseconds, at once if somebody asks before; it goes on behind. */
  start(afterMs = 0): void {
    if (afterMs <= 0) this.#renewBehind();
    else this.#timer = this.#clock.after(afterMs, () => this.#renewBehind());
  }

  /** No renewal begins after this. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.();
  }

  /** The held token; waits for a login only when there is none, and fails at once during a pause. */
  async token({ rejected }: { rejected?: number } = {}): Promise<Token> {
    if (rejected !== undefined) this.#reject(rejected);
    if (this.#held && isUsable(this.#held, this.#clock.now())) return this.#held;
    const left = this.#attempt ? 0 : (this.#nextAt ?? 0) - this.#clock.now();
    if (left <= 0 || !this.#lastError) return this.#renew();
    await this.#passPause(left, this.#lastError);
    return this.token();
  }

  /**
   * A new id or secret is there: they are tried at once, whatever pause there is. The held token stays in use
   * until a login with them has succeeded; one under way with the old ones proves nothing.
   */
  credentialsChanged(): void {
    this.#rotation.change(this.#clock.wall());
    this.#failuresOfThese = 0;
    this.#observer.credentialsChanged();
    if (!this.#attempt) this.#renewBehind();
  }

  /** What `/health/token` says; see TokenHealth for the units. */
  health(): TokenHealth {
    const held = this.#held && isUsable(this.#held, this.#clock.now()) ? this.#held : undefined;
    const state = { held, renewing: this.#attempt !== undefined, failures: this.#failures };
    return {
      status: tokenStatus(state, this.#clock.now()),
      ...(held && { expiresAt: held.expiresAt, obtainedAt: held.obtainedAt }),
      ...(this.#nextAt !== undefined && !this.#attempt && { renewAt: this.#nextAt }),
      generation: this.#generation,
      failures: this.#failures,
      ...(this.#lastError && { lastError: this.#lastError }),
      ...this.#rotation.health,
    };
  }

  /** Drops the held token if it is of `generation`; another one is none of this 401's business. */
  #reject(generation: number): void {
    const held = this.#held;
    if (held?.generation !== generation) return;
    this.#held = undefined;
    this.#observer.rejected(generation);
    const now = this.#clock.now();
    // A token that served for a while was revoked; one that never did means that none is going to.
    this.#youngRejections = now - held.requestedAt < YOUNG_MS ? this.#youngRejections + 1 : 0;
    const wait = rejectionPause(this.#youngRejections, this.#random());
    if (wait === 0) return void (this.#nextAt = undefined);
    this.#lastError = new ServiceError('genesys_credentials_rejected');
    this.#schedule(now + wait);
  }

  /** Waits out a short pause after a rejection; fails at once during any other. */
  async #passPause(left: number, { code, facts }: ServiceError): Promise<void> {
    if (code === 'genesys_credentials_rejected' && left <= PATIENCE_MS) return pause(this.#clock, left);
    throw new ServiceError(code, { ...facts, retryAfterSeconds: Math.ceil(left / 1000) });
  }

  /** Joins the login under way or begins one. */
  #renew(): Promise<Token> {
    this.#attempt ??= this.#login().finally(() => {
      this.#attempt = undefined;
      if (this.#rotation.untried) this.#renewBehind();
    });
    return this.#attempt;
  }

  #renewBehind(): void {
    if (this.#stopped) return;
    // Failures are kept for health, reported to the observer and scheduled anew inside.
    this.#renew().catch(() => undefined);
  }

  async #login(): Promise<Token> {
    this.#timer?.();
    this.#rotation.begin();
    const startedAt = this.#clock.now();
    try {
      const token = await this.#source.token();
      this.#adopt(token, startedAt);
      return token;
    } catch (fault) {
      throw this.#fail(asServiceError(fault));
    }
  }

  #adopt(token: Token, startedAt: number): void {
    this.#held = token;
    this.#generation = token.generation;
    this.#failures = 0;
    this.#failuresOfThese = 0;
    this.#lastError = undefined;
    this.#schedule(renewalMoment(token, this.#random()));
    this.#observer.renewed(token, this.#clock.now() - startedAt);
    if (this.#rotation.succeed(this.#clock.wall())) this.#observer.credentialsProven(token.generation);
  }

  #fail(fault: ServiceError): ServiceError {
    const held = this.#held !== undefined && isUsable(this.#held, this.#clock.now());
    const error = this.#rotation.fail(fault, held);
    this.#failures += 1;
    this.#failuresOfThese += 1;
    this.#lastError = error;
    const pause = loginPause(
      this.#failuresOfThese,
      error.code,
      error.facts.retryAfterSeconds,
      this.#random(),
    );
    this.#schedule(this.#clock.now() + pause);
    this.#observer.failed(error, this.#failures, pause);
    return error;
  }

  #schedule(at: number): void {
    this.#timer?.();
    this.#nextAt = at;
    if (!this.#stopped) this.#timer = this.#clock.after(at - this.#clock.now(), () => this.#renewBehind());
  }
}
