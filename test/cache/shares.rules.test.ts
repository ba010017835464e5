// Who may have how much of a window while others want something too.
import { expect } from 'chai';
import {
  callerShare,
  failingSpacing,
  isCallerOver,
  leavesEnough,
  leavesEnoughAfterRecovery,
  queryShare,
} from '../../src/cache/shares.rules.js';

/** 240 may be spent. */
const window = (count: number, leftMs = 60_000) => ({ allowed: 300, count, leftMs, lengthMs: 60_000 });

describe('the share of a caller', () => {
  it('is an even part, and all of it for one alone', () => {
    expect([0, 1, 2, 3].map((callers) => callerShare(window(0), callers))).to.deep.equal([240, 240, 120, 80]);
    expect(isCallerOver(window(0), 1_000, 1)).to.equal(false);
    expect([119, 120].map((spent) => isCallerOver(window(0), spent, 2))).to.deep.equal([false, true]);
  });

  it('leaves first questions what the others need for the rest of the window', () => {
    const needs80 = [{ spent: 60, wanted: 80 }];
    // 80 that it wants, and 12 for its first questions.
    expect([147, 148].map((count) => leavesEnough(window(count), 1, needs80))).to.deep.equal([true, false]);
    expect([193, 194].map((count) => leavesEnough(window(count, 30_000), 1, needs80))).to.deep.equal([
      true,
      false,
    ]);
  });

  it('keeps no more than an even part for another, and nothing for who has had it', () => {
    const greedy = [{ spent: 50, wanted: 9_000 }];
    expect([119, 120].map((count) => leavesEnough(window(count), 1, greedy))).to.deep.equal([true, false]);
    const had = [{ spent: 120, wanted: 9_000 }];
    expect([215, 216].map((count) => leavesEnough(window(count), 1, had))).to.deep.equal([true, false]);
  });

  it('keeps a tenth for somebody who comes anew', () => {
    expect([215, 216].map((count) => leavesEnough(window(count), 1, []))).to.deep.equal([true, false]);
  });
});

describe('the share of a query', () => {
  const share = (callers: number, queries: number, pages = 1) =>
    queryShare(window(0), { callers, queries, pages });

  it('is four even parts of what its caller has, at most half, and never less than one fetch', () => {
    expect([share(1, 1), share(1, 2), share(1, 20), share(2, 1), share(2, 20)]).to.deep.equal([
      240, 120, 48, 120, 24,
    ]);
    expect(share(1, 500, 30)).to.equal(30);
  });
});

describe('tries of failing queries', () => {
  it('have a quarter of the window, and half of it while most fail', () => {
    expect(failingSpacing(window(0), 1, 20)).to.equal(1_000);
    expect(failingSpacing(window(0), 20, 20)).to.equal(500);
    expect(failingSpacing(window(0), 0, 0)).to.equal(1_000);
  });

  it('leave an eighth alone when all are tried at once after an outage', () => {
    expect([209, 210].map((count) => leavesEnoughAfterRecovery(window(count), 1))).to.deep.equal([
      true,
      false,
    ]);
  });
});
