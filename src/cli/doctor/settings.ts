// The doctor's look at the settings: all faults, and whether there is anybody to go on with.
import type { Finding } from '../../domain/finding.js';
import { excludedQueues } from '../../domain/caller.rules.js';
import { faultLine } from '../../settings/faults.js';
import type { Inspection } from '../../settings/load.js';

/** Callers that can't use a webhook of their own: the service starts, and refuses them. */
export function checkExcluded({ callers, webhooks }: Inspection): Finding {
  const excluded = excludedQueues(callers, webhooks);
  if (excluded.length === 0)
    return {
      status: 'ok',
      detail: `${countOf(callers.length, 'caller')}, ${countOf(webhooks.length, 'named webhook')}.`,
    };
  return {
    status: 'warn',
    detail: excluded
      .map(
        ({ caller, webhook, queues }) =>
          `The allow-list of caller ${caller} leaves out queues of webhook ${webhook}: ${queues.join(', ')}.`,
      )
      .join('\n'),
    hint: "Add them to the caller's queues, or take the caller or the queues out of the webhook.",
    facts: { excluded },
  };
}

const countOf = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Faults stop the service, whatever of the settings is sound. */
export function checkSettings({ faults, organizations }: Inspection): Finding {
  const names = organizations.map(({ name }) => name);
  const facts = { organizations: names, faults };
  if (faults.length === 0) {
    return { status: 'ok', detail: `Organizations: ${names.join(', ')}.`, facts };
  }
  return {
    status: 'failed',
    detail: [
      `${faults.length} fault${faults.length === 1 ? '' : 's'}, with which the service does not start:`,
      ...faults.map(faultLine),
    ].join('\n'),
    hint:
      names.length > 0
        ? `Correct them; the checks below go on with what is sound (organizations: ${names.join(', ')}).`
        : 'Correct them and run the doctor again: without an organization nothing else can be checked.',
    facts,
  };
}
