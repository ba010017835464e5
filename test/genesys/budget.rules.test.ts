// What may be spent of the rate limit, on what and when.
import { expect } from 'chai';
import {
  admits,
  evenPaceIn,
  leftIn,
  refreshInterval,
  spacing,
  spacingOfRest,
  spendable,
  type Purpose,
  type Window,
} from '../../src/genesys/budget.rules.js';

/** A window of 300 a minute: 240 may be spent, 4 a second. */
const window = (count: number, leftMs: number, allowed = 300): Window => ({
  allowed,
  count,
  leftMs,
  lengthMs: 60_000,
});

describe('the budget', () => {
  it('is 80 % of the limit, rounded down', () => {
    for (const [allowed, most] of [
      [300, 240],
      [60, 48],
      [7, 5],
      [2, 1],
      [1, 1],
      [0, 1],
    ] as const)
      expect(spendable({ allowed }), String(allowed)).to.equal(most);
  });

  const table: Array<[what: string, Purpose, Window, pages: number, boolean]> = [
    ['a first query, in a new window', 'first', window(0, 60_000), 1, true],
    ['a first query, all at once', 'first', window(0, 60_000), 240, true],
    ['a first query larger than the whole window', 'first', window(0, 60_000), 241, false],
    ['a first query, the last request', 'first', window(239, 60_000), 1, true],
    ['a first query, nothing left', 'first', window(240, 60_000), 1, false],
    ['a first query, others spent more than we may', 'first', window(299, 1), 1, false],
    ['a first query of two pages, one left', 'first', window(239, 1), 2, false],
    ['a refresh, in a new window', 'refresh', window(0, 60_000), 1, true],
    ['a refresh, after a burst of first questions', 'refresh', window(200, 60_000), 1, true],
    ['a refresh larger than what is left', 'refresh', window(239, 20_000), 2, false],
    ['news, one request ahead of the pace', 'invalidation', window(1, 60_000), 1, true],
    ['news, two ahead', 'invalidation', window(2, 60_000), 1, false],
    ['news, two ahead with two pages', 'invalidation', window(2, 60_000), 2, true],
    ['news, half-way and in step', 'invalidation', window(121, 30_000), 1, true],
    ['news, half-way and ahead', 'invalidation', window(122, 30_000), 1, false],
    ['news, behind after a burst', 'invalidation', window(200, 20_000), 1, false],
    ['a refresh, at the end with the last request', 'refresh', window(239, 0), 1, true],
    ['a refresh, nothing left', 'refresh', window(240, 0), 1, false],
  ];
  for (const [what, purpose, state, pages, admitted] of table) {
    it(`${admitted ? 'admits' : 'refuses'} ${what}`, () => {
      expect(admits(state, purpose, pages)).to.equal(admitted);
    });
  }

  it('takes a window that claims to last longer than a window for a new one', () => {
    expect(admits(window(0, 90_000), 'invalidation', 1)).to.equal(true);
    expect(admits(window(2, 90_000), 'invalidation', 1)).to.equal(false);
  });

  it('puts background requests as far apart as uses it evenly', () => {
    expect(spacing(window(0, 0))).to.equal(250);
    expect(spacing(window(0, 0, 60))).to.equal(1_250);
    expect(spacing(window(0, 0, 1))).to.equal(60_000);
  });

  it('puts them farther apart after a burst, so that what is left lasts as long as the window', () => {
    expect(spacingOfRest(window(0, 60_000))).to.equal(250);
    expect(spacingOfRest(window(0, 30_000))).to.equal(250);
    expect(spacingOfRest(window(200, 60_000))).to.equal(1_500);
    expect(spacingOfRest(window(239, 30_000))).to.equal(30_000);
    expect(spacingOfRest(window(300, 30_000))).to.equal(30_000);
    expect([leftIn(window(239, 30_000)), leftIn(window(240, 30_000))]).to.deep.equal([0, 30_000]);
  });

  it('stretches the interval of refreshes when queries × pages exceed it, and only then', () => {
    expect(refreshInterval(window(0, 0), 0, 2_000)).to.equal(2_000);
    expect(refreshInterval(window(0, 0), 8, 2_000)).to.equal(2_000);
    expect(refreshInterval(window(0, 0), 9, 2_000)).to.equal(2_250);
    expect(refreshInterval(window(0, 0), 100, 2_000)).to.equal(25_000);
    expect(refreshInterval(window(0, 0, 60), 8, 2_000)).to.equal(10_000);
  });
});

describe('the even pace', () => {
  it('lets the next request go at once while it is in step', () => {
    for (const [count, leftMs] of [
      [0, 60_000],
      [1, 60_000],
      [121, 30_000],
      [239, 0],
    ] as const)
      expect(evenPaceIn(window(count, leftMs)), `${count} ${leftMs}`).to.equal(0);
  });

  it('holds it back until the pace has come to it', () => {
    expect(evenPaceIn(window(2, 60_000))).to.equal(250);
    expect(evenPaceIn(window(122, 30_000))).to.equal(250);
    expect(evenPaceIn(window(239, 60_000))).to.equal(59_500);
  });

  it('holds it back until the window ends when nothing is left', () => {
    for (const count of [240, 241, 300, 1_000])
      expect(evenPaceIn(window(count, 12_345)), String(count)).to.equal(12_345);
  });

  it('ends exactly where the background is admitted again', () => {
    for (let count = 0; count < 240; count += 7)
      for (const leftMs of [60_000, 45_000, 10_000, 500]) {
        const wait = evenPaceIn(window(count, leftMs));
        const after = (ms: number) => admits(window(count, leftMs - ms), 'invalidation', 1);
        expect(after(wait + 1e-6), `${count} ${leftMs}`).to.equal(true);
        if (wait > 0) expect(after(wait - 1), `${count} ${leftMs}`).to.equal(false);
      }
  });
});
