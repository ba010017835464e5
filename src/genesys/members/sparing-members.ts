// Everybody in a queue, for people who look: not while that would cost what is kept for callers.
import type { MemberView, Snapshot, SnapshotSource } from '../../domain/model.js';
import { budgetSpent } from '../budget.js';
import type { PooledBudget } from '../client-pool.js';

/** How soon to try again while there is something left, but kept for callers. */
const TRY_AGAIN_MS = 10_000;

/**
 * All members of a queue, written as `view` wants it, each time anew.
 * @throws ServiceError `genesys_rate_limited` where the limit leaves nothing for it, or why they can't be had
 */
export function sparingMembers(
  source: SnapshotSource,
  gate: Pick<PooledBudget, 'admit' | 'refusal'>,
  view: MemberView,
): (queueId: string) => Promise<Snapshot> {
  return async (queueId) => {
    if (!gate.admit('metadata', 1)) throw gate.refusal() ?? budgetSpent(TRY_AGAIN_MS);
    return (await source.get({ queueId, filters: {}, view })).snapshot;
  };
}
