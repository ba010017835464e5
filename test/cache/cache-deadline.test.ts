// Loads that take too long: who still waits for them, who doesn't, and what becomes of their result.
import { expect } from 'chai';
import { ServiceError } from '../../src/domain/errors.js';
import type { Snapshot } from '../../src/domain/model.js';
import type { Store } from '../../src/cache/store.js';
import { failureOf, watch } from '../support/failure.js';
import { settle } from '../support/fake-clock.js';
import { SlowStore } from '../support/slow-store.js';
import { closeStores, COUNT_ONLY, makeCache, QUERY } from '../support/snapshot-cache.js';

/** Fresh for longer than loads are late. */
const LONG = { freshFor: 10_000 };

describe('the deadline of a load', () => {
  afterEach(closeStores);

  it('sends a caller away with genesys_timeout, not a millisecond earlier', async () => {
    const { clock, cache } = makeCache(LONG);
    const asked = cache.get(QUERY);
    const watched = watch(asked);
    await clock.advance(1_499);
    expect(watched.state).to.equal('pending');
    await clock.advance(1);
    const error = await failureOf(asked);
    expect(error).to.include({ code: 'genesys_timeout', status: 503 });
    expect(error.facts.retryAfterSeconds).to.equal(1);
    expect(clock.pending).to.deep.equal([]);
  });

  it('lets the load go on behind and keeps its result', async () => {
    const { clock, source, cache } = makeCache(LONG);
    const asked = failureOf(cache.get(QUERY));
    await clock.advance(1_500);
    await asked;
    source.loads[0]!.succeed(3);
    await settle();
    const served = await cache.get(QUERY);
    expect(served).to.include({ via: 'hit', ageMs: 1_500 });
    expect(served.snapshot.members).to.have.length(3);
    expect(source.count).to.equal(1);
  });

  it('takes a load that fails behind for nobody to hear', async () => {
    const { clock, source, cache } = makeCache(LONG);
    const asked = failureOf(cache.get(QUERY));
    await clock.advance(1_500);
    await asked;
    source.loads[0]!.fail(new ServiceError('genesys_unavailable'));
    await settle();
    const next = cache.get(QUERY);
    await settle();
    source.loads[1]!.succeed(2);
    expect((await next).snapshot.members).to.have.length(2);
  });

  it('counts for each caller from its own coming', async () => {
    const { clock, source, cache } = makeCache(LONG);
    const first = watch(cache.get(QUERY));
    await clock.advance(1_499);
    const joined = cache.get(QUERY);
    await clock.advance(1);
    expect(first.state).to.equal('failed');
    source.loads[0]!.succeed(3);
    expect(await joined).to.include({ via: 'collapsed', ageMs: 1_500 });
    expect(source.count).to.equal(1);
  });

  it('keeps later callers from joining what is past it', async () => {
    const { clock, source, cache } = makeCache(LONG);
    const hanging = failureOf(cache.get(QUERY));
    await clock.advance(1_500);
    await hanging;
    const second = cache.get(QUERY);
    const third = cache.get(QUERY);
    await settle();
    expect(source.count).to.equal(2);
    source.loads[1]!.succeed(5);
    expect((await second).via).to.equal('miss');
    expect((await third).via).to.equal('collapsed');
    expect((await third).snapshot.members).to.have.length(5);
  });

  it('leaves the second load joinable when the first ends meanwhile', async () => {
    const { clock, source, cache } = makeCache(LONG);
    const hanging = failureOf(cache.get(QUERY));
    await clock.advance(1_500);
    await hanging;
    const second = cache.get(QUERY);
    await settle();
    source.loads[0]!.fail(new ServiceError('genesys_timeout'));
    await settle();
    const third = cache.get(QUERY);
    await settle();
    expect(source.count).to.equal(2);
    source.loads[1]!.succeed(5);
    expect((await third).via).to.equal('collapsed');
    expect((await second).snapshot).to.equal((await third).snapshot);
  });

  it('waits as long as the load takes when it is 0', async () => {
    const { clock, source, cache } = makeCache({ ...LONG, deadline: 0 });
    const asked = cache.get(QUERY);
    await clock.advance(3_600_000);
    const joined = cache.get(QUERY);
    await settle();
    expect([source.count, clock.pending.length]).to.deep.equal([1, 0]);
    source.loads[0]!.succeed(3);
    expect((await asked).via).to.equal('miss');
    expect((await joined).via).to.equal('collapsed');
  });

  describe('with a load that began earlier and ends later', () => {
    /** Two loads under way, the second begun when the first was past its deadline. */
    async function overtaken(store?: Store<Snapshot>) {
      const parts = makeCache(LONG, store);
      const first = failureOf(parts.cache.get(QUERY));
      if (store instanceof SlowStore) await store.release();
      await parts.clock.advance(1_500);
      await first;
      const second = parts.cache.get(QUERY);
      await settle();
      if (store instanceof SlowStore) await store.release();
      expect(parts.source.count).to.equal(2);
      return { ...parts, second };
    }

    const held = async ({ cache }: ReturnType<typeof makeCache>, store?: SlowStore<Snapshot>) => {
      const lengths = [];
      for (const query of [QUERY, COUNT_ONLY]) {
        const asked = cache.get(query);
        await settle();
        await store?.release();
        const { via, snapshot } = await asked;
        lengths.push(`${via} ${snapshot.members.length}`);
      }
      return lengths;
    };

    it('keeps the newer snapshot', async () => {
      const parts = await overtaken();
      parts.source.loads[1]!.succeed(2);
      await parts.second;
      parts.source.loads[0]!.succeed(1);
      await settle();
      expect(await held(parts)).to.deep.equal(['hit 2', 'hit 2']);
    });

    for (const order of [
      [0, 1],
      [1, 0],
    ])
      it(`keeps the newer snapshot when both end at once (${order.join(' before ')})`, async () => {
        const parts = await overtaken();
        for (const load of order) parts.source.loads[load]!.succeed(load + 1);
        await parts.second;
        await settle();
        expect(await held(parts)).to.deep.equal(['hit 2', 'hit 2']);
      });

    for (const order of [
      [0, 1],
      [1, 0],
    ])
      it(`keeps the newer snapshot in a slow store (${order.join(' before ')})`, async () => {
        const store = new SlowStore<Snapshot>(({ takenAt }) => takenAt);
        const parts = await overtaken(store);
        for (const load of order) parts.source.loads[load]!.succeed(load + 1);
        await settle();
        await store.release();
        await parts.second;
        expect(await held(parts, store)).to.deep.equal(['hit 2', 'hit 2']);
      });
  });
});
