// Queue look-ups that leave the rate limit to callers: admitted one by one, and equal searches are one request.
import type { Clock } from '../../runtime/clock.js';
import { recentMap } from '../../runtime/memory.js';
import { budgetSpent } from '../budget.js';
import type { PooledBudget } from '../client-pool.js';
import type { Queue, QueueDirectory } from './queues.js';

/** A directory that is only searched. */
type QueueSearch = Pick<QueueDirectory, 'byName'>;

/** What was found is given again for this long. */
const HELD_MS = 30_000;
const MOST_SEARCHES = 100;
/** How soon to try again while there is something left, but kept for callers. */
const TRY_AGAIN_MS = 10_000;

interface Search {
  readonly begunAt: number;
  readonly found: Promise<readonly Queue[]>;
}

/**
 * `directory` within the rate limit: its look-ups fail with `genesys_rate_limited` where they would cost the
 * half that is kept for callers, or after a 429. Searches are held for 30 s, failed ones not at all.
 * @param onFound hears of the queues of each new search
 */
export function sparingQueues(
  directory: QueueSearch,
  gate: Pick<PooledBudget, 'admit' | 'refusal'>,
  clock: Clock,
  onFound: (queues: readonly Queue[]) => void = () => undefined,
): QueueSearch {
  const searches = recentMap<Search>(MOST_SEARCHES);
  const search = async (part: string, most: number) => {
    if (!gate.admit('metadata', 1)) throw gate.refusal() ?? budgetSpent(TRY_AGAIN_MS);
    const found = await directory.byName(part, most);
    onFound(found);
    return found;
  };
  return {
    byName(part, most) {
      const key = JSON.stringify([part.trim().toLowerCase(), most]);
      const held = searches.get(key);
      if (held && clock.now() - held.begunAt < HELD_MS) return held.found;
      const begun = { begunAt: clock.now(), found: search(part, most) };
      searches.set(key, begun);
      begun.found.catch(() => searches.peek(key) === begun && searches.delete(key));
      return begun.found;
    },
  };
}
