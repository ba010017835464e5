// What looks of one organization are made of.
import type { Looked } from '../cache/looked.js';
import type { QueryState } from '../cache/queries.js';
import type { LookBudget } from '../genesys/activity/look-admission.js';
import type { SendingClient } from '../genesys/client.js';
import type { LookDependencies, LookSharing } from '../replicas/look-sharing.js';
import type { Clock } from '../runtime/clock.js';
import type { ActivityObserver } from './activity-report.js';

/** What looks want of the cache beside them. */
export interface LookedCache {
  readonly looked: Looked;
  /** Requests a minute that polling alone would want, and those that it wants beside looks. */
  readonly wantedByPolling: () => number;
  readonly wantedBeside: () => number;
  /** Whether a look that somebody waits for, for these queries and for `callers` of other replicas, leaves what others need. */
  mayHurry(states: readonly QueryState[], callers: readonly string[]): boolean;
  /**
   * Looks for these queries have cost so many requests.
   * @param elsewhere callers of each queue that only other replicas are asked for
   */
  charge(states: readonly QueryState[], requests: number, elsewhere?: ReadonlyArray<readonly string[]>): void;
  /** Fetches all pages of a query, if the budget has a turn for it. */
  refetch(state: QueryState): void;
  /** Snapshots may be due sooner, or later, than it seemed. */
  wakeNow(): void;
}

export interface ActivityDependencies {
  readonly client: Pick<SendingClient, 'request'>;
  readonly budget: LookBudget;
  readonly clock: Clock;
  readonly cache: () => LookedCache;
  readonly observer: ActivityObserver;
  /** Who looks, of all replicas. */
  readonly share: (ours: LookDependencies) => LookSharing;
  readonly random?: () => number;
}
