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

/** @param freshFor milliseconds that were promised; 0 means that nothing is kept warm */
export function budgetReport(
  window: Window,
  demand: { readonly queries: number; readonly pages: number },
  freshFor: number,
): BudgetReport {
  const interval = refreshInterval(window, demand.pages, freshFor);
  const wanted = freshFor > 0 ? Math.ceil((demand.pages * window.lengthMs) / freshFor) : 0;
  const possible = spendable(window);
  const promiseKept = freshFor === 0 || interval <= freshFor || demand.queries === 0;
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
  { queries, pages }: { readonly queries: number; readonly pages: number },
  wanted: number,
  possible: number,
  interval: number,
  freshFor: number,
): string {
  return (
    `${queries} queries with ${pages} pages in all, every ${freshFor} ms, want ${wanted} requests a minute; ` +
    `${possible} may be spent, so each is refreshed every ${Math.round(interval)} ms. ` +
    'Ask for fewer queues or filters, promise less (availability.freshFor), have Genesys raise the limit, ' +
    'or add another OAuth client.'
  );
}
