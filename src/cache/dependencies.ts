// What the cache of one organization and its loads are made of.
import type { Clock } from '../runtime/clock.js';
import type { Snapshot, SnapshotSource } from '../domain/model.js';
import type { PooledBudget } from '../genesys/client-pool.js';
import type { Scope } from '../domain/cache-key.rules.js';
import type { Windows } from './freshness.rules.js';
import type { Leases } from './leases.js';
import type { Store } from './store.js';
import type { ChangeFeed } from './change-feed.js';
import type { Looks } from './looks.js';
import type { LiveQueries } from './queries.js';
import type { Shares } from './shares.js';
import type { Semaphore } from './semaphore.js';

/** Milliseconds; `deadline` is how long a caller waits at most, 0 means as long as a load takes. */
export interface CacheSettings extends Windows {
  readonly deadline: number;
  /** 0 when nothing is kept warm. */
  readonly keepWarmFor: number;
}

/** Whether there is a refresher for what is asked for. */
export function keepsWarm({
  freshFor,
  keepWarmFor,
}: Pick<CacheSettings, 'freshFor' | 'keepWarmFor'>): boolean {
  return freshFor > 0 && keepWarmFor > 0;
}

/** What the cache and its loads are made of. */
export interface CacheDependencies {
  readonly source: SnapshotSource;
  readonly store: Store<Snapshot>;
  /** Who fetches when several processes want the same. */
  readonly leases: Leases<Snapshot>;
  readonly queries: LiveQueries;
  readonly scope: Scope;
  readonly settings: CacheSettings;
  /** What Genesys announces of changes. */
  readonly changeFeed: ChangeFeed;
  /** What looks at many queues in one request answer; absent: nothing. */
  readonly looks?: Looks;
  /** Milliseconds for which a snapshot is of any use. */
  readonly keepFor: number;
  /** What says whether a fetch may begin. */
  readonly gate: Pick<PooledBudget, 'admit' | 'freeIn' | 'refusal' | 'window'>;
  /** Who has had how much of it. */
  readonly shares: Shares;
  readonly fetches: Semaphore;
  readonly clock: Clock;
  readonly random: () => number;
}
