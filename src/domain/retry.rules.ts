// How long to wait before trying again, and whether to try at all; nothing here waits.
import type { ErrorCode } from './error-codes.js';

const LOGIN_FIRST_MS = 250;
const LOGIN_LONGEST_MS = 10_000;
/** Without a token every question waits for the login: the first answer after an outage comes within 3 s. */
const LOGIN_LONGEST_WITHOUT_TOKEN_MS = 2_400;
/** A wrong secret heals only by hand: asking more often than this helps nobody. */
const LOGIN_LONGEST_REFUSED_MS = 60_000;
/**
 * What a Retry-After is worth at most: the windows of Genesys's limits last a minute, and 61 s have been seen. Beyond
 * that it is more likely a mistake than an instruction, and trying once costs less than resting for hours.
 */
export const LONGEST_RETRY_AFTER_SECONDS = 65;

/**
 * Milliseconds to wait after `failures` in a row (1 for the first): `first`, then twice as long each time, at most
 * `longest`. Half fixed, half random, so that replicas are never in step. @param random a number in [0, 1)
 */
export function growingPause(first: number, longest: number, failures: number, random: number): number {
  const pause = Math.min(first * 2 ** Math.min(failures - 1, 30), longest);
  return pause * (0.5 + random / 2);
}

/** Whether the login said no to the credentials, rather than nothing or nothing useful. */
export function isRefusal(code: ErrorCode): boolean {
  return code === 'login_invalid_client' || code === 'login_refused';
}

/**
 * Milliseconds until the next login after `failures` in a row (1 for the first); a Retry-After is an
 * instruction only when the login is over its limit.
 * @param hasToken whether a usable token is held meanwhile
 * @param random a number in [0, 1)
 */
export function loginPause(
  { failures, code, hasToken }: { failures: number; code: ErrorCode; hasToken: boolean },
  retryAfterSeconds: number | undefined,
  random: number,
): number {
  const mayHurry = !hasToken && code !== 'login_rate_limited';
  const usual = mayHurry ? LOGIN_LONGEST_WITHOUT_TOKEN_MS : LOGIN_LONGEST_MS;
  const longest = isRefusal(code) ? LOGIN_LONGEST_REFUSED_MS : usual;
  const pause = growingPause(LOGIN_FIRST_MS, longest, failures, random);
  if (retryAfterSeconds === undefined || code !== 'login_rate_limited') return pause;
  return Math.max(pause, Math.min(retryAfterSeconds * 1000, LOGIN_LONGEST_REFUSED_MS));
}

/**
 * Milliseconds until a login is allowed after Genesys rejected `rejections` new tokens in a row with
 * 401: none for the first, growing after that, so that an API host that rejects every token can't turn each
 * request into a login.
 */
export function rejectionPause(rejections: number, random: number): number {
  return rejections < 2 ? 0 : growingPause(LOGIN_FIRST_MS, LOGIN_LONGEST_MS, rejections - 1, random);
}

const REQUEST_RETRIES = 2;
const REQUEST_FIRST_MS = 100;
/** A load waits out a 429 of this length itself: its callers still wait, and it is the one that tries at its end. */
const SHORT_429_MS = 1_000;

/** Why a page request of Genesys failed, as far as trying again is concerned. */
export interface RequestFailure {
  readonly cause: 'connection' | 'status';
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Whether another try goes out on a new connection, and this one did not. */
  readonly refreshed?: boolean;
}

const WORTH_ANOTHER_TRY = new Set([502, 503, 504]);

/**
 * Milliseconds until a failed GET is sent again, or undefined if it isn't: connection failures, 502, 503
 * and 504 twice with jitter, what a new connection may heal once, 429 after a Retry-After of at most a second; always
 * within what is left of the load.
 * @param attempt how often this request has failed by now, 1 for the first time
 * @param remainingMs what is left of the load's own limit
 */
export function requestPause(
  failure: RequestFailure,
  attempt: number,
  remainingMs: number,
  random: number,
): number | undefined {
  const told = failure.retryAfterSeconds === undefined ? undefined : failure.retryAfterSeconds * 1000;
  const limited = failure.status === 429;
  const again =
    limited ||
    failure.cause === 'connection' ||
    (failure.refreshed === true && attempt === 1) ||
    (failure.status !== undefined && WORTH_ANOTHER_TRY.has(failure.status));
  if (!again || attempt > REQUEST_RETRIES) return undefined;
  if (limited && (!told || told > SHORT_429_MS)) return undefined;
  const pause = Math.max(told ?? 0, limited ? 0 : growingPause(REQUEST_FIRST_MS, 1_000, attempt, random));
  return pause < remainingMs ? pause : undefined;
}

/** The forms of an HTTP date (RFC 9110 section 5.6.7); `Date.parse` alone finds a date in "soon 5" too. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w -]+ \d\d:\d\d:\d\d (?:GMT|\d{4})$/;

/**
 * A Retry-After header as seconds: delta-seconds or an HTTP date (RFC 9110 section 10.2.3), undefined if
 * it is neither; at most LONGEST_RETRY_AFTER_SECONDS.
 * @param wall wall-clock milliseconds since the epoch
 */
export function retryAfterSeconds(header: string | undefined, wall: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), LONGEST_RETRY_AFTER_SECONDS);
  if (!HTTP_DATE.test(text)) return undefined;
  // The form of C's asctime names no zone and means GMT all the same.
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  if (Number.isNaN(date)) return undefined;
  return Math.min(Math.max(0, Math.ceil((date - wall) / 1000)), LONGEST_RETRY_AFTER_SECONDS);
}
