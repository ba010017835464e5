// The lists of the status report beside its queries: webhooks, callers and problems, each line as people read it.
import { filtersText } from '../../domain/availability-query.rules.js';
import { filtersInWords } from './query-words.rules.js';
import { countAgents } from '../distinct-agents.js';
import type { Memory } from '../../runtime/memory.js';
import type { Slices } from '../../runtime/slices.js';
import type { WebhookSettings } from '../../settings/types.js';
import { conditionOf, neededBy } from '../webhooks/webhook-route.js';
import type { HttpDependencies } from '../dependencies.js';
import { counted, isoTime, nameOf } from './status-words.js';

/** Every webhook of the settings in force. */
export async function webhookLines(dependencies: HttpDependencies, slices: Slices) {
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

/** Hex characters of a digest: enough to tell keys apart, and nothing to find one by. */
const DIGEST_SHOWN = 8;

/** Every caller of the settings in force. */
export function callerLines({ access, journal, clock, kept, organizations }: HttpDependencies) {
  const { callers, anonymous } = access.get();
  const shares = new Map([...organizations.values()].map((one) => [one.name, one.callerShares()]));
  return [...(anonymous ? [anonymous] : []), ...callers].map(({ name, organization, digests }) => {
    const { requests, refused, last, lastRefusal } = journal.caller(name);
    return {
      name,
      organization,
      requests,
      refused,
      keys: digests.map((digest) => {
        const { requests: used, lastAt } = journal.key(digest);
        const lastUsedAt = lastAt === undefined ? null : isoTime(clock, lastAt);
        return { digest: digest.slice(0, DIGEST_SHOWN), requests: used, lastUsedAt };
      }),
      ...held(kept, name),
      share: shares.get(organization)?.(name) ?? null,
      lastSeenAt: last ? isoTime(clock, last.at) : null,
      lastRefusal: lastRefusal
        ? {
            at: isoTime(clock, lastRefusal.at),
            code: lastRefusal.code,
            detail: lastRefusal.detail,
            hint: lastRefusal.hint,
          }
        : null,
    };
  });
}

/** What is kept on a caller's account, and how much of it nobody can take from him. */
function held(kept: Memory, name: string) {
  const heldBytes = kept.bytesOf(name);
  const owners = kept.owners + (heldBytes > 0 ? 0 : 1);
  return { heldBytes, heldShareBytes: Math.floor(kept.limit / owners) };
}

/** What goes on first, then the newest. */
export function problemLines(dependencies: HttpDependencies) {
  return dependencies.journal.problems.list().map((problem) => {
    const { code, title, detail, hint, count, ongoing } = problem;
    const at = new Date(problem.at).toISOString();
    const since = new Date(problem.since).toISOString();
    return {
      where: placeOf(dependencies, problem.where),
      code,
      title,
      detail,
      hint,
      since,
      at,
      count,
      ongoing,
    };
  });
}

/** A queue by its name, where that is known. */
function placeOf(dependencies: HttpDependencies, where: string): string {
  const [, before = '', id] = /^(.*)queue (\S+)$/.exec(where) ?? [];
  if (id === undefined) return where;
  const names = [...dependencies.organizations.keys()].flatMap(
    (name) => nameOf(dependencies, name, id) ?? [],
  );
  return names[0] === undefined ? where : `${before}queue ${names[0]} (${id})`;
}
