// Notes requests that were refused for their key, for the status page.
import type { ServiceError } from '../../domain/errors.js';
import type { Journal } from '../../telemetry/journal/journal.js';
import { problemFactsOf } from '../../telemetry/journal/problems.js';

/** One entry for all addresses, which names the latest: those who guess keys must not push out anything else. */
export function noteRefused(journal: Journal, what: string, error: ServiceError, address: string): void {
  const trouble = problemFactsOf(error);
  const detail = `${trouble.detail}${/[.!?]$/.test(trouble.detail) ? '' : '.'} Last from ${address}.`;
  journal.problems.add(what, { ...trouble, detail }, 'refusedCallers');
}
