// How long looks rest after a failure; everything goes on by polling meanwhile.
import type { ErrorCode } from '../../domain/error-codes.js';
import { growingPause } from '../../domain/retry.rules.js';

/** A permission is granted by hand. */
const FORBIDDEN_MS = 600_000;
const LONGEST_MS = 600_000;
/** A Retry-After beyond this is more likely a mistake than an instruction. */
const LONGEST_RETRY_AFTER_MS = 60_000;
const LONGEST_OUTAGE_MS = 30_000;

/** What failed, and for the how manieth time in a row. */
interface LookFailure {
  readonly code: ErrorCode;
  /** 1 for the first. */
  readonly failures: number;
  readonly retryAfterSeconds?: number | undefined;
}

/** Milliseconds until looks are tried again. @param random in [0, 1) */
export function lookPause({ code, failures, retryAfterSeconds }: LookFailure, random: number): number {
  if (code === 'genesys_permission_missing') return FORBIDDEN_MS;
  if (code === 'genesys_rate_limited') {
    const told = retryAfterSeconds === undefined ? 0 : retryAfterSeconds * 1000;
    return Math.max(
      Math.min(told, LONGEST_RETRY_AFTER_MS),
      growingPause(1_000, LONGEST_RETRY_AFTER_MS, failures, random),
    );
  }
  const soon = code === 'genesys_timeout' || code === 'genesys_unreachable' || code.startsWith('login_');
  if (soon) return growingPause(1_000, LONGEST_OUTAGE_MS, failures, random);
  return growingPause(code === 'genesys_unavailable' ? 2_000 : 10_000, LONGEST_MS, failures, random);
}
