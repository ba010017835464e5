// A cache over scripted loads, on a fake clock.
import { Memory } from '../../src/runtime/memory.js';
import type { MemberQuery, Served, Snapshot, SnapshotSource } from '../../src/domain/model.js';
import { Cache, type CachedSource } from '../../src/cache/cache.js';
import { Loads } from '../../src/cache/loads.js';
import type { CacheDependencies, CacheSettings } from '../../src/cache/dependencies.js';
import { noChangeFeed, type ChangeFeed } from '../../src/cache/change-feed.js';
import { usefulFor } from '../../src/cache/freshness.rules.js';
import { LiveQueries } from '../../src/cache/queries.js';
import { Shares } from '../../src/cache/shares.js';
import { semaphores, type Semaphore } from '../../src/cache/semaphore.js';
import { alone, type Leases } from '../../src/cache/leases.js';
import { memoryStore } from '../../src/cache/memory-store.js';
import type { Store } from '../../src/cache/store.js';
import { FakeClock, settle } from './fake-clock.js';
import { ScriptedSnapshots } from './scripted-snapshots.js';

export const SCOPE = { apiUrl: 'https://api.mypurecloud.com', organization: 'default', clientId: 'client' };
/** No stale windows: the tests of these turn them on. */
export const SETTINGS: CacheSettings = {
  freshFor: 2_000,
  deadline: 1_500,
  staleWhileRevalidate: 0,
  staleIfError: 0,
  keepWarmFor: 0,
};
/** A budget without end. */
export const OPEN_GATE: CacheDependencies['gate'] = {
  admit: () => true,
  freeIn: () => 0,
  refusal: () => undefined,
  window: () => ({ allowed: 1e9, count: 0, leftMs: 60_000, lengthMs: 60_000 }),
};
export const QUERY: MemberQuery = {
  queueId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  filters: { presence: ['Available'], joined: true },
  view: { expand: ['presence'] },
};
/** The same without a view. */
export const COUNT_ONLY: MemberQuery = { queueId: QUERY.queueId, filters: QUERY.filters };

export interface TestCache {
  readonly clock: FakeClock;
  readonly source: ScriptedSnapshots;
  readonly store: Store<Snapshot>;
  readonly cache: CachedSource;
  readonly queries: LiveQueries;
  readonly loads: Loads;
  /** How answers were had. */
  readonly served: Array<{ via: Served['via']; old: boolean }>;
  /** Asks, and lets the load, if one begins, end with `count` members. */
  readonly load: (query: MemberQuery, count: number) => Promise<Served>;
}

const stores: Array<Store<Snapshot>> = [];

/** A cache over a store in memory unless told otherwise; `closeStores` frees it. */
export function makeCache(
  settings: Partial<CacheSettings> = {},
  store: Store<Snapshot> = boundedStore(100),
  gate: CacheDependencies['gate'] = OPEN_GATE,
): TestCache {
  stores.push(store);
  const clock = new FakeClock();
  const source = new ScriptedSnapshots(clock);
  const served: TestCache['served'] = [];
  const { cache, queries, loads } = cacheOver(
    { source, store, scope: SCOPE, clock, gate },
    settings,
    (via, old) => served.push({ via, old }),
  );
  const load = async (query: MemberQuery, count: number) => {
    const before = source.count;
    const asked = cache.get(query);
    await settle();
    if (source.count > before) source.loads.at(-1)?.succeed(count);
    return asked;
  };
  return { clock, source, store, cache, queries, loads, served, load };
}

/** A store in memory that holds so many snapshots. */
export function boundedStore(maxEntries: number) {
  return memoryStore<Snapshot>({
    ...{ memory: new Memory(1e9), maxEntries, weigh: () => 1 },
    momentOf: ({ takenAt }) => takenAt,
  });
}

/** What a cache is made over. */
export interface CacheBase {
  readonly source: SnapshotSource;
  readonly store: Store<Snapshot>;
  readonly scope: typeof SCOPE;
  readonly clock: FakeClock;
  readonly gate?: CacheDependencies['gate'];
  readonly leases?: Leases<Snapshot>;
  readonly changeFeed?: ChangeFeed;
}

/** A cache and what it is made of. */
export function cacheOver(
  base: CacheBase,
  settings: Partial<CacheSettings> = {},
  served: (via: Served['via'], old: boolean) => void = () => undefined,
  asked: () => void = () => undefined,
) {
  const queries = new LiveQueries(10_000);
  const all = { ...SETTINGS, ...settings };
  const given = { changeFeed: noChangeFeed(all.freshFor), gate: OPEN_GATE, ...base, queries, settings: all };
  const shares = new Shares(given);
  const parts = {
    keepFor: usefulFor(all),
    leases: alone,
    ...given,
    shares,
    fetches: semaphores(1_000, 1)[0] as Semaphore,
    random: () => 0.5,
  };
  const loads = new Loads(parts);
  return { cache: new Cache(parts, loads, { asked, served }), queries, loads, shares };
}

/** Frees the stores of the test. */
export async function closeStores(): Promise<void> {
  for (const store of stores.splice(0)) await store.close();
}
