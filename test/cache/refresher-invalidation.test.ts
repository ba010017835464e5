// What announced changes do to warm queries: a look at once, spaced, within the budget, and nobody starves.
import { expect } from 'chai';
import { gaps, queryOf, warmCache } from '../support/warm-cache.js';

const [ONE, TWO] = [queryOf(1), queryOf(2)];

describe('an announced change', () => {
  it('has its queue looked at at once, and that of no other', async () => {
    const { clock, ask, now, walksOf, changeFeed, caughtUp } = warmCache({ freshFor: 20_000 });
    await ask(ONE);
    await ask(TWO);
    await clock.advance(3_000);
    const heardAt = now();
    changeFeed.changed([ONE.queueId], clock.now());
    await clock.advance(500);
    expect(walksOf(ONE).slice(1)).to.deep.equal([heardAt + 10]);
    expect(walksOf(TWO)).to.have.length(1);
    expect(caughtUp).to.deep.equal([110]);
  });

  it('leaves callers the old answer meanwhile, marked as being renewed behind', async () => {
    const { clock, ask, changeFeed, world } = warmCache({ freshFor: 20_000 });
    await ask(ONE);
    world.tookMs = 2_000;
    await clock.advance(3_000);
    changeFeed.changed([ONE.queueId], clock.now());
    await clock.advance(1_000);
    const { via, ttlMs, ageMs } = await ask(ONE);
    expect({ via, ttlMs }).to.deep.equal({ via: 'hit', ttlMs: -1_000 });
    expect(ageMs).to.be.within(4_000, 4_200);
    await clock.advance(1_500);
    expect(await ask(ONE))
      .to.include({ via: 'hit' })
      .and.property('ttlMs')
      .above(0);
  });

  it('is one with all that come before the next look, and looks are minInterval apart', async () => {
    const { clock, ask, walksOf, changeFeed } = warmCache({ freshFor: 20_000, minInterval: 700 });
    await ask(ONE);
    await clock.advance(1_000);
    for (let n = 0; n < 40; n += 1) {
      changeFeed.changed([ONE.queueId], clock.now());
      await clock.advance(50);
    }
    await clock.advance(2_000);
    const looks = walksOf(ONE).slice(1);
    // 2 s of changes, one look each 0.7 s, and one for the last of them.
    expect(looks).to.have.length(4);
    for (const gap of gaps(looks)) expect(gap).to.be.at.least(700);
  });

  it('that comes while a fetch is under way has its queue looked at once more', async () => {
    const { clock, ask, walksOf, changeFeed } = warmCache({ freshFor: 20_000, tookMs: 800 });
    await ask(ONE);
    await clock.advance(1_000);
    changeFeed.changed([ONE.queueId], clock.now());
    await clock.advance(300);
    changeFeed.changed([ONE.queueId], clock.now());
    await clock.advance(3_000);
    expect(walksOf(ONE)).to.have.length(3);
  });

  it('uses what a quiet time has left over, and no more than the even pace', async () => {
    const { clock, ask, fetches, changeFeed, budget } = warmCache({ freshFor: 60_000, minInterval: 0 });
    const queries = Array.from({ length: 40 }, (_, n) => queryOf(n));
    for (const query of queries) await ask(query);
    const before = fetches.length;
    await clock.advance(10_000);
    // What the rest of the window needs at an even pace is kept for it.
    const { count, leftMs } = budget.window();
    const room = Math.floor(240 - count - (240 * leftMs) / 60_000) + 1;
    changeFeed.changed(
      queries.map(({ queueId }) => queueId),
      clock.now(),
    );
    await clock.advance(500);
    expect(room).to.be.within(10, 35);
    // Half a second makes room for two or three more.
    expect(fetches.length - before).to.be.within(room, room + 3);
  });

  it('does not starve those of whom nothing is announced', async () => {
    const { clock, ask, walksOf, changeFeed } = warmCache({ allowed: 75, freshFor: 1_000 });
    const busy = Array.from({ length: 20 }, (_, n) => queryOf(n + 10));
    for (const query of [ONE, ...busy]) await ask(query);
    const everyone = [ONE, ...busy];
    const from = walksOf(ONE).length;
    for (let second = 0; second < 180; second += 1) {
      changeFeed.changed(
        busy.map(({ queueId }) => queueId),
        clock.now(),
      );
      for (const query of everyone) void ask(query).catch(() => undefined);
      await clock.advance(1_000);
    }
    // One a second may be spent, and each fourth turn is its own.
    expect(walksOf(ONE).length - from).to.be.at.least(40);
  });

  it('rests while the gate is closed', async () => {
    const { clock, ask, walksOf, changeFeed, budget } = warmCache({ freshFor: 20_000 });
    await ask(ONE);
    await clock.advance(1_000);
    budget.send()({ status: 429, retryAfterSeconds: 4 });
    changeFeed.changed([ONE.queueId], clock.now());
    await clock.advance(3_900);
    expect(walksOf(ONE)).to.have.length(1);
    await clock.advance(700);
    expect(walksOf(ONE)).to.have.length(2);
  });
});

describe('a queue whose every change is heard', () => {
  it('is looked at rarely while it is quiet', async () => {
    const { clock, ask, now, walksOf, changeFeed } = warmCache({ trustedFor: 40_000 });
    changeFeed.covered([ONE.queueId], clock.now());
    await clock.advance(1_000);
    await ask(ONE);
    await ask(TWO);
    await clock.advance(60_000);
    expect(walksOf(TWO)).to.have.length.above(25);
    // After three quarters of what it is trusted for.
    expect(walksOf(ONE)).to.have.length(2 + Math.floor((now() - 29_900) / 30_000));
  });

  it('is looked at as often as before from the moment when that is in doubt', async () => {
    const { clock, ask, now, walksOf, changeFeed } = warmCache({ trustedFor: 40_000 });
    changeFeed.covered([ONE.queueId], clock.now());
    await clock.advance(1_000);
    await ask(ONE);
    await clock.advance(10_000);
    const from = now();
    changeFeed.covered([ONE.queueId], undefined);
    await clock.advance(6_000);
    const looks = walksOf(ONE).slice(1);
    expect(looks[0]).to.be.at.most(from + 20);
    expect(looks).to.have.length.within(4, 5);
  });

  it('counts for what it takes in the budget', async () => {
    const { clock, ask, refresher, changeFeed } = warmCache({ trustedFor: 40_000 });
    changeFeed.covered([ONE.queueId], clock.now());
    await clock.advance(1_000);
    await ask(ONE);
    await ask(TWO);
    expect(refresher.demand()).to.deep.include({ pages: 2, trusted: { pages: 1, forMs: 40_000 } });
  });
});
