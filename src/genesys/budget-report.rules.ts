// The arithmetic of the rate limit in numbers and words: what is wanted, what is possible, what would help.
import { z } from 'zod';
import { count, lazily, text, yesOrNo, type Written } from '../domain/fields.js';
import { gateReport, gateSchema, type GateReading } from './gate-report.rules.js';
import { refreshAge, refreshInterval, spendable, type Window } from './budget.rules.js';

/** What the warm queries of an organization want, and what its rate limit allows. */
export const budgetSchema = lazily(() =>
  z
    .strictObject({
      warmQueries: count('Queries that are kept warm.'),
      pagesPerRefresh: count('Page requests of one refresh of them all.'),
      requestsAllowedPerMinute: count('What Genesys Cloud allows.'),
      requestsSpendablePerMinute: count('What is spent of it at most.'),
      requestsWantedPerMinute: count(
        'What keeping the promise takes at least; more is spent where there is room.',
      ),
      requestsInWindow: count('Requests of the present minute.'),
      windowEndsInSeconds: count('Until the count begins anew.'),
      refreshIntervalMs: count(
        'How often each warm query is refreshed: before it is old, as far as the limit allows.',
      ),
      promiseKept: yesOrNo('Whether that keeps answers as fresh as promised.'),
      advice: text('What would help if it does not.').nullable(),
      gate: gateSchema(),
    })
    .describe('The arithmetic of the rate limit.'),
);

export type BudgetReport = Written<typeof budgetSchema>;

/** What is to be kept warm. */
export interface Demand {
  readonly queries: number;
  /** Page requests of one refresh of them all. */
  readonly pages: number;
  /** Milliseconds of their slowest fetch. */
  readonly slowestMs: number;
  /** Pages of those that are trusted for longer than freshFor while all is quiet, and for how long at most. */
  readonly trusted?: { readonly pages: number; readonly forMs: number };
}

/** What answers may be, and whether Genesys announces changes to us. */
interface Promised {
  /** Milliseconds that an answer is fresh for; 0 means that nothing is kept warm. */
  readonly freshFor: number;
  /** Milliseconds after that in which one still goes out while no other is to be had. */
  readonly staleIfError?: number;
  readonly push?: boolean;
}

/**
 * Requests after announced changes come on top, and are as many as there are changes.
 */
export function budgetReport(
  window: Window,
  demand: Demand,
  promised: Promised,
  gates: readonly GateReading[] = [],
): BudgetReport {
  const { freshFor } = promised;
  // The next snapshot must be there before this one is old, and its fetch takes time.
  const every = Math.max(freshFor - demand.slowestMs, freshFor / 4);
  const pages = pagesInEach(every, demand);
  const age = refreshAge(demand.slowestMs, freshFor);
  const interval = refreshInterval(window, pagesInEach(age, demand), age);
  const wanted = freshFor > 0 ? Math.ceil((pages * window.lengthMs) / every) : 0;
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
    advice: promiseKept ? null : advice({ demand, wanted, possible, interval, promised }),
    gate: gateReport(gates),
  };
}

/** Page requests in each `everyMs`: what is trusted for longer is asked for less often. */
function pagesInEach(everyMs: number, { pages, trusted }: Demand): number {
  return trusted ? pages - trusted.pages * (1 - Math.min(1, everyMs / trusted.forMs)) : pages;
}

interface Arithmetic {
  readonly demand: Demand;
  readonly promised: Promised;
  readonly wanted: number;
  readonly possible: number;
  readonly interval: number;
}

function advice({ demand, wanted, possible, interval, promised }: Arithmetic): string {
  const { queries, pages } = demand;
  const { freshFor, staleIfError = Infinity, push = false } = promised;
  return (
    `${queries} queries with ${pages} pages in all, every ${freshFor} ms, want ${wanted} requests a minute; ` +
    `${possible} may be spent, so each is refreshed every ${Math.round(interval)} ms. ` +
    (demand.slowestMs > freshFor / 4
      ? `A fetch takes up to ${Math.round(demand.slowestMs)} ms of that. `
      : '') +
    (interval > freshFor + staleIfError
      ? `That is longer than any answer may go out (${freshFor + staleIfError} ms): answers will be missing. `
      : '') +
    (push
      ? ''
      : 'Have Genesys tell of changes (push.enabled, push.freshFor): quiet queues then need far fewer. ') +
    'Ask for fewer queues or filters, promise less (availability.freshFor), have Genesys raise the limit, ' +
    'or add another OAuth client (that helps against the limit of a client, not of the organization).'
  );
}
