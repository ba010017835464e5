// Sorts what simple-oauth2 throws into our own errors. The thrown object holds the request with its
// credentials, so nothing of it but names, codes and numbers goes on.
import type { ErrorCode } from '../domain/error-codes.js';
import { ServiceError } from '../domain/errors.js';
import { ProxyFault } from '../network/tunnel.js';
import { connectionProblem } from '../network/connection-problem.rules.js';
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
  const outcome = thrown.output?.statusCode;
  if (outcome === 504 || outcome === 408) return new ServiceError('login_timeout');
  const code = name(thrown.data?.code) ?? name(thrown.code);
  // The HTTP client throws the connection's own error, with more written into it.
  const cause = fault instanceof ProxyFault ? fault : code && { code };
  if (cause) return new ServiceError('login_unreachable', connectionProblem('login', cause));
  return new ServiceError('login_answer_invalid', {
    detail: 'The login answered with something that is not JSON, or with nothing.',
  });
}

function statusError(status: number, thrown: Thrown, wall: number): ServiceError {
  const oauthError = name((thrown.data?.payload as { error?: unknown } | undefined)?.error);
  const header = thrown.data?.res?.headers?.['retry-after'];
  const seconds = retryAfterSeconds(typeof header === 'string' ? header : undefined, wall);
  return new ServiceError(codeFor(status, oauthError), {
    detail: `The login answered with status ${status}${oauthError ? ` (${oauthError})` : ''}.`,
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  });
}

function codeFor(status: number, oauthError: string | undefined): ErrorCode {
  if (status >= 500 || status === 408) return 'login_unavailable';
  if (status === 429) return 'login_rate_limited';
  if (status < 400) return 'login_answer_invalid';
  if (oauthError === 'invalid_client' || (status === 401 && !oauthError)) return 'login_invalid_client';
  return 'login_refused';
}

/** Lets error names such as `invalid_client` or `ECONNREFUSED` through, and no free text. */
function name(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_.]{0,63}$/.test(value) ? value : undefined;
}
