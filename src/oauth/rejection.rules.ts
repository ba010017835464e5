// What a 401 of the API means: that the token is too new to be known everywhere, that it is no good any more, or that
// one path rejects every token.
import { growingPause } from '../domain/retry.rules.js';

/** A token that was never honoured is kept through 401s until it is this old. */
const YOUNG_MS = 30_000;
/** A request is repeated with a young token only while that is this old: after that, the next request tries again. */
const AWAITED_MS = 10_000;
/** How often one request tries one young token. */
const MOST_TRIES = 4;
/** After so many tries a token is also asked for anew: perhaps it is no young one but a revoked one. */
const TRIES_BEFORE_LOGIN = 2;
/** While a token was honoured so lately, a path that is known to reject tokens says nothing of it. */
const VOUCHED_MS = 30_000;

const FIRST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 2_000;

/** A token that is held, as far as 401s are concerned. */
interface HeldToken {
  /** Milliseconds since its login was sent. */
  readonly ageMs: number;
  /** Whether Genesys honoured it, ever. */
  readonly isAccepted: boolean;
  /** How often this request met a 401 with it. */
  readonly tries: number;
}

/** Whether a token that was never honoured is too new for a 401 to tell anything. */
export function isYoung({ ageMs, isAccepted }: Pick<HeldToken, 'ageMs' | 'isAccepted'>): boolean {
  return !isAccepted && ageMs < YOUNG_MS;
}

/** Whether a request may be repeated with a young token after a pause. */
export function mayWait(token: HeldToken): boolean {
  return isYoung(token) && token.ageMs < AWAITED_MS && token.tries < MOST_TRIES;
}

/** Whether a request has tried a young token so often that another login is worth it. */
export function seemsRevoked(token: HeldToken): boolean {
  return isYoung(token) && token.tries >= TRIES_BEFORE_LOGIN;
}

/** Milliseconds until a young token that a request met `tries` 401s with is tried again. @param random in [0, 1) */
export function youngPause(tries: number, random: number): number {
  return growingPause(FIRST_PAUSE_MS, LONGEST_PAUSE_MS, tries, random);
}

/** What is known of 401s of one path; moments are monotonic milliseconds. */
export interface PathRejection {
  readonly generation: number;
  readonly at: number;
  /** It rejects tokens that are honoured elsewhere. */
  readonly isItsOwn: boolean;
}

/**
 * Whether a path that rejects again rejects what is honoured elsewhere: a request that was sent after its last 401
 * with the same token was answered.
 * @param acceptedAt when the newest request was sent that was honoured with the token of that 401
 */
export function isItsOwn(before: PathRejection | undefined, acceptedAt: number | undefined): boolean {
  return before !== undefined && (before.isItsOwn || (acceptedAt ?? -Infinity) > before.at);
}

/** Whether the token in use is known to be good. @param acceptedAt as above, with that token */
export function isVouchedFor(acceptedAt: number | undefined, now: number): boolean {
  return acceptedAt !== undefined && now - acceptedAt <= VOUCHED_MS;
}
