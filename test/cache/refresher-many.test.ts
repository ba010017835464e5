// Very many warm queries: what a turn or an announced change costs does not grow with them, and nobody is forgotten.
import { expect } from 'chai';
import { mostPressing, type Pressing } from '../../src/cache/pressing.rules.js';
import { settle } from '../support/fake-clock.js';
import { queryOf, warmCache } from '../support/warm-cache.js';

/** More than are looked at each time. */
const MANY = 400;
const all = Array.from({ length: MANY }, (_, n) => queryOf(n + 1));

describe('hundreds of warm queries', () => {
  it('are all as fresh as promised where the limit allows that', async () => {
    const { clock, cache, served, refresher } = warmCache({ tookMs: 20, allowed: 100_000, freshFor: 20_000 });
    for (const query of all) cache.get(query).catch(() => undefined);
    await clock.advance(500);
    served.length = 0;
    for (let turn = 0; turn < 10; turn += 1) {
      await clock.advance(6_000);
      for (const query of all) await cache.get(query);
    }
    expect(served).to.have.length(10 * MANY);
    expect(served.filter(({ old }) => old)).to.deep.equal([]);
    refresher.stop();
  });

  it('have their turns one after the other where it does not, and nobody has two before all others', async () => {
    const { clock, cache, fetches, refresher } = warmCache({
      tookMs: 20,
      allowed: 3_000,
      keepWarmFor: 600_000,
    });
    for (const query of all) cache.get(query).catch(() => undefined);
    await clock.advance(500);
    const first = fetches.length;
    expect(first).to.equal(MANY);
    await clock.advance(60_000);
    const times = new Map<string, number>();
    for (const { query } of fetches.slice(first))
      times.set(query.queueId, (times.get(query.queueId) ?? 0) + 1);
    expect(times.size).to.equal(MANY);
    expect(Math.max(...times.values()) - Math.min(...times.values())).to.be.at.most(2);
    refresher.stop();
  });

  it('let a change of one of them through at once', async () => {
    const { clock, cache, changeFeed, fetches, refresher } = warmCache({
      ...{ tookMs: 20, allowed: 3_000, keepWarmFor: 600_000, trustedFor: 300_000 },
    });
    changeFeed.covered(
      all.map(({ queueId }) => queueId),
      clock.now(),
    );
    await clock.advance(2_000);
    for (const query of all) cache.get(query).catch(() => undefined);
    await clock.advance(30_000);
    const { queueId } = all[350]!;
    const before = fetches.length;
    changeFeed.changed([queueId], clock.now());
    await settle();
    await clock.advance(60);
    expect(fetches.slice(before).map(({ query }) => query.queueId)).to.deep.equal([queueId]);
    refresher.stop();
  });
});

describe('the most pressing of many', () => {
  const one = (more: Partial<Pressing>): Pressing => ({
    ...{ at: 0, kind: 'unmonitored', over: false, recovering: false, urgency: 1 },
    ...more,
  });

  it('are those that are due, the most urgent first, and then those that are due soonest', () => {
    const [later, soon, calm, urgent] = [
      one({ at: 900 }),
      one({ at: 200 }),
      one({ urgency: 1 }),
      one({ urgency: 5 }),
    ] as const;
    expect(mostPressing([later, soon, calm, urgent], 100, 3)).to.deep.equal([urgent, calm, soon]);
  });

  it('are some of each kind: nobody who has had its share pushes the others out, nor any kind another', () => {
    const crowd = Array.from({ length: 50 }, () => one({ over: true, urgency: 100 }));
    const others = [
      one({}),
      one({ kind: 'invalidated' }),
      one({ kind: 'unchanged' }),
      one({ recovering: true }),
    ];
    const found = mostPressing([...crowd, ...others], 1, 5);
    expect(found)
      .to.have.length(5 + others.length)
      .and.to.include.members(others);
  });
});
