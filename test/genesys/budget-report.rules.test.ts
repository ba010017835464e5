// The arithmetic of the rate limit as operators read it.
import { expect } from 'chai';
import { budgetReport } from '../../src/genesys/budget-report.rules.js';

const WINDOW = { allowed: 300, count: 17, leftMs: 41_001, lengthMs: 60_000 };

describe('the report of the budget', () => {
  it('says what is wanted and what may be spent', () => {
    expect(budgetReport(WINDOW, { queries: 5, pages: 8, slowestMs: 0 }, { freshFor: 2_000 })).to.deep.equal({
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
      gate: { state: 'open', clientsClosed: 0, opensInSeconds: null, limitOf: null, reason: null },
    });
  });

  it('breaks the promise, and says so, from the first page that is too many', () => {
    const report = budgetReport(WINDOW, { queries: 5, pages: 9, slowestMs: 0 }, { freshFor: 2_000 });
    expect(report).to.include({ requestsWantedPerMinute: 270, refreshIntervalMs: 2_250, promiseKept: false });
    const { advice } = report;
    for (const fact of ['5 queries', '9 pages', '2000 ms', '270 requests', '240 may', '2250 ms'])
      expect(advice).to.include(fact);
    for (const help of ['fewer queues', 'availability.freshFor', 'raise the limit', 'another OAuth client'])
      expect(advice).to.include(help);
  });

  it('says that answers will be missing when the next one comes later than the last one may go out', () => {
    const promised = { freshFor: 2_000, staleIfError: 60_000 };
    const adviceOn = (pages: number) =>
      budgetReport({ ...WINDOW, allowed: 5 }, { queries: pages, pages, slowestMs: 0 }, promised).advice;
    expect(adviceOn(4)).to.not.include('missing');
    expect(adviceOn(5)).to.include('(62000 ms): answers will be missing');
  });

  it('counts the time of the slowest fetch: the answer is that old when it comes', () => {
    const slow = budgetReport(WINDOW, { queries: 5, pages: 6, slowestMs: 500 }, { freshFor: 2_000 });
    expect(slow).to.include({ requestsWantedPerMinute: 240, refreshIntervalMs: 1_500, promiseKept: true });
    const more = budgetReport(WINDOW, { queries: 5, pages: 7, slowestMs: 500 }, { freshFor: 2_000 });
    expect(more).to.include({ requestsWantedPerMinute: 280, refreshIntervalMs: 1_750, promiseKept: false });
    const hopeless = budgetReport(WINDOW, { queries: 1, pages: 1, slowestMs: 2_000 }, { freshFor: 2_000 });
    expect(hopeless).to.include({ refreshIntervalMs: 500, promiseKept: false });
  });

  it('rounds what is wanted up and the interval to milliseconds', () => {
    const report = budgetReport(
      { ...WINDOW, allowed: 70 },
      { queries: 1, pages: 7, slowestMs: 0 },
      { freshFor: 1_700 },
    );
    expect(report).to.include({ requestsWantedPerMinute: 248, refreshIntervalMs: 7_500 });
    expect(
      budgetReport({ ...WINDOW, allowed: 9 }, { queries: 1, pages: 1, slowestMs: 0 }, { freshFor: 1_000 })
        .refreshIntervalMs,
    ).to.equal(8_571);
  });

  it('keeps its promise while nothing is asked for', () => {
    for (const freshFor of [0, 1, 2_000])
      expect(budgetReport(WINDOW, { queries: 0, pages: 0, slowestMs: 0 }, { freshFor })).to.include({
        requestsWantedPerMinute: 0,
        promiseKept: true,
        advice: null,
      });
  });

  it('wants nothing, and has broken nothing, when freshFor is 0 and so nothing is kept warm', () => {
    expect(budgetReport(WINDOW, { queries: 3, pages: 3, slowestMs: 0 }, { freshFor: 0 })).to.include({
      requestsWantedPerMinute: 0,
      promiseKept: true,
      advice: null,
    });
  });
});
