// Warmth within the budget: spread in time, the most wanted first when it is short, and nobody starved.
import { expect } from 'chai';
import { gaps, queryOf, warmCache } from '../support/warm-cache.js';

const queries = (count: number) => Array.from({ length: count }, (_, index) => queryOf(index));

describe('refreshes of several queries', () => {
  it('keep all of them within the promise as long as the budget is enough for that', async () => {
    const { clock, cache, ask, served, refresher } = warmCache();
    for (const query of queries(5)) await ask(query);
    await clock.advance(3_000);
    served.length = 0;
    for (let ms = 0; ms < 120_000; ms += 90) {
      await clock.advance(90);
      for (const query of queries(5)) await cache.get(query);
    }
    expect(served).to.have.length.above(6_000);
    expect(served.filter(({ old }) => old)).to.deep.equal([]);
    refresher.stop();
  });

  it('are spread evenly, not all at once', async () => {
    const { clock, ask, fetches, refresher } = warmCache({ tookMs: 50 });
    for (const query of queries(5)) await ask(query);
    const before = fetches.length;
    await clock.advance(20_000);
    const apart = gaps(fetches.slice(before).map(({ at }) => at));
    expect(apart.length).to.be.above(50);
    expect(Math.min(...apart)).to.be.at.least(250);
    refresher.stop();
  });

  it('make room for pages: a query of four pages takes four turns', async () => {
    const { clock, ask, fetches, refresher } = warmCache({ pages: 4 });
    for (const query of queries(4)) await ask(query);
    const before = fetches.length;
    await clock.advance(50_000);
    expect(Math.min(...gaps(fetches.slice(before).map(({ at }) => at)))).to.be.at.least(1_000);
    expect(refresher.demand()).to.deep.equal({ queries: 4, pages: 16, slowestMs: 100 });
    refresher.stop();
  });

  it('spend no more than 80 % of the limit, however many there are', async () => {
    const { clock, ask, fetches, refresher } = warmCache({ allowed: 60 });
    for (const query of queries(20)) await ask(query);
    for (const minute of [1, 2, 3]) {
      const before = fetches.length;
      await clock.advance(60_000);
      expect(fetches.length - before, `minute ${minute}`).to.be.within(minute === 1 ? 25 : 44, 48);
    }
    refresher.stop();
  });
});

describe('refreshes when the budget is short', () => {
  it('prefer what is wanted most, and starve nothing', async () => {
    const { clock, cache, ask, walksOf, refresher } = warmCache({ allowed: 60, tookMs: 10 });
    const all = queries(10);
    for (const query of all) await ask(query);
    const [wanted] = all as [ReturnType<typeof queryOf>];
    const minutes = 4;
    for (let second = 0; second < minutes * 60; second++) {
      for (let time = 0; time < 10; time++) void cache.get(wanted);
      await clock.advance(1_000);
    }
    const counts = all.map((query) => walksOf(query).length);
    const others = counts.slice(1);
    expect(counts[0]).to.be.above(2 * Math.max(...others));
    // At least once in each of those minutes.
    expect(Math.min(...others)).to.be.at.least(minutes);
    for (const query of all) expect(Math.max(...gaps(walksOf(query)))).to.be.below(60_000);
    refresher.stop();
  });

  it('say in the answers that they are older than promised', async () => {
    const { clock, cache, ask, served, refresher } = warmCache({ allowed: 60 });
    for (const query of queries(20)) await ask(query);
    await clock.advance(60_000);
    served.length = 0;
    const asked = Promise.all(queries(20).map((query) => cache.get(query)));
    await clock.advance(1_500);
    const answers = await asked;
    for (const { ageMs, ttlMs } of answers) expect(ttlMs).to.equal(2_000 - ageMs);
    const short = answers.filter(({ via, detail }) => via === 'stale' && detail === 'budget');
    expect(short).not.to.deep.equal([]);
    expect(served.filter(({ old }) => old)).to.have.length(answers.filter(({ ttlMs }) => ttlMs < 0).length);
    refresher.stop();
  });

  it('leave room for queries that come for the first time', async () => {
    const { clock, ask, refresher } = warmCache({ allowed: 60 });
    for (const query of queries(20)) await ask(query);
    await clock.advance(75_000);
    expect(await ask(queryOf(99))).to.include({ via: 'miss' });
    refresher.stop();
  });

  it('rest while a 429 has closed the gate, and go on after it', async () => {
    const { clock, ask, fetches, budget, refresher } = warmCache();
    await ask(queryOf(1));
    budget.send()({ status: 429, retryAfterSeconds: 10 });
    const before = fetches.length;
    await clock.advance(9_999);
    expect(fetches).to.have.length(before);
    await clock.advance(600);
    expect(fetches).to.have.length(before + 1);
    refresher.stop();
  });
});
