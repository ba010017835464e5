// Background renewal: holds one token, renews it early with one worker, and makes callers wait only when
// there is none.
import type { Cancel, Clock } from '../runtime/clock.js';
import { recentMap } from '../runtime/memory.js';
import type { ApiTokens, Token, TokenRetry, TokenSource, TokenUse } from '../domain/model.js';
import { ServiceError, asServiceError } from '../domain/errors.js';
import { loginPause, rejectionPause } from '../domain/retry.rules.js';
import { renewalMoment, tokenStatus, type TokenStatus } from './token-lifetime.rules.js';
import { HeldTokens, type Held } from './held-tokens.js';
import { isItsOwn, isVouchedFor, isYoung, mayWait, seemsRevoked, youngPause } from './rejection.rules.js';
import type { PathRejection } from './rejection.rules.js';
import { Rotation, type RotationHealth } from './rotation.js';

/** Logins for a 401 that follow each other within this time are ever longer apart. */
const IN_A_ROW_MS = 5_000;

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

/** Paths whose 401 is remembered. */
const MOST_PATHS = 1_000;

/**
 * Keeps the token of `source` fresh. A token in use stays so until Genesys has honoured a newer one. `start` it once,
 * `stop` it at the end.
 */
export class Renewal implements ApiTokens {
  readonly #source: TokenSource;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #observer: RenewalObserver;
  readonly #held = new HeldTokens();
  /** Which paths of the API answered 401, and whether that is their own. */
  readonly #paths = recentMap<PathRejection>(MOST_PATHS);
  #attempt: Promise<Token> | undefined;
  #timer: Cancel | undefined;
  #nextAt: number | undefined;
  #generation = 0;
  #failures = 0;
  #lastError: ServiceError | undefined;
  /** Logins in a row that followed on 401s, and when the last of them began. */
  #forced = 0;
  #forcedAt = -Infinity;
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
    if (afterMs <= 0) this.#renewInBackground();
    else this.#timer = this.#clock.after(afterMs, () => this.#renewInBackground());
  }

  /** No renewal begins after this. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.();
  }

  /** The held token; waits for a login only when there is none, and fails at once during a pause. */
  async token(): Promise<Token> {
    const held = this.#held.pick(this.#clock.now());
    if (held) return held;
    const left = this.#attempt ? 0 : (this.#nextAt ?? 0) - this.#clock.now();
    if (left <= 0 || !this.#lastError) return this.#renew();
    const { code, facts } = this.#lastError;
    throw new ServiceError(code, { ...facts, retryAfterSeconds: Math.ceil(left / 1000) });
  }

  accepted({ generation, sentAt, path }: TokenUse): void {
    this.#paths.delete(path);
    this.#held.accept(generation, sentAt);
  }

  async rejected(
    { generation, path }: TokenUse,
    tries: ReadonlyMap<number, number>,
  ): Promise<TokenRetry | undefined> {
    const now = this.#clock.now();
    const triesOf = ({ token }: Held) => tries.get(token.generation) ?? 0;
    if (this.#isOfPath(path, generation, now)) return undefined;
    const untried = this.#held.usable(now).find((held) => triesOf(held) === 0);
    if (untried) return { token: untried.token, afterMs: 0 };
    const facts = (held: Held) => ({
      ageMs: now - held.token.requestedAt,
      isAccepted: held.acceptedAt !== undefined,
      tries: triesOf(held),
    });
    const held = this.#held.usable(now);
    const newest = held.at(-1);
    const mayRenew = !newest || !isYoung(facts(newest)) || (held.length === 1 && seemsRevoked(facts(newest)));
    if (mayRenew) return this.#replace(newest, now);
    const waiting = held.filter((one) => mayWait(facts(one))).sort((a, b) => triesOf(a) - triesOf(b));
    const [next] = waiting;
    return next && { token: next.token, afterMs: youngPause(triesOf(next), this.#random()) };
  }

  /**
   * A new id or secret is there: they are tried at once, whatever pause there is. The held token stays in use
   * until a login with them has succeeded; one under way with the old ones proves nothing.
   */
  credentialsChanged(): void {
    this.#rotation.change(this.#clock.wall());
    this.#failuresOfThese = 0;
    this.#observer.credentialsChanged();
    if (!this.#attempt) this.#renewInBackground();
  }

  /** What `/health/token` says; see TokenHealth for the units. */
  health(): TokenHealth {
    const newest = this.#held.newest(this.#clock.now());
    // One that Genesys has just rejected is kept in case that only one path meant it, but it can't be relied on.
    const held = newest?.isReported ? undefined : newest?.token;
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

  /** Notes a 401 of `path`. @returns whether it is the path's own, and says nothing of the token */
  #isOfPath(path: string, generation: number, now: number): boolean {
    const before = this.#paths.get(path);
    const acceptedAt = [before?.generation, generation].map(
      (one) => (one === undefined ? undefined : this.#held.find(one)?.acceptedAt) ?? -Infinity,
    );
    const own = isItsOwn(before, Math.max(...acceptedAt));
    this.#paths.set(path, { generation, at: now, isItsOwn: own });
    return own && this.#held.usable(now).some(({ acceptedAt }) => isVouchedFor(acceptedAt, now));
  }

  /**
   * A login for the sake of a 401. One that was honoured before stays in use until the new one is: perhaps only this
   * path rejects it. One that never was goes, unless it is young.
   */
  async #replace(newest: Held | undefined, now: number): Promise<TokenRetry | undefined> {
    if (newest && !newest.isReported) this.#observer.rejected(newest.token.generation);
    if (newest) newest.isReported = true;
    if (!this.#attempt) {
      if (now - this.#forcedAt >= IN_A_ROW_MS) this.#forced = 0;
      if (now - this.#forcedAt < rejectionPause(this.#forced, this.#random())) return undefined;
      this.#forced += 1;
      this.#forcedAt = now;
    }
    for (const held of this.#held.usable(now)) if (isWorn(held, now)) this.#held.drop(held);
    return { token: await this.#renew(), afterMs: 0 };
  }

  /** Joins the login under way or begins one. */
  #renew(): Promise<Token> {
    this.#attempt ??= this.#login().finally(() => {
      this.#attempt = undefined;
      if (this.#rotation.untried) this.#renewInBackground();
    });
    return this.#attempt;
  }

  #renewInBackground(): void {
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
    this.#held.add(token, this.#clock.now());
    this.#generation = token.generation;
    this.#failures = 0;
    this.#failuresOfThese = 0;
    this.#lastError = undefined;
    this.#schedule(renewalMoment(token, this.#random()));
    this.#observer.renewed(token, this.#clock.now() - startedAt);
    if (this.#rotation.succeed(this.#clock.wall())) this.#observer.credentialsProven(token.generation);
  }

  #fail(fault: ServiceError): ServiceError {
    const held = this.#held.newest(this.#clock.now());
    const error = this.#rotation.fail(fault, held !== undefined);
    this.#failures += 1;
    this.#failuresOfThese += 1;
    this.#lastError = error;
    const state = { failures: this.#failuresOfThese, code: error.code, hasToken: held !== undefined };
    const pause = loginPause(state, error.facts.retryAfterSeconds, this.#random());
    this.#schedule(this.#clock.now() + pause);
    this.#observer.failed(error, this.#failures, pause);
    return error;
  }

  #schedule(at: number): void {
    this.#timer?.();
    this.#nextAt = at;
    if (!this.#stopped)
      this.#timer = this.#clock.after(at - this.#clock.now(), () => this.#renewInBackground());
  }
}

/** Never honoured, and too old for that to be a matter of time. */
function isWorn({ token, acceptedAt }: Held, now: number): boolean {
  return acceptedAt === undefined && !isYoung({ ageMs: now - token.requestedAt, isAccepted: false });
}
