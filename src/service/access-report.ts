// What becomes of settings of callers and webhooks once they apply: keys that are gone are forgotten, and callers who can't use
// a webhook of their own are warned of.
import { excludedQueues } from '../domain/caller.rules.js';
import type { Settings } from '../settings/types.js';
import type { Reporters } from './reports.js';

/** So many are problems on the page, beside those of logins and Redis; the log has all. */
const MOST_PROBLEMS = 10;

/** Tells of the settings in force, at the start and each time they were read again. */
export function accessReport({ logger, journal }: Pick<Reporters, 'logger' | 'journal'>) {
  let told: string[] = [];
  return ({ callers, webhooks }: Pick<Settings, 'callers' | 'webhooks'>): void => {
    journal.keepKeys(callers.flatMap(({ digests }) => digests));
    told.forEach((where) => journal.problems.over(where));
    told = [];
    excludedQueues(callers, webhooks).forEach(({ caller, webhook, queues }, index) => {
      const where = `webhook ${webhook} of caller ${caller}`;
      const title = `The allow-list of caller ${caller} leaves out queues of webhook ${webhook}`;
      const hint = `Add the queues to callers.${caller}.queues, or take the caller or the queues out of webhooks.${webhook}. Until then each call of it is refused.`;
      const detail = `Left out: ${queues.join(', ')}.`;
      logger.warn({ caller, webhook, queues, hint }, 'a caller may not ask all queues of its webhook');
      if (index >= MOST_PROBLEMS) return;
      journal.problems.add(where, { code: 'webhook_queue_excluded', title, detail, hint });
      told.push(where);
    });
  };
}
