// Fresh answers from memory, one load for everybody, and nobody kept past the deadline.
import { expect } from 'chai';
import { ServiceError } from '../../src/domain/errors.js';
import type { Snapshot } from '../../src/domain/model.js';
import { failureOf, watch } from '../support/failure.js';
import { settle } from '../support/fake-clock.js';
import { SlowStore } from '../support/slow-store.js';
import { closeStores, makeCache, QUERY } from '../support/snapshot-cache.js';

describe('the cache of snapshots', () => {
  afterEach(closeStores);

  it('answers from memory up to the very end of freshFor and loads a millisecond later', async () => {
    const { clock, source, load } = makeCache();
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

  it('counts the age from the beginning of the fetch', async () => {
    const { clock, source, cache, load } = makeCache();
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
    const { source, cache, load } = makeCache({ freshFor: 0 });
    const together = [cache.get(QUERY), cache.get(QUERY)];
    await settle();
    source.loads[0]!.succeed(3);
    expect((await Promise.all(together)).map(({ via }) => via)).to.deep.equal(['miss', 'collapsed']);
    expect(await load(QUERY, 4)).to.include({ via: 'miss' });
    expect(source.count).to.equal(2);
  });

  it('loads once for forty callers: one miss, the others collapsed', async () => {
    const { clock, source, cache } = makeCache();
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
    const store = new SlowStore<Snapshot>(({ takenAt }) => takenAt);
    const { source, cache } = makeCache({}, store);
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
    expect(vias).to.deep.equal(['miss', 'collapsed', 'collapsed', 'hit']);
    expect(source.count).to.equal(1);
  });

  it('calls it a hit for everybody who waited for a slow store that held the answer', async () => {
    const store = new SlowStore<Snapshot>(({ takenAt }) => takenAt);
    const { source, cache } = makeCache({}, store);
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

  it('keeps no failure for long: each who waited hears of it, and it is tried again after a short pause', async () => {
    const { clock, source, cache, load } = makeCache();
    const callers = [failureOf(cache.get(QUERY)), failureOf(cache.get(QUERY))];
    await settle();
    source.loads[0]!.fail(new ServiceError('genesys_unavailable'));
    expect((await Promise.all(callers)).map(({ code }) => code)).to.deep.equal(
      Array(2).fill('genesys_unavailable'),
    );
    expect((await failureOf(cache.get(QUERY))).code).to.equal('genesys_unavailable');
    await clock.advance(225);
    expect(await load(QUERY, 3)).to.include({ via: 'miss' });
    expect(source.count).to.equal(2);
  });

  it("lets one query's failing load alone with its own callers", async () => {
    const { source, cache, load } = makeCache();
    const stuck = watch(cache.get(QUERY));
    await settle();
    const other = { ...QUERY, filters: { routingStatus: ['IDLE'] } };
    expect((await load(other, 1)).via).to.equal('miss');
    expect([source.count, stuck.state]).to.deep.equal([2, 'pending']);
  });
});
