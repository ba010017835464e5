// The budget of one OAuth client: what Genesys reports beats what was counted.
import { expect } from 'chai';
import { said, setup } from '../support/budget.js';

describe('the budget of an OAuth client', () => {
  it("assumes Genesys's 300 a minute until it is told", () => {
    const { budget } = setup();
    expect(budget.window()).to.deep.equal({ allowed: 300, count: 0, leftMs: 60_000, lengthMs: 60_000 });
  });

  it('counts requests that are under way, and those without headers', () => {
    const { budget } = setup();
    const answered = budget.send();
    budget.send();
    expect(budget.window().count).to.equal(2);
    answered();
    expect(budget.window().count).to.equal(2);
    budget.send()({ status: 200 });
    expect(budget.window().count).to.equal(3);
  });

  it('counts no request for which there was no connection', () => {
    const { budget } = setup();
    const ended = budget.send();
    expect(budget.window().count).to.equal(1);
    ended({ neverSent: true });
    expect(budget.window().count).to.equal(0);
  });

  it('learns limit, count and the end of the window from headers', async () => {
    const { clock, budget, spend } = setup();
    await clock.advance(5_000);
    spend(said(1, 42, 60));
    expect(budget.window()).to.include({ allowed: 60, count: 1, leftMs: 42_000 });
    await clock.advance(2_000);
    expect(budget.window()).to.include({ allowed: 60, count: 1, leftMs: 40_000 });
  });

  it('believes headers more than its own count, upwards: others use the client too', () => {
    const { budget, spend } = setup();
    spend(said(1));
    spend(said(200));
    expect(budget.window().count).to.equal(200);
    budget.send();
    expect(budget.window().count).to.equal(201);
  });

  it('believes headers more than its own count, downwards, once they speak of another window', async () => {
    const { clock, budget, spend, spendMany } = setup();
    spendMany(100);
    await clock.advance(10_000);
    spend(said(3, 60));
    expect(budget.window()).to.include({ count: 3, leftMs: 60_000 });
  });

  it('never counts backwards within a window: answers come out of order', async () => {
    const { clock, budget, spend } = setup();
    spend(said(7, 60));
    await clock.advance(1_000);
    spend(said(5, 59));
    expect(budget.window().count).to.equal(7);
    spend(said(6, 60));
    expect(budget.window().count).to.equal(7);
    spend(said(8, 58));
    expect(budget.window().count).to.equal(8);
  });

  it('begins anew when the window is over, also without a word of Genesys', async () => {
    const { clock, budget, spend } = setup();
    spend(said(240, 10));
    await clock.advance(9_999);
    expect(budget.window()).to.include({ count: 240, leftMs: 1 });
    expect(budget.freeIn()).to.equal(1);
    await clock.advance(1);
    expect(budget.window()).to.include({ count: 0, leftMs: 60_000, allowed: 300 });
    expect(budget.freeIn()).to.equal(0);
  });

  it('counts a request without headers in the window in which it went out, and in no other', async () => {
    const { clock, budget } = setup();
    const answered = budget.send();
    await clock.advance(60_000);
    expect(budget.window().count).to.equal(1);
    answered();
    expect(budget.window().count).to.equal(0);
  });

  it('is told by a late answer of a window that has not ended yet', async () => {
    const { clock, budget, spend } = setup();
    spend(said(100, 1));
    const late = budget.send();
    await clock.advance(1_000);
    expect(budget.window().count).to.equal(1);
    late({ rateLimit: said(101, 1) });
    expect(budget.window()).to.include({ count: 101, leftMs: 1_000 });
    await clock.advance(1_000);
    expect(budget.window().count).to.equal(0);
  });

  it('takes a slow answer for no word of another window: nothing is spent twice', async () => {
    const { clock, budget, spend } = setup();
    spend(said(1, 60));
    const slow = budget.send();
    await clock.advance(5_000);
    spend(said(200, 55));
    // It was counted when it was sent, and says so now.
    await clock.advance(2_500);
    slow({ rateLimit: said(2, 60) });
    expect(budget.window()).to.include({ count: 200, leftMs: 52_500 });
  });

  it('makes do with headers that say nothing of the window’s end', () => {
    const { budget, spend } = setup();
    spend({ count: 50, allowed: 100 });
    spend({ count: 49, allowed: 100 });
    expect(budget.window()).to.include({ count: 50, allowed: 100, leftMs: 60_000 });
  });

  for (const allowed of [0, 1])
    it(`tries the next window when it is told a limit of ${allowed}, and then the usual one`, async () => {
      const { clock, budget, spend } = setup();
      spend(said(1, 60, allowed));
      expect([budget.admit('first', 1), budget.freeIn()]).to.deep.equal([false, 60_000]);
      await clock.advance(59_999);
      expect(budget.admit('first', 1)).to.equal(false);
      await clock.advance(1);
      expect(budget.admit('first', 1)).to.equal(true);
      expect(budget.admit('first', 50)).to.equal(true);
      expect(budget.admit('refresh', 50)).to.equal(true);
    });

  it('goes by a lower limit than the usual one as long as answers confirm it', async () => {
    const { clock, budget, spend } = setup();
    for (let minute = 0; minute < 3; minute++) {
      spend(said(1, 60, 60));
      await clock.advance(59_999);
      expect(budget.window().allowed).to.equal(60);
    }
    await clock.advance(1);
    expect(budget.window().allowed).to.equal(300);
  });

  it('keeps a higher limit', async () => {
    const { clock, budget, spend } = setup();
    spend(said(1, 60, 600));
    await clock.advance(300_000);
    expect(budget.window().allowed).to.equal(600);
  });
});

describe('metadata and invalidations of an OAuth client', () => {
  it('say when metadata may be asked for: with more than half left now, otherwise in the next window', async () => {
    const { clock, budget, spend } = setup();
    spend(said(119, 42));
    expect([budget.metadataIn(), budget.admit('metadata', 1)]).to.deep.equal([0, true]);
    spend(said(120, 42));
    expect([budget.metadataIn(), budget.admit('metadata', 1)]).to.deep.equal([42_000, false]);
    await clock.advance(42_000);
    expect([budget.metadataIn(), budget.admit('metadata', 1)]).to.deep.equal([0, true]);
  });

  it('say so while the gate is closed, too', async () => {
    const { clock, budget } = setup();
    budget.send()({ status: 429, retryAfterSeconds: 4 });
    expect(budget.metadataIn()).to.equal(4_000);
    await clock.advance(4_000);
    expect(budget.metadataIn()).to.equal(0);
  });

  it('let invalidations go past the turns of refreshes, ten milliseconds apart, at an even pace', async () => {
    const { clock, budget, spend } = setup();
    spend(said(1, 30));
    expect(budget.admit('refresh', 1)).to.equal(true);
    expect(budget.admit('refresh', 1)).to.equal(false);
    expect(budget.admit('invalidation', 1)).to.equal(true);
    expect([budget.admit('invalidation', 1), budget.refreshIn('invalidation')]).to.deep.equal([false, 10]);
    await clock.advance(10);
    expect(budget.admit('invalidation', 1)).to.equal(true);
    // Half of the window is left, and half of what may be spent.
    spend(said(121, 30));
    await clock.advance(10);
    expect(budget.admit('invalidation', 1)).to.equal(true);
    spend(said(122, 30));
    await clock.advance(10);
    expect(budget.admit('invalidation', 1)).to.equal(false);
    expect(budget.refreshIn('invalidation')).to.be.within(100, 400);
  });
});
