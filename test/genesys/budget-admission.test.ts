// Who may spend what is left of the rate limit, and what a 429 closes.
import { expect } from 'chai';
import { said, setup } from '../support/budget.js';

describe('who may spend the budget of an OAuth client', () => {
  it('lets first-time queries have what is left at once, and not one more', () => {
    const { budget, spend } = setup();
    let admitted = 0;
    while (admitted < 1_000 && budget.admit('first', 1)) {
      admitted += 1;
      spend();
    }
    expect(admitted).to.equal(240);
    expect(budget.freeIn()).to.equal(60_000);
  });

  it('lets the background have one request in each quarter of a second', async () => {
    const { clock, budget, spend } = setup();
    const admittedAt: number[] = [];
    for (let ms = 0; ms < 2_000; ms += 10) {
      if (budget.admit('refresh', 1)) {
        admittedAt.push(ms);
        spend();
      }
      await clock.advance(10);
    }
    expect(admittedAt).to.deep.equal([0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750]);
  });

  it('makes the background wait for as long as its last fetch had pages', () => {
    const { budget } = setup();
    expect(budget.admit('refresh', 3)).to.equal(true);
    expect(budget.admit('refresh', 1)).to.equal(false);
    expect(budget.refreshIn()).to.equal(750);
  });

  it('keeps news back after a burst until the pace has caught up', async () => {
    const { clock, budget, spendMany } = setup();
    spendMany(121);
    expect(budget.admit('invalidation', 1)).to.equal(false);
    expect(budget.refreshIn('invalidation')).to.equal(30_000);
    await clock.advance(29_999);
    expect(budget.admit('invalidation', 1)).to.equal(false);
    await clock.advance(1);
    expect(budget.admit('invalidation', 1)).to.equal(true);
  });

  it('spreads what a burst has left for refreshes over the rest of the window', async () => {
    const { clock, budget, spend, spendMany } = setup();
    spendMany(180);
    const admittedAt: number[] = [];
    for (let ms = 0; ms < 59_000; ms += 100) {
      if (budget.admit('refresh', 1)) {
        admittedAt.push(ms);
        spend();
      }
      await clock.advance(100);
    }
    expect(admittedAt.slice(0, 3)).to.deep.equal([0, 1_000, 2_000]);
    expect(admittedAt).to.have.length.within(55, 60);
  });

  it('spends no more than 80 % in a minute on the background, and most of that', async () => {
    const { clock, budget, spend } = setup();
    let spent = 0;
    for (let ms = 0; ms < 60_000; ms += 50) {
      if (budget.admit('refresh', 1)) {
        spent += 1;
        spend();
      }
      await clock.advance(50);
    }
    expect(spent).to.be.within(236, 240);
  });

  it('lets metadata have what is before the last half, and not one more', () => {
    const { budget, spend } = setup();
    let admitted = 0;
    while (admitted < 1_000 && budget.admit('metadata', 1)) {
      admitted += 1;
      spend();
    }
    expect(admitted).to.equal(120);
    expect(budget.admit('first', 1)).to.equal(true);
  });

  it('lets names that were never known have the last half too, up to a tenth', () => {
    const { budget, spend } = setup();
    spend(said(121, 60));
    expect(budget.admit('metadata', 1)).to.equal(false);
    expect(budget.admit('first-name', 1)).to.equal(true);
    spend(said(216, 60));
    expect(budget.admit('first-name', 1)).to.equal(false);
    expect(budget.admit('first', 1)).to.equal(true);
  });

  it('lets looks have half of the time, or what fetches leave of it', async () => {
    for (const [walksWanted, expected] of [
      [Infinity, 120],
      [240, 120],
      [60, 180],
      [0, 240],
    ] as const) {
      const { clock, budget, spend } = setup();
      let looks = 0;
      for (let ms = 0; ms < 60_000; ms += 50) {
        if (budget.admit('look', 1, walksWanted)) {
          looks += 1;
          spend();
        }
        await clock.advance(50);
      }
      expect(looks, String(walksWanted)).to.be.within(expected - 25, expected);
    }
  });

  it('lets a refused fetch cost nothing', async () => {
    const { clock, budget } = setup();
    budget.admit('refresh', 1);
    for (let time = 0; time < 50; time++) expect(budget.admit('refresh', 1)).to.equal(false);
    await clock.advance(250);
    expect(budget.admit('refresh', 1)).to.equal(true);
  });
});
