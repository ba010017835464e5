// Fresh answers from memory, one load for everybody, and nobody kept past the deadline.
import { expect } from 'chai';
import { ServiceError } from '../../src/errors.js';
import type { MemberQuery, Snapshot } from '../../src/model.js';
import { cached, type CacheSettings } from '../../src/snapshots/cache.js';
import { memoryStore } from '../../src/store/memory.js';
import type { Store } from '../../src/store/store.js';
import { failureOf, watch } from '../support/failure.js';
import { FakeClock, settle } from '../support/fake-clock.js';
import { ScriptedSnapshots } from '../support/scripted-snapshots.js';
import { SlowStore } from '../support/slow-store.js';

const SCOPE = { apiUrl: 'https://api.mypurecloud.com', organization: 'default' };
const SETTINGS = { freshFor: 2_000, deadline: 1_500 };
const QUERY: MemberQuery = {
  queueId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  filters: { presence: ['Available'], joined: true },
  view: { expand: ['presence'] },
};
const COUNT_ONLY: MemberQuery = { queueId: QUERY.queueId, filters: QUERY.filters };
const stores: Array<Store<Snapshot>> = [];

function make(settings: Partial<CacheSettings> = {}, store: Store<Snapshot> = memoryStore(100)) {
  stores.push(store);
  const clock = new FakeClock();
  const source = new ScriptedSnapshots(clock);
  const cache = cached(source, store, SCOPE, { ...SETTINGS, ...settings }, clock);
  /** Asks and lets the load, if one begins, end with `count` members. */
  const load = async (query: MemberQuery, count: number) => {
    const before = source.count;
    const asked = cache.get(query);
    await settle();
    if (source.count > before) source.loads.at(-1)!.succeed(count);
    return asked;
  };
  return { clock, source, cache, store, load };
}

