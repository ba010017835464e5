// Who may have how much of one window of the rate limit while others want something too; nothing here counts or waits.
import { keptForLooks, spendable, type Window } from '../genesys/budget.rules.js';

/** Kept back for somebody who hasn't asked yet, as a part of what may be spent: a new caller's first question is answered. */
const KEPT_FOR_NEWCOMERS = 0.1;
/** Kept back for first questions of each other caller beside what it wants already. */
const KEPT_FOR_FIRST_QUESTIONS = 0.05;
/** A query may have so many times an even part: what is wanted most comes first, within reason. */
const QUERY_EVEN_PARTS = 4;
/** And never more than this part of a window while others are asked for. */
const QUERY_AT_MOST = 0.5;
/** What tries of failing queries may have: at least, and at most while nothing else can be loaded. */
const FAILING_AT_LEAST = 0.25;
const FAILING_AT_MOST = 0.5;
/** Left alone when an outage is over and all failing queries are tried at once. */
const KEPT_FROM_RECOVERY = 0.125;

/** What one caller has spent in the last minute and is going to want in each, in requests. */
export interface CallerNeed {
  readonly spent: number;
  readonly wanted: number;
}

/** A caller who asks a first question; `kept` is what is kept in a window for looks at its own queues. */
export interface CallerStanding {
  readonly spent: number;
  readonly kept: number;
}

/** An even part of what may be spent for each of `callers`. */
export function callerShare(window: Pick<Window, 'allowed'>, callers: number): number {
  return Math.floor(spendable(window) / Math.max(1, callers));
}

/**
 * Whether a first question of a caller may be loaded: what the `others` who ask are going to need in the rest of the
 * window stays, each up to its even part, and a little for somebody who comes anew. What is kept for looks stays too,
 * unless the caller has enough left of its own even part: looks are mostly for those who ask for much.
 */
export function leavesEnough(
  window: Window,
  pages: number,
  others: readonly CallerNeed[],
  own: CallerStanding = { spent: Infinity, kept: 0 },
): boolean {
  const most = spendable(window);
  const even = callerShare(window, others.length + 1);
  const isWithin = own.spent + own.kept * leftOf(window) + pages <= even;
  const left = most - window.count - pages - (isWithin ? 0 : keptForLooks(window));
  const needs = others.reduce((sum, { spent, wanted }) => {
    // Who has had its share needs nothing more to be kept for it.
    if (spent >= even) return sum;
    return sum + Math.min(even, Math.max(spent, wanted) + most * KEPT_FOR_FIRST_QUESTIONS);
  }, 0);
  const kept = Math.max(needs, most * KEPT_FOR_NEWCOMERS) * leftOf(window);
  return left >= Math.floor(kept);
}

/** Whether a caller that has spent this much in a minute comes after those who have not. */
export function isCallerOver(window: Pick<Window, 'allowed'>, spent: number, callers: number): boolean {
  return callers > 1 && spent >= callerShare(window, callers);
}

/**
 * What a query may have in a minute; at least one fetch of its pages. The queries of one caller make those of another
 * no smaller.
 * @param callers who ask @param queries of the caller who asks for it
 */
export function queryShare(
  window: Pick<Window, 'allowed'>,
  { callers, queries, pages }: { readonly callers: number; readonly queries: number; readonly pages: number },
): number {
  const most = spendable(window);
  if (callers <= 1 && queries <= 1) return most;
  const even = most / Math.max(1, callers) / Math.max(1, queries);
  return Math.max(pages, Math.min(most * QUERY_AT_MOST, even * QUERY_EVEN_PARTS));
}

/** Milliseconds between two tries of failing queries. @param failing of `queries` */
export function failingSpacing(
  window: Pick<Window, 'allowed' | 'lengthMs'>,
  failing: number,
  queries: number,
): number {
  const part = Math.min(FAILING_AT_MOST, Math.max(FAILING_AT_LEAST, failing / Math.max(1, queries)));
  return window.lengthMs / Math.max(1, spendable(window) * part);
}

/** Whether a failing query may be tried at once because another one has recovered. */
export function leavesEnoughAfterRecovery(window: Window, pages: number): boolean {
  const most = spendable(window);
  return most - window.count - keptForLooks(window) - pages >= most * KEPT_FROM_RECOVERY * leftOf(window);
}

/** How many tries after recoveries a minute may have: one query that comes and goes must not set off all others. */
export function recoveriesAtMost(window: Pick<Window, 'allowed'>): number {
  return spendable(window) * FAILING_AT_LEAST;
}

function leftOf({ leftMs, lengthMs }: Window): number {
  return Math.min(1, leftMs / lengthMs);
}
