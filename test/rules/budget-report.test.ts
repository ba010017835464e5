// The arithmetic of the rate limit as operators read it.
import { expect } from 'chai';
import { budgetReport } from '../../src/rules/budget-report.js';

const WINDOW = { allowed: 300, count: 17, leftMs: 41_001, lengthMs: 60_000 };

describe('the report of the budget', () => {
  it('says what is wanted and what may be spent', () => {
    expect(budgetReport(WINDOW, { queries: 5, pages: 8 }, 2_000)).to.deep.equal({
      warmQueries: 5,
      pagesPerRefresh: 8,
      requestsAllowedPerMinute: 300,
      requestsSpendablePerMinute: 240,
      requestsWantedPerMinute: 240,
      requestsInWindow: 17,
      windowEndsInSeconds: 42,
      refreshIntervalMs: 2_000,
      promiseKept: true,
      advice: null,
    });
  });

  it('breaks the promise, and says so, from the first page that is too many', () => {
    const report = budgetReport(WINDOW, { queries: 5, pages: 9 }, 2_000);
    expect(report).to.include({ requestsWantedPerMinute: 270, refreshIntervalMs: 2_250, promiseKept: false });
    const { advice } = report;
    for (const fact of ['5 queries', '9 pages', '2000 ms', '270 requests', '240 may', '2250 ms'])
      expect(advice).to.include(fact);
    for (const help of ['fewer queues', 'availability.freshFor', 'raise the limit', 'another OAuth client'])
      expect(advice).to.include(help);
  });

  it('rounds what is wanted up and the interval to milliseconds', () => {
    const report = budgetReport({ ...WINDOW, allowed: 70 }, { queries: 1, pages: 7 }, 1_700);
    expect(report).to.include({ requestsWantedPerMinute: 248, refreshIntervalMs: 7_500 });
    expect(
      budgetReport({ ...WINDOW, allowed: 9 }, { queries: 1, pages: 1 }, 1_000).refreshIntervalMs,
    ).to.equal(8_571);
  });

  it('keeps its promise while nothing is asked for', () => {
    for (const freshFor of [0, 1, 2_000])
      expect(budgetReport(WINDOW, { queries: 0, pages: 0 }, freshFor)).to.include({
        requestsWantedPerMinute: 0,
        promiseKept: true,
        advice: null,
      });
  });

  it('wants nothing, and has broken nothing, when freshFor is 0 and so nothing is kept warm', () => {
    expect(budgetReport(WINDOW, { queries: 3, pages: 3 }, 0)).to.include({
      requestsWantedPerMinute: 0,
      promiseKept: true,
      advice: null,
    });
  });
});
