// Sorts what simple-oauth2 throws into our own errors. The thrown object holds the request with its
// credentials, so nothing of it but names, codes and numbers goes on.
import type { ErrorCode } from '../domain/error-codes.js';
import { ServiceError } from '../domain/errors.js';
import { EncodingFault } from '../network/content-encoding.js';
import { ProxyFault } from '../network/tunnel.js';
import { connectionProblem, ENCODED, foreignWords, unreadable } from '../network/connection-problem.rules.js';
import { retryAfterSeconds } from '../domain/retry.rules.js';

/** What is looked at in an error of simple-oauth2, or rather of the HTTP client beneath it. */
interface Thrown {
  readonly code?: unknown;
  readonly output?: { readonly statusCode?: unknown };
  readonly data?: {
    readonly code?: unknown;
    readonly payload?: unknown;
    readonly res?: { readonly statusCode?: unknown; readonly headers?: Record<string, unknown> };
  };
}

/** The ServiceError for a login that was given up after `ms` milliseconds. */
export function loginTimeout(ms: number): ServiceError {
  return new ServiceError('login_timeout', { detail: `The login did not answer within ${ms} ms.` });
}

/**
 * The ServiceError for whatever a login threw.
 * @param wall wall-clock milliseconds, for a Retry-After that is a date
 */
export function loginError(fault: unknown, wall: number): ServiceError {
  const thrown = (typeof fault === 'object' && fault !== null ? fault : {}) as Thrown;
  const status = thrown.data?.res?.statusCode;
  if (typeof status === 'number' && status >= 300) return statusError(status, thrown, wall);
  if (TIMEOUTS.has(thrown.output?.statusCode)) return new ServiceError('login_timeout');
  if (fault instanceof EncodingFault) return invalid(unreadable('login', ENCODED + fault.encoding));
  return connectionError(fault, name(thrown.data?.code) ?? name(thrown.code));
}

/** What the HTTP client makes of its own timeouts. */
const TIMEOUTS = new Set<unknown>([408, 504]);

/** @param code Node's or the HTTP parser's name for it */
function connectionError(fault: unknown, code: string | undefined): ServiceError {
  if (code?.startsWith('HPE_')) return invalid(unreadable('login', code));
  // The HTTP client throws the connection's own error, with more written into it.
  const cause = fault instanceof ProxyFault ? fault : code && { code };
  if (cause) return new ServiceError('login_unreachable', connectionProblem('login', cause));
  return invalid('The login answered with something that is not JSON, or with nothing.');
}

const invalid = (detail: string) => new ServiceError('login_answer_invalid', { detail });

function statusError(status: number, thrown: Thrown, wall: number): ServiceError {
  const said = wordOf(thrown.data?.payload);
  const header = (name: string) => {
    const value = thrown.data?.res?.headers?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  const seconds = retryAfterSeconds(header('retry-after'), wall);
  const foreign = { status, type: header('content-type'), location: header('location') };
  const detail =
    said === undefined
      ? foreignWords("Genesys Cloud's login", foreign)
      : `The login answered with status ${status}${said ? ` (${said})` : ''}.`;
  return new ServiceError(codeFor(status, said), {
    detail,
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  });
}

/**
 * The error that a login names (RFC 6749 section 5.2; Genesys's own error body has a `code` instead), empty for one that
 * is no name. Undefined: this is not the login's answer, but that of a box in between.
 */
function wordOf(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { error, code } = payload as { error?: unknown; code?: unknown };
  const word = typeof error === 'string' ? error : code;
  return typeof word === 'string' && word !== '' ? (name(word) ?? '') : undefined;
}

/** @param said undefined where it was not the login that answered */
function codeFor(status: number, said: string | undefined): ErrorCode {
  if (status >= 500 || status === 408) return 'login_unavailable';
  if (status === 429) return 'login_rate_limited';
  if (status < 400) return 'login_answer_invalid';
  if (said === undefined) return 'login_foreign_answer';
  if (said === 'invalid_client' || said === 'invalid.client') return 'login_invalid_client';
  return 'login_refused';
}

/** Lets error names such as `invalid_client` or `ECONNREFUSED` through, and no free text. */
function name(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_.]{0,63}$/.test(value) ? value : undefined;
}
