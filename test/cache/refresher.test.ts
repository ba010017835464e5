// Warmth: what is asked for is renewed before it gets old, and what nobody asks for costs nothing.
import { expect } from 'chai';
import { ServiceError } from '../../src/domain/errors.js';
import { settle } from '../support/fake-clock.js';
import { gaps, queryOf, warmCache } from '../support/warm-cache.js';

const QUERY = queryOf(1, { expand: ['presence'] });

describe('a query that is kept warm', () => {
  for (const tookMs of [0, 5, 100, 400, 1_000])
    it(`is never older than promised while fetches take ${tookMs} ms`, async () => {
      const { clock, cache, served, ask, fetches, refresher } = warmCache({ tookMs });
      await ask(QUERY);
      served.length = 0;
      for (let ms = 0; ms < 60_000; ms += 70) {
        await clock.advance(70);
        await cache.get(QUERY);
      }
      expect(served).to.have.length.above(800);
      expect(served.filter(({ via, old }) => old || via !== 'hit')).to.deep.equal([]);
      // 75 % of freshFor less the fetch, at least 25 %, one after another: no more fetches than that takes.
      const interval = Math.max(500, 1_500 - tookMs, tookMs);
      expect(fetches.length).to.be.within(60_000 / (interval + 30) - 2, 60_000 / interval + 2);
      refresher.stop();
    });

  it('is so from the first request on, also when nobody asks a second time for minutes', async () => {
    const { clock, cache, ask, refresher } = warmCache({ tookMs: 300 });
    await ask(QUERY);
    for (const ms of [1_999, 30_000, 250_000]) {
      await clock.advance(ms);
      expect((await cache.get(QUERY)).ttlMs, String(ms)).to.be.at.least(0);
    }
    refresher.stop();
  });

  it('is so with a freshFor of a quarter of a second', async () => {
    const { clock, cache, served, ask, refresher } = warmCache({ tookMs: 20, freshFor: 250, allowed: 9_000 });
    await ask(QUERY);
    served.length = 0;
    for (let ms = 0; ms < 5_000; ms += 35) {
      await clock.advance(35);
      await cache.get(QUERY);
    }
    expect(served.filter(({ old }) => old)).to.deep.equal([]);
    refresher.stop();
  });

  it('costs nothing any more when nobody has asked for keepWarmFor', async () => {
    const { clock, now, ask, fetches, refresher } = warmCache({ keepWarmFor: 20_000 });
    await ask(QUERY);
    await clock.advance(60_000);
    expect(fetches.at(-1)!.at).to.be.within(18_000, 20_100);
    expect(fetches.length).to.be.within(12, 16);
    expect(clock.pending).to.deep.equal([]);
    const before = fetches.length;
    await ask(QUERY);
    await clock.advance(10_000);
    expect(fetches.length).to.be.above(before + 5);
    expect(now()).to.be.above(70_000);
    refresher.stop();
  });

  for (const off of [{ keepWarmFor: 0 }, { freshFor: 0 }])
    it(`is not one with ${JSON.stringify(off)}`, async () => {
      const { clock, ask, fetches } = warmCache(off);
      await ask(QUERY);
      const begun = fetches.length;
      await clock.advance(60_000);
      expect(fetches).to.have.length(begun);
      expect(clock.pending).to.deep.equal([]);
    });

  it('is left alone from the end on', async () => {
    const { clock, ask, fetches, refresher } = warmCache();
    await ask(QUERY);
    await clock.advance(1_000);
    expect(clock.pending).to.have.length(1);
    refresher.stop();
    expect(clock.pending).to.deep.equal([]);
    const before = fetches.length;
    await ask(QUERY);
    await clock.advance(10_000);
    expect(fetches).to.have.length(before);
    expect(clock.pending).to.deep.equal([]);
  });

  it('is tried less and less often while Genesys is unavailable, and at once often again after that', async () => {
    const { clock, ask, fetches, world, now, refresher } = warmCache({ tookMs: 0 });
    await ask(QUERY);
    world.failure = new ServiceError('genesys_unavailable');
    await clock.advance(30_000);
    const pauses = gaps(fetches.slice(1).map(({ at }) => at));
    expect(pauses[0]).to.be.within(180, 500);
    expect(pauses.at(-1)).to.be.within(1_920, 2_400);
    expect(fetches.length).to.be.below(20);
    delete world.failure;
    await clock.advance(5_000);
    const healed = fetches.length;
    const from = now();
    await clock.advance(15_000);
    expect(fetches.length - healed, String(from)).to.be.within(9, 11);
    refresher.stop();
  });

  it('is tried with pauses, too, while Genesys rejects our credentials', async () => {
    const { clock, ask, fetches, world, refresher } = warmCache({ tookMs: 0 });
    await ask(QUERY);
    world.failure = new ServiceError('genesys_credentials_rejected');
    await clock.advance(30_000);
    expect(fetches.length).to.be.below(20);
    refresher.stop();
  });

  it('is dropped when Genesys refuses it, until somebody asks again', async () => {
    const { clock, ask, fetches, world, refresher } = warmCache();
    await ask(QUERY);
    world.failure = new ServiceError('queue_not_found');
    await clock.advance(60_000);
    expect(fetches).to.have.length(2);
    delete world.failure;
    await ask(QUERY);
    await clock.advance(3_000);
    expect(fetches.length).to.be.above(3);
    refresher.stop();
  });

  it('has no more than two loads under way while Genesys hangs', async () => {
    const { clock, cache, ask, fetches, world, refresher } = warmCache();
    await ask(QUERY);
    world.tookMs = 3_600_000;
    for (let second = 0; second < 50; second++) {
      await clock.advance(1_000);
      void cache.get(QUERY);
      await settle(2);
    }
    expect(fetches).to.have.length(3);
    refresher.stop();
  });
});

describe('a query that only counts', () => {
  const COUNT = queryOf(1);

  it('is renewed along with a warm one of the same filters', async () => {
    const { clock, cache, ask, fetches, served, refresher } = warmCache();
    await ask(QUERY);
    await ask(COUNT);
    served.length = 0;
    for (let ms = 0; ms < 20_000; ms += 100) {
      await clock.advance(100);
      await cache.get(COUNT);
    }
    expect(fetches.every(({ query }) => query.view?.expand[0] === 'presence')).to.equal(true);
    expect(served.filter(({ old }) => old)).to.deep.equal([]);
    expect(refresher.demand()).to.deep.equal({ queries: 1, pages: 1, slowestMs: 100 });
    refresher.stop();
  });

  it('is renewed for itself when the other is wanted no more, or stands alone', async () => {
    const { clock, cache, ask, fetches, refresher } = warmCache({ keepWarmFor: 5_000 });
    await ask(QUERY);
    await ask(COUNT);
    for (let ms = 0; ms < 20_000; ms += 100) {
      await clock.advance(100);
      await cache.get(COUNT);
    }
    expect(fetches.at(-1)!.query).to.deep.equal({
      ...COUNT,
      view: { expand: ['presence', 'routingStatus'] },
    });
    expect(refresher.demand()).to.deep.equal({ queries: 1, pages: 1, slowestMs: 100 });
    refresher.stop();
  });
});
