// A cache over scripted loads, on a fake clock.
import type { MemberQuery, Served, Snapshot, SnapshotSource } from '../../src/model.js';
import { cached, type CacheSettings } from '../../src/snapshots/cache.js';
import { memoryStore } from '../../src/store/memory.js';
import type { Store } from '../../src/store/store.js';
import { FakeClock, settle } from './fake-clock.js';
import { ScriptedSnapshots } from './scripted-snapshots.js';

export const SCOPE = { apiUrl: 'https://api.mypurecloud.com', organization: 'default' };
export const SETTINGS: CacheSettings = { freshFor: 2_000, deadline: 1_500 };
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
  readonly cache: SnapshotSource;
  /** Asks, and lets the load, if one begins, end with `count` members. */
  readonly load: (query: MemberQuery, count: number) => Promise<Served>;
}

const stores: Array<Store<Snapshot>> = [];

/** A cache over a store in memory unless told otherwise; `closeStores` frees it. */
export function makeCache(
  settings: Partial<CacheSettings> = {},
  store: Store<Snapshot> = memoryStore(100),
): TestCache {
  stores.push(store);
  const clock = new FakeClock();
  const source = new ScriptedSnapshots(clock);
  const cache = cached(source, store, SCOPE, { ...SETTINGS, ...settings }, clock);
  const load = async (query: MemberQuery, count: number) => {
    const before = source.count;
    const asked = cache.get(query);
    await settle();
    if (source.count > before) source.loads.at(-1)?.succeed(count);
    return asked;
  };
  return { clock, source, store, cache, load };
}

/** Frees the stores of the test. */
export async function closeStores(): Promise<void> {
  for (const store of stores.splice(0)) await store.close();
}
