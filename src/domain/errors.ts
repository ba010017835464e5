// One error family: a stable code for machines, a detail for this case, a hint that says what to do.
import { ERRORS, type ErrorCode, type ErrorKind } from './error-codes.js';

/** What one failure has to say beyond its class. */
export interface ErrorFacts {
  /** This case in one sentence, fit for a caller: no secrets, no upstream text beyond names and codes. */
  readonly detail?: string;
  /** Replaces the hint of the class where more is known. */
  readonly hint?: string;
  readonly retryAfterSeconds?: number;
  /** Genesys's `ININ-Correlation-Id`. */
  readonly correlationId?: string;
  /** The status of Genesys's answer, where one came whole. */
  readonly upstreamStatus?: number;
  /** Response header `Allow` of a 405. */
  readonly allow?: string;
  /** The fault underneath, for the log only. */
  readonly cause?: unknown;
}

/** The one error that crosses floors. Anything else that is thrown is a bug and becomes `internal_error`. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts = {}) {
    super(facts.detail ?? ERRORS[code].title);
    this.code = code;
    this.facts = facts;
    // Not enumerable: loggers and serialisers that walk an error must not spill what lies beneath.
    Object.defineProperty(this, 'facts', { enumerable: false });
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }

  get title(): string {
    return ERRORS[this.code].title;
  }

  get hint(): string {
    return this.facts.hint ?? ERRORS[this.code].hint;
  }
}

/** `fault` as a ServiceError: itself if it is one, else `internal_error` with the fault as its cause. */
export function asServiceError(fault: unknown): ServiceError {
  return fault instanceof ServiceError ? fault : new ServiceError('internal_error', { cause: fault });
}
