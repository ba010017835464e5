// The cache of one organization, wired: what is asked for, what is held, what is loaded when, and how fresh it is.
import { cacheReport, type Reporters } from './reports.js';
import type { SnapshotSource } from '../domain/model.js';
import type { PooledBudget } from '../genesys/client-pool.js';
import { budgetReport, type Demand } from '../genesys/budget-report.rules.js';
import type { OrganizationActivity } from './activity.js';
import type { LookedCache } from './activity-dependencies.js';
import { usefulFor } from '../cache/freshness.rules.js';
import type { Settings } from '../settings/types.js';
import type { SharedScope, Sharing } from './replicas.js';
import type { ChangeFeed } from '../cache/change-feed.js';
import { Cache, type CachedSource } from '../cache/cache.js';
import { Loads } from '../cache/loads.js';
import type { CacheDependencies } from '../cache/dependencies.js';
import { Looked } from '../cache/looked.js';
import { LookMarks } from '../cache/look-marks.js';
import type { Looks } from '../cache/looks.js';
import { LiveQueries } from '../cache/queries.js';
import type { Memory } from '../runtime/memory.js';
import { Refresher } from '../cache/refresher.js';
import type { CallerShare } from '../cache/caller-share.js';
import { Shares } from '../cache/shares.js';
import { wantedQueues } from '../cache/wanted.js';

/** What the engine of an organization is made of. */
interface EngineDependencies extends Pick<CacheDependencies, 'fetches' | 'clock'>, Reporters {
  readonly source: SnapshotSource;
  readonly scope: SharedScope;
  readonly budget: PooledBudget;
  readonly sharing: Sharing;
  /** Against whose limit counts what is remembered. */
  readonly kept: Memory;
  readonly changeFeed: ChangeFeed;
  readonly looks: Looks & Pick<OrganizationActivity, 'wake' | 'ended' | 'changed'>;
}

export interface Engine {
  readonly snapshots: CachedSource;
  /** Ids of the queues that were asked for lately, the most wanted first. */
  readonly wanted: () => readonly string[];
  readonly demand: () => Demand;
  /** What each caller has of the budget, by its name. */
  readonly callerShares: () => (caller: string) => CallerShare;
  /** Who has had how much. */
  readonly shares: Pick<Shares, 'refusalOf' | 'chargeLook'>;
  /** What looks are good for. */
  readonly lookedCache: LookedCache;
  /** Snapshots of these queues may be due sooner than it seemed. */
  wakeNow(queueIds: readonly string[]): void;
  stop(): void;
}

/** A queue is listened to for this long after the last question at least, also where nothing is kept warm. */
const WANTED_FOR_MS = 60_000;

export function engine(dependencies: EngineDependencies, { availability, push }: Settings): Engine {
  const { scope, budget, clock, looks } = dependencies;
  const marks = new LookMarks(dependencies.changeFeed, scope);
  const keepFor = usefulFor(availability, push.enabled ? push.freshFor : 0);
  const queries = new LiveQueries(availability.maxQueries, dependencies.kept);
  const shares = new Shares({ queries, gate: budget, clock, settings: availability, changeFeed: marks });
  const cacheDependencies: CacheDependencies = {
    ...dependencies,
    ...dependencies.sharing.of(scope, keepFor, (keys, snapshot) => loads.applyFromReplica(keys, snapshot)),
    queries,
    changeFeed: marks,
    settings: availability,
    keepFor,
    gate: budget,
    shares,
    random: Math.random,
  };
  const loads: Loads = new Loads(cacheDependencies);
  const settings = { ...availability, minInterval: push.minInterval };
  const refresher = new Refresher(
    queries,
    loads,
    budget,
    shares,
    { settings, changeFeed: marks, looks },
    clock,
  );
  const observer = cacheReport(() => {
    refresher.wake();
    looks.wake();
  }, dependencies);
  const wantedPerMinute = (demand: Demand) =>
    budgetReport(budget.window(), demand, availability).requestsWantedPerMinute;
  const wantedFor = Math.max(availability.keepWarmFor, WANTED_FOR_MS);
  return {
    snapshots: new Cache(cacheDependencies, loads, observer),
    wanted: () => wantedQueues(queries.warm(clock.now() - wantedFor), clock.now()),
    demand: () => refresher.demand(),
    callerShares: () => shares.ofCallers(),
    shares,
    lookedCache: {
      looked: new Looked({ ...cacheDependencies, marks, changed: (pages) => looks.ended(pages) }),
      wantedByPolling: () => wantedPerMinute(refresher.demandWithoutLooks()),
      wantedBeside: () => wantedPerMinute(refresher.demand()),
      mayHurry: (states, callers) => shares.leavesOthers(states, callers),
      charge: (states, requests, elsewhere) => shares.chargeLook(states, requests, elsewhere),
      refetch(state) {
        if (!loads.joinable(state) && budget.admit('refresh', state.pages)) loads.start(state, 'admitted');
      },
      wakeNow: () => refresher.wakeNow(),
    },
    wakeNow(queueIds) {
      looks.changed(queueIds);
      refresher.wakeNow(queueIds);
    },
    stop: () => refresher.stop(),
  };
}
