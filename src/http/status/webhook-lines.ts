// The webhooks of the settings in the status report: their type and their description come from here.
import { z } from 'zod';
import { count, lazily, text, yesOrNo, type Written } from '../../domain/fields.js';
import { filtersText } from '../../domain/availability-query.rules.js';
import { filtersInWords } from './query-words.rules.js';
import { countAgents } from '../distinct-agents.js';
import type { Slices } from '../../runtime/slices.js';
import type { WebhookSettings } from '../../settings/types.js';
import { conditionOf, neededBy } from '../webhooks/webhook-route.js';
import type { HttpDependencies } from '../dependencies.js';
import { counted, countedSchema, nameOf } from './status-words.js';

/** One webhook. */
export const webhookSchema = lazily(() =>
  z
    .strictObject({
      name: text('Its name.'),
      organization: text('Whom it asks.'),
      queues: z
        .array(
          z
            .strictObject({
              id: text('Its id.'),
              name: text('Its name, once it is known.').nullable(),
            })
            .describe('A queue.'),
        )
        .describe('Its queues.'),
      filters: text('As in a URL.'),
      words: text('The same in words.'),
      condition: text('What must hold.'),
      anyOf: yesOrNo('Whether one of the queues has to have so many agents alone.'),
      failurePolicy: z
        .enum(['error', 'closed', 'open'])
        .describe('What the answer is when nothing is known.'),
      needs: count('From how many agents on it accepts; null: it looks at something else.').nullable(),
      agentsAvailable: count('Of all its queues.').nullable(),
      ...countedSchema().shape,
    })
    .describe('A webhook of the settings.'),
);

/** Every webhook of the settings in force. */
export async function webhookLines(
  dependencies: HttpDependencies,
  slices: Slices,
): Promise<Array<Written<typeof webhookSchema>>> {
  const { webhooks } = dependencies.access.get();
  const held = new Map<WebhookSettings, number | null>();
  for (const webhook of webhooks.values()) held.set(webhook, await agentsOf(dependencies, webhook, slices));
  return slices.map(held, ([webhook, agentsAvailable]) => {
    const { name, organization, filters, failurePolicy, queueIds } = webhook;
    return {
      name,
      organization,
      queues: queueIds.map((id) => ({ id, name: nameOf(dependencies, organization, id) })),
      filters: filtersText(filters),
      words: filtersInWords(filters),
      condition: conditionOf(webhook),
      anyOf: webhook.anyOf ?? false,
      failurePolicy,
      needs: neededBy(webhook) ?? null,
      agentsAvailable,
      ...counted(dependencies, dependencies.journal.webhook(name)),
    };
  });
}

/** Distinct agents over the webhook's queues; null unless all could be counted. */
async function agentsOf(
  { organizations }: HttpDependencies,
  webhook: WebhookSettings,
  slices: Slices,
): Promise<number | null> {
  const { organization, queueIds, filters } = webhook;
  const snapshots = organizations.get(organization)?.snapshots;
  const held = queueIds.flatMap((queueId) => snapshots?.look({ queueId, filters }).snapshot ?? []);
  if (held.length < queueIds.length) return null;
  return countAgents(
    held.map(({ members }) => members),
    slices,
  );
}
