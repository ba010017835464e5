// The arithmetic of the rate limit in numbers and words: what is wanted, what is possible, what would help.
import { refreshInterval, spendable, type Window } from './budget.js';

/** What the warm queries of an organization want, and what its rate limit allows. */
export interface BudgetReport {
  readonly warmQueries: number;
  /** Page requests of one refresh of all warm queries. */
  readonly pagesPerRefresh: number;
  readonly requestsAllowedPerMinute: number;
  /** Of which so many are spent at most. */
  readonly requestsSpendablePerMinute: number;
  /** What keeping the promise would take. */
  readonly requestsWantedPerMinute: number;
  readonly requestsInWindow: number;
  readonly windowEndsInSeconds: number;
  /** How often each warm query is refreshed. */
  readonly refreshIntervalMs: number;
  /** Whether that keeps answers within freshFor. */
  readonly promiseKept: boolean;
  readonly advice: string | null;
}

/** What is to be kept warm. */
export interface Demand {
  readonly queries: number;
  /** Page requests of one refresh of them all. */
  readonly pages: number;
  /** Milliseconds of their slowest walk. */
  readonly slowestMs: number;
}

/** @param freshFor milliseconds that were promised; 0 means that nothing is kept warm */
export function budgetReport(window: Window, demand: Demand, freshFor: number): BudgetReport {
  // The next snapshot must be there before this one is old, and its walk takes time.
  const every = Math.max(freshFor - demand.slowestMs, freshFor / 4);
  const interval = refreshInterval(window, demand.pages, every);
  const wanted = freshFor > 0 ? Math.ceil((demand.pages * window.lengthMs) / every) : 0;
  const possible = spendable(window);
  const promiseKept = freshFor === 0 || interval + demand.slowestMs <= freshFor || demand.queries === 0;
  return {
    warmQueries: demand.queries,
    pagesPerRefresh: demand.pages,
    requestsAllowedPerMinute: window.allowed,
    requestsSpendablePerMinute: possible,
    requestsWantedPerMinute: wanted,
    requestsInWindow: window.count,
    windowEndsInSeconds: Math.ceil(window.leftMs / 1000),
    refreshIntervalMs: Math.round(interval),
    promiseKept,
    advice: promiseKept ? null : advice(demand, wanted, possible, interval, freshFor),
  };
}

function advice(
  demand: Demand,
  wanted: number,
  possible: number,
  interval: number,
  freshFor: number,
): string {
  const { queries, pages } = demand;
  return (
    `${queries} queries with ${pages} pages in all, every ${freshFor} ms, want ${wanted} requests a minute; ` +
    `${possible} may be spent, so each is refreshed every ${Math.round(interval)} ms. ` +
    (demand.slowestMs > freshFor / 4
      ? `A walk takes up to ${Math.round(demand.slowestMs)} ms of that. `
      : '') +
    'Ask for fewer queues or filters, promise less (availability.freshFor), have Genesys raise the limit, ' +
    'or add another OAuth client.'
  );
}