describe('the cache of snapshots', () => {
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });

  it('answers from memory up to the very end of freshFor and loads a millisecond later', async () => {
    const { clock, source, load } = make();
    const first = await load(QUERY, 3);
    expect(first).to.include({ via: 'miss', ageMs: 0, ttlMs: 2_000 });
    await clock.advance(2_000);
    const second = await load(QUERY, 4);
    expect(second).to.include({ via: 'hit', ageMs: 2_000, ttlMs: 0 });
    expect(second.snapshot).to.equal(first.snapshot);
    await clock.advance(1);
    const third = await load(QUERY, 4);
    expect(third).to.include({ via: 'miss', ageMs: 0, ttlMs: 2_000 });
    expect(third.snapshot.members).to.have.length(4);
    expect(source.count).to.equal(2);
  });

  it('counts the age from the beginning of the walk', async () => {
    const { clock, source, cache, load } = make();
    const slow = cache.get(QUERY);
    await clock.advance(1_000);
    source.loads[0]!.succeed(3);
    expect(await slow).to.include({ ageMs: 1_000, ttlMs: 1_000, via: 'miss' });
    await clock.advance(1_000);
    expect(await load(QUERY, 3)).to.include({ ageMs: 2_000, via: 'hit' });
    await clock.advance(1);
    expect(await load(QUERY, 3)).to.include({ ageMs: 0, via: 'miss' });
  });

  it('keeps nothing with freshFor 0, and still loads once for those who ask together', async () => {
    const { source, cache, load } = make({ freshFor: 0 });
    const together = [cache.get(QUERY), cache.get(QUERY)];
    await settle();
    source.loads[0]!.succeed(3);
    expect((await Promise.all(together)).map(({ via }) => via)).to.deep.equal(['miss', 'collapsed']);
    expect(await load(QUERY, 4)).to.include({ via: 'miss' });
    expect(source.count).to.equal(2);
  });

  it('loads once for forty callers: one miss, the others collapsed', async () => {
    const { clock, source, cache } = make();
    const callers = Array.from({ length: 40 }, () => cache.get(QUERY));
    await clock.advance(100);
    expect(source.count).to.equal(1);
    source.loads[0]!.succeed(3);
    const served = await Promise.all(callers);
    expect(served.map(({ via }) => via)).to.deep.equal(['miss', ...Array<string>(39).fill('collapsed')]);
    expect(new Set(served.map(({ snapshot }) => snapshot)).size).to.equal(1);
    expect(source.count).to.equal(1);
    expect(clock.pending).to.deep.equal([]);
  });

  it('looks into the store inside the shared promise: a slow store still gives one load', async () => {
    const store = new SlowStore<Snapshot>();
    const { source, cache } = make({}, store);
    const callers = [cache.get(QUERY)];
    await settle();
    callers.push(cache.get(QUERY));
    await store.release();
    callers.push(cache.get(QUERY));
    await settle();
    expect(source.count).to.equal(1);
    source.loads[0]!.succeed(3);
    await settle();
    callers.push(cache.get(QUERY));
    await store.release();
    const vias = (await Promise.all(callers)).map(({ via }) => via);
    expect(vias).to.deep.equal(['miss', 'collapsed', 'collapsed', 'collapsed']);
    expect(source.count).to.equal(1);
  });

  it('calls it a hit for everybody who waited for a slow store that held the answer', async () => {
    const store = new SlowStore<Snapshot>();
    const { source, cache } = make({}, store);
    const first = cache.get(QUERY);
    await store.release();
    source.loads[0]!.succeed(3);
    await settle();
    await store.release();
    await first;
    const callers = [cache.get(QUERY), cache.get(QUERY)];
    await store.release();
    expect((await Promise.all(callers)).map(({ via }) => via)).to.deep.equal(['hit', 'hit']);
    expect(source.count).to.equal(1);
  });

  it('keeps no failure: each who waited hears of it, and the next caller tries at once', async () => {
    const { source, cache, load } = make();
    const callers = [failureOf(cache.get(QUERY)), failureOf(cache.get(QUERY))];
    await settle();
    source.loads[0]!.fail(new ServiceError('genesys_unavailable'));
    expect((await Promise.all(callers)).map(({ code }) => code)).to.deep.equal(
      Array(2).fill('genesys_unavailable'),
    );
    expect(await load(QUERY, 3)).to.include({ via: 'miss' });
    expect(source.count).to.equal(2);
  });

  it("lets one query's failing load alone with its own callers", async () => {
    const { source, cache, load } = make();
    const stuck = watch(cache.get(QUERY));
    await settle();
    const other = { ...QUERY, filters: { routingStatus: ['IDLE'] } };
    expect((await load(other, 1)).via).to.equal('miss');
    expect([source.count, stuck.state]).to.deep.equal([2, 'pending']);
  });

  describe('for a query without a view', () => {
    it('uses any live snapshot with the same filters', async () => {
      const { source, load } = make();
      const { snapshot } = await load(QUERY, 3);
      const counted = await load(COUNT_ONLY, 9);
      expect(counted.via).to.equal('hit');
      expect(counted.snapshot).to.equal(snapshot);
      expect(source.count).to.equal(1);
    });

    it('loads what a plain members request can use', async () => {
      const { source, load } = make();
      const { snapshot } = await load(COUNT_ONLY, 3);
      expect((await load({ ...COUNT_ONLY, view: { expand: [] } }, 9)).snapshot).to.equal(snapshot);
      expect(source.count).to.equal(1);
      expect(source.loads[0]!.query).to.deep.equal({ ...COUNT_ONLY, view: { expand: [] } });
      expect((await load(QUERY, 4)).via).to.equal('miss');
    });
  });

  it('shares no answer between different filters, queues and views', async () => {
    const { source, load } = make();
    const queries: MemberQuery[] = [
      QUERY,
      { ...QUERY, filters: { presence: ['Available'] } },
      { ...QUERY, filters: { presence: ['Available'], joined: false } },
      { ...QUERY, filters: { name: 'Available' } },
      { ...QUERY, queueId: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb' },
      { ...QUERY, view: { expand: [] } },
      { ...QUERY, view: { expand: ['presence'], sortOrder: 'desc' } },
    ];
    for (const [index, query] of queries.entries()) {
      const { via, snapshot } = await load(query, index);
      expect([via, snapshot.members.length]).to.deep.equal(['miss', index]);
    }
    expect(source.count).to.equal(queries.length);
  });

  it('shares no answer between organizations or API hosts, though they share the store', async () => {
    const { clock, source, store, load } = make();
    await load(QUERY, 3);
    for (const scope of [
      { ...SCOPE, organization: 'other' },
      { ...SCOPE, apiUrl: 'https://api.mypurecloud.de' },
    ])
      for (const query of [QUERY, COUNT_ONLY]) {
        const before = source.count;
        const asked = cached(source, store, scope, SETTINGS, clock).get(query);
        await settle();
        if (query === QUERY) source.loads[before]!.succeed(7);
        expect((await asked).snapshot.members).to.have.length(7);
      }
    expect((await load(QUERY, 9)).snapshot.members).to.have.length(3);
  });
});
