// The cache of one organization, wired: what is asked for, what is held, what is loaded when, and how fresh it is.
import { cacheReport, type Reporters } from './reports.js';
import type { SnapshotSource } from '../domain/model.js';
import type { Demand } from '../genesys/budget-report.rules.js';
import { usefulFor } from '../cache/freshness.rules.js';
import type { Settings } from '../settings/types.js';
import type { SharedScope, Sharing } from './replicas.js';
import type { Announcements } from '../cache/announcements.js';
import { Cache, type CachedSource } from '../cache/cache.js';
import { Loads } from '../cache/loads.js';
import type { CacheParts, Gate } from '../cache/dependencies.js';
import { LiveQueries } from '../cache/queries.js';
import type { Memory } from '../runtime/memory.js';
import { Refresher, type RefreshGate } from '../cache/refresher.js';
import { Shares, type CallerShare } from '../cache/shares.js';
import { wantedQueues } from '../cache/wanted.js';

/** What the engine of an organization is made of. */
interface EngineParts extends Pick<CacheParts, 'walks' | 'clock'>, Reporters {
  readonly source: SnapshotSource;
  readonly scope: SharedScope;
  readonly budget: Gate & RefreshGate;
  readonly sharing: Sharing;
  /** Against whose limit counts what is remembered. */
  readonly kept: Memory;
  readonly announcements: Announcements;
}

export interface Engine {
  readonly snapshots: CachedSource;
  /** Ids of the queues that were asked for lately, the most wanted first. */
  readonly wanted: () => readonly string[];
  readonly demand: () => Demand;
  /** What each caller has of the budget, by its name. */
  readonly callerShares: () => (caller: string) => CallerShare;
  /** Snapshots may be due sooner than it seemed. */
  hasten(): void;
  stop(): void;
}

/** A queue is listened to for this long after the last question at least, also where nothing is kept warm. */
const WANTED_FOR_MS = 60_000;

export function engine(parts: EngineParts, { availability, push }: Settings): Engine {
  const { scope, budget, announcements, clock } = parts;
  const keepFor = usefulFor(availability, push.enabled ? push.freshFor : 0);
  const queries = new LiveQueries(availability.maxQueries, parts.kept);
  const shares = new Shares({ queries, gate: budget, clock, settings: availability, announcements });
  const cacheParts: CacheParts = {
    ...parts,
    ...parts.sharing.of(scope, keepFor, (keys, snapshot) => loads.heard(keys, snapshot)),
    queries,
    settings: availability,
    keepFor,
    gate: budget,
    shares,
    random: Math.random,
  };
  const loads: Loads = new Loads(cacheParts);
  const settings = { ...availability, minInterval: push.minInterval };
  const refresher = new Refresher(queries, loads, budget, shares, { settings, announcements }, clock);
  const observer = cacheReport(() => refresher.wake(), parts);
  const wantedFor = Math.max(availability.keepWarmFor, WANTED_FOR_MS);
  return {
    snapshots: new Cache(cacheParts, loads, observer),
    wanted: () => wantedQueues(queries.warm(clock.now() - wantedFor), clock.now()),
    demand: () => refresher.demand(),
    callerShares: () => shares.ofCallers(),
    hasten: () => refresher.hasten(),
    stop: () => refresher.stop(),
  };
}
