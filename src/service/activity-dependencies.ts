// What looks of one organization are made of.
import type { Looked } from '../cache/looked.js';
import type { QueryState } from '../cache/queries.js';
import type { LookBudget } from '../genesys/activity/look-schedule.js';
import type { SendingClient } from '../genesys/client.js';
import type { Clock } from '../runtime/clock.js';
import type { ActivityObserver } from './activity-report.js';

/** What looks want of the cache beside them. */
export interface LookedCache {
  readonly looked: Looked;
  /** Requests a minute that polling alone would want, and those that it wants beside looks. */
  readonly wantedByPolling: () => number;
  readonly wantedBeside: () => number;
  /** Whether a look that somebody waits for, for these queries, leaves what others need. */
  mayHurry(states: readonly QueryState[]): boolean;
  /** Looks for these queries have cost so many requests. */
  charge(states: readonly QueryState[], requests: number): void;
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
  readonly random?: () => number;
}
