// What a Genesys answer means: a page, or one of our errors. Sending stands in client.ts.
import type { ErrorCode } from '../domain/error-codes.js';
import { ServiceError, type ErrorFacts } from '../domain/errors.js';
import { connectionProblem, foreignWords, unreadable } from '../network/connection-problem.rules.js';
import {
  LONGEST_RETRY_AFTER_SECONDS,
  retryAfterSeconds,
  type RequestFailure,
} from '../domain/retry.rules.js';
import { cleanText, readErrorBody, type ErrorBody } from './error-body.rules.js';
import { wholeNumber, type OnOddHeader } from './upstream-numbers.rules.js';
import {
  BODIES_FULL,
  LOAD_TOO_LARGE,
  type OutgoingRequest,
  type TransportError,
  type UpstreamAnswer,
} from './transport.js';

/** What Genesys says of its rate limit in `inin-ratelimit-*`; absent where it says nothing. */
export interface RateLimit {
  readonly count: number;
  readonly allowed: number;
  /** Seconds until the count starts anew. */
  readonly resetSeconds?: number;
}

/**
 * What may be true of each: an OAuth client has a limit of some hundreds a minute, others may have spent it several
 * times over, and a window lasts a minute (61 s have been seen).
 */
const BOUNDS = {
  'inin-ratelimit-count': [0, 1_000_000],
  'inin-ratelimit-allowed': [1, 100_000],
  'inin-ratelimit-reset': [0, LONGEST_RETRY_AFTER_SECONDS],
} as const;

const ignored: OnOddHeader = () => undefined;

/** The rate-limit headers of an answer (SDK traces), undefined unless count and allowed are numbers within bounds. */
export function readRateLimit(answer: UpstreamAnswer, onOdd: OnOddHeader = ignored): RateLimit | undefined {
  const number = (name: keyof typeof BOUNDS) => {
    const text = answer.header(name);
    if (text === undefined) return undefined;
    const value = wholeNumber(text, BOUNDS[name]);
    if (typeof value === 'number') return value;
    onOdd(name, value, text);
    return undefined;
  };
  const count = number('inin-ratelimit-count');
  const allowed = number('inin-ratelimit-allowed');
  const resetSeconds = number('inin-ratelimit-reset');
  if (count === undefined || allowed === undefined) {
    const half = count !== undefined || allowed !== undefined;
    const missing = count === undefined ? 'inin-ratelimit-count' : 'inin-ratelimit-allowed';
    if (half && answer.header(missing) === undefined) onOdd(missing, 'absent', '');
    return undefined;
  }
  return { count, allowed, ...(resetSeconds !== undefined && { resetSeconds }) };
}

/** Genesys's own name for one answer, for its support. */
export function correlationId(answer: UpstreamAnswer): string | undefined {
  const id = answer.header('inin-correlation-id');
  return id !== undefined && /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}

/** A failed answer as the retry rule sees it. */
export function statusFailure(
  answer: UpstreamAnswer,
  wall: number,
  onOdd: OnOddHeader = ignored,
): RequestFailure {
  const text = answer.header('retry-after');
  const seconds = retryAfterSeconds(text, wall);
  if (text !== undefined) {
    const number = wholeNumber(text, [0, LONGEST_RETRY_AFTER_SECONDS]);
    if (typeof number !== 'number' && (seconds === undefined || /^\d+$/.test(text.trim())))
      onOdd('retry-after', number, text);
  }
  return {
    cause: 'status',
    status: answer.status,
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  };
}

/** Whether an answer is a page for people: Genesys's API has none, captive portals and proxies have. */
export function isHtml(answer: UpstreamAnswer): boolean {
  return /^\s*(?:text\/html|application\/xhtml)/i.test(answer.header('content-type') ?? '');
}

/**
 * Whether Genesys itself has answered: a success, or its own error body. Answers to HEAD have no body: there its name
 * for the answer tells.
 */
export function isOfGenesys(answer: UpstreamAnswer, method: OutgoingRequest['method']): boolean {
  if (answer.status >= 200 && answer.status < 300) return !isHtml(answer);
  if (method === 'HEAD') return correlationId(answer) !== undefined;
  return readErrorBody(answer.status, answer.body) !== undefined;
}

/** What was asked, as far as the meaning of a failed answer depends on it. */
interface Asked {
  /** Absent: GET. */
  readonly method?: OutgoingRequest['method'];
  /** What lacks where a 403 names no permission; absent: the one of queue members. */
  readonly permission?: string | undefined;
}

