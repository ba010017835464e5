// A cache that a refresher keeps warm, over a Genesys that answers by itself after a while, on a fake clock.
import { Budget } from '../../src/genesys/budget.js';
import type { ServiceError } from '../../src/domain/errors.js';
import type { MemberQuery, Served, SnapshotSource } from '../../src/domain/model.js';
import { cacheKey } from '../../src/domain/cache-key.rules.js';
import { pause } from '../../src/runtime/clock.js';
import type { CacheSettings } from '../../src/cache/dependencies.js';
import { Refresher } from '../../src/cache/refresher.js';
import { AnnouncedChanges } from '../../src/cache/change-feed.js';
import { FakeClock, settle } from './fake-clock.js';
import { snapshotOf } from './scripted-snapshots.js';
import { boundedStore, cacheOver, SCOPE } from './snapshot-cache.js';

/** As the service has it unless told otherwise. */
const DEFAULTS = { freshFor: 2_000, staleWhileRevalidate: 3_000, staleIfError: 60_000, deadline: 1_500 };

export interface WarmOptions extends Partial<CacheSettings> {
  readonly keepWarmFor?: number;
  /** How long a fetch takes, in milliseconds. */
  readonly tookMs?: number;
  /** Page requests of a fetch. */
  readonly pages?: number;
  /** Requests a minute that Genesys allows. */
  readonly allowed?: number;
  /** How long a snapshot is trusted while its queue is quiet. */
  readonly trustedFor?: number;
  /** Between two refreshes of a query whose changes are announced. */
  readonly minInterval?: number;
}

/** A fetch that was begun. */
export interface Fetch {
  readonly at: number;
  readonly query: MemberQuery;
}

/** The query of the n-th queue. */
export const queryOf = (n: number, view?: MemberQuery['view']): MemberQuery => ({
  queueId: `aaaaaaaa-aaaa-4aaa-8aaa-${String(n).padStart(12, '0')}`,
  filters: { joined: true },
  ...(view && { view }),
});

/** A warm cache; moments are milliseconds since its beginning. */
export function warmCache(options: WarmOptions = {}) {
  const { keepWarmFor = 300_000, tookMs = 100, pages = 1, allowed = 300, ...others } = options;
  const { trustedFor = 0, minInterval = 500, ...windows } = others;
  const settings = { ...DEFAULTS, ...windows, keepWarmFor };
  const clock = new FakeClock();
  const beganAt = clock.now();
  const budget = new Budget(clock);
  budget.send()({ rateLimit: { count: 0, allowed, resetSeconds: 60 } });
  /** What Genesys would count, and say with each answer. */
  const counted = { minute: 0, requests: 0 };
  const minuteOf = () => Math.floor((clock.now() - beganAt) / 60_000);
  const count = () => {
    if (counted.minute !== minuteOf()) Object.assign(counted, { minute: minuteOf(), requests: 0 });
    const [minute, nth] = [counted.minute, (counted.requests += 1)];
    return () =>
      minute === minuteOf() ? { status: 200, rateLimit: { count: nth, allowed } } : { status: 200 };
  };
  const fetches: Fetch[] = [];
  const world: { failure?: ServiceError; tookMs: number } = { tookMs };
  const source: SnapshotSource = {
    async get(query) {
      const takenAt = clock.now();
      fetches.push({ at: takenAt - beganAt, query });
      const answered = Array.from({ length: pages }, () => ({ ends: budget.send(), says: count() }));
      await pause(clock, world.tookMs);
      answered.forEach(({ ends, says }) => ends(says()));
      if (world.failure) throw world.failure;
      return { snapshot: { ...snapshotOf(1, takenAt), pages }, ageMs: 0, ttlMs: 0, via: 'miss' };
    },
  };
  const served: Array<{ via: Served['via']; old: boolean }> = [];
  const caughtUp: number[] = [];
  const changeFeed = new AnnouncedChanges(
    { freshFor: settings.freshFor, trustedFor },
    clock,
    { unannounced: () => undefined, caughtUp: (ms) => caughtUp.push(ms) },
    { suspect: (queueIds) => refresher.wakeNow(queueIds), loaded: () => undefined },
  );
  const { cache, queries, loads, shares } = cacheOver(
    { source, store: boundedStore(10_000), scope: SCOPE, clock, gate: budget, changeFeed },
    settings,
    (via, old) => served.push({ via, old }),
    () => refresher.wake(),
  );
  const refresher = new Refresher(
    queries,
    loads,
    budget,
    shares,
    { settings: { ...settings, minInterval }, changeFeed },
    clock,
  );
  /** Asks, and lets time go on until there is an answer. */
  const ask = async (query: MemberQuery): Promise<Served> => {
    const asked = cache.get(query);
    asked.catch(() => undefined);
    await settle(3);
    if (!cache.ready(query)()) await clock.advance(world.tookMs);
    return asked;
  };
  const walksOf = (query: MemberQuery) => {
    const key = (one: MemberQuery) =>
      cacheKey(SCOPE, { ...one, view: one.view ?? { expand: ['presence', 'routingStatus'] } });
    return fetches.filter((fetch) => key(fetch.query) === key(query)).map(({ at }) => at);
  };
  const now = () => clock.now() - beganAt;
  return {
    clock,
    now,
    budget,
    changeFeed,
    caughtUp,
    cache,
    queries,
    refresher,
    fetches,
    walksOf,
    world,
    served,
    ask,
  };
}

/** Milliseconds between each of `moments` and the next. */
export const gaps = (moments: readonly number[]) =>
  moments.slice(1).map((at, index) => at - (moments[index] ?? 0));
