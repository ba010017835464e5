// A check of the doctor: what was looked at, what came of it, and what to do.
import type { ServiceError } from '../../domain/errors.js';
import type { Finding } from '../../domain/finding.js';
import { failureLine } from '../ask.js';

/** What a check is about, where there is more than one of the kind. */
interface Subject {
  readonly organization?: string;
  /** Id or name, as it was given. */
  readonly queue?: string;
}

/** One line of the report; `id` is stable. */
export interface Check extends Subject, Finding {
  readonly id: string;
  readonly title: string;
}

/** Takes the checks of one subject, in order. */
export interface Notes {
  /** @returns whether what builds on it can go on: not after `failed` and `skipped` */
  add(id: string, title: string, finding: Finding): boolean;
  /** The same notes, about something more special. */
  of(subject: Subject): Notes;
}

/** Notes that hand each check to `emit`. */
export function notesFor(emit: (check: Check) => void, subject: Subject = {}): Notes {
  return {
    add(id, title, finding) {
      emit({ id, title, ...finding, ...subject });
      return finding.status === 'ok' || finding.status === 'warn';
    },
    of: (more) => notesFor(emit, { ...subject, ...more }),
  };
}

/** A failed finding in the words of `error`. */
export function failed(error: ServiceError): Finding {
  const { code, hint, facts } = error;
  const { retryAfterSeconds, correlationId } = facts;
  return {
    status: 'failed',
    detail: failureLine(error),
    hint,
    facts: {
      code,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      ...(correlationId !== undefined && { correlationId }),
    },
  };
}

/** A check that could not be made. */
export function skipped(why: string, hint?: string, facts?: Finding['facts']): Finding {
  return { status: 'skipped', detail: why, ...(hint !== undefined && { hint }), ...(facts && { facts }) };
}

/** What to do when Genesys can't: nothing here is at fault. */
export const OUTAGE =
  'Genesys Cloud is down or in trouble: look at https://status.mypurecloud.com. The service tries again by itself; run the doctor again later.';

/** A request that was not answered. A limit that is used up is told by the check of the limit; here nothing failed. */
export function withoutAnswer(error: ServiceError): Finding {
  if (error.code === 'genesys_rate_limited') {
    return skipped('Not completed, because the rate limit is used up: see "Rate limit" below.');
  }
  const finding = failed(error);
  const down = error.code === 'genesys_unavailable' || error.code === 'genesys_timeout';
  return down ? { ...finding, hint: OUTAGE } : finding;
}