/** The error for an answer with a status of no use. */
export function answerError(answer: UpstreamAnswer, wall: number, asked: Asked = {}): ServiceError {
  const { method = 'GET', permission = 'routing:queue:view' } = asked;
  const id = correlationId(answer);
  const { retryAfterSeconds: seconds } = statusFailure(answer, wall);
  const facts = {
    upstreamStatus: answer.status,
    ...(id && { correlationId: id }),
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  };
  const body = readErrorBody(answer.status, answer.body);
  if (!body && !isOfGenesys(answer, method))
    return new ServiceError(foreignCode(answer.status), { detail: foreignDetail(answer), ...facts });
  const code = codeFor(answer.status, body?.code);
  return new ServiceError(code, { ...told(code, answer.status, body, permission), ...facts });
}

/** What to say of an answer that is not Genesys's. */
function foreignDetail(answer: UpstreamAnswer): string {
  const { status } = answer;
  return foreignWords('Genesys Cloud', {
    status,
    type: answer.header('content-type'),
    location: answer.header('location'),
  });
}

const WAITED = 'So many large answers were being read that this one could not be read in time.';
const PAGE_TOO_LARGE = 'A page is larger than genesys.maxResponseBytes in the settings.';
const ALL_TOO_LARGE = 'All pages together are larger than what may be read at once.';

/** The error for a request that got no whole answer. */
export function transportFailure(error: TransportError): ServiceError {
  switch (error.fault) {
    case 'timeout':
      return new ServiceError('genesys_timeout', error.code === BODIES_FULL ? { detail: WAITED } : {});
    case 'too-large':
      return new ServiceError('genesys_answer_too_large', {
        detail: error.code === LOAD_TOO_LARGE ? ALL_TOO_LARGE : PAGE_TOO_LARGE,
      });
    case 'unreadable':
      return new ServiceError('genesys_answer_invalid', { detail: unreadable('API host', error.code) });
    case 'connection':
      return new ServiceError(
        'genesys_unreachable',
        connectionProblem('API host', error.proxyFault ?? error),
      );
  }
}

/**
 * Whoever answers 429 wishes to be asked less: that counts, also where it is not Genesys. Everything else that a box in
 * between says is an outage.
 */
function foreignCode(status: number): ErrorCode {
  if (status === 429) return 'genesys_rate_limited';
  if (status >= 500 || status === 408) return 'genesys_unavailable';
  return status < 400 ? 'genesys_answer_invalid' : 'genesys_foreign_answer';
}

function codeFor(status: number, code: string | undefined): ErrorCode {
  if (status === 400) return code === 'invalid.id' ? 'invalid_queue_id' : 'genesys_request_refused';
  if (status === 401) return 'genesys_credentials_rejected';
  if (status === 403) return 'genesys_permission_missing';
  if (status === 404) return 'queue_not_found';
  if (status === 413) return 'genesys_answer_too_large';
  if (status === 429) return 'genesys_rate_limited';
  if (status >= 500 || status === 408) return 'genesys_unavailable';
  return status < 400 ? 'genesys_answer_invalid' : 'genesys_request_refused';
}

/** Permission names such as `routing:queue:view`, and more of them than any answer has named yet. */
const PERMISSION = /\b[a-zA-Z]{1,40}:[a-zA-Z]{1,40}:(?:[a-zA-Z]{1,40}\b|\*)/g;
const MAX_PERMISSIONS = 20;

function told(code: ErrorCode, status: number, body: ErrorBody | undefined, permission: string): ErrorFacts {
  const named = `Genesys Cloud answered with status ${status}${body ? ` (${body.code})` : ''}.`;
  if (code === 'genesys_permission_missing') {
    const permissions = [...new Set(body?.texts.match(PERMISSION) ?? [])].slice(0, MAX_PERMISSIONS);
    if (permissions.length === 0)
      return { detail: `${named} Missing: ${permission} (Genesys Cloud names none).` };
    const missing = permissions.join(' or ');
    return {
      detail: `${named} Missing: ${missing}.`,
      hint: `Give a role of the OAuth client ${missing}, in the division of the queue.`,
    };
  }
  // For a refused query Genesys's sentence says which parameter is wrong: about the caller's own input.
  if (code !== 'genesys_request_refused' || !body?.explanation) return { detail: named };
  const says = cleanText(body.explanation);
  return { detail: `${named} It says: ${says}`, hint: `Correct what Genesys Cloud names: ${says}` };
}
