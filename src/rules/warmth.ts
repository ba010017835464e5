// When a warm query is refreshed, and which of several first; nothing here waits.
import { growingPause } from './retry.js';

/** Interest halves in this time: what was asked for a minute ago counts half. */
const HALF_LIFE_MS = 60_000;
/** A refresh begins when this share of freshFor is over, earlier for a slow walk. */
const LEAD = 0.75;
const EARLIEST = 0.25;
const RETRY_FIRST_MS = 250;
const RETRY_LONGEST_MS = 5_000;

/** Interest in a query after another request, `sinceMs` after the one before. */
export function interestAfter(interest: number, sinceMs: number): number {
  return fading(interest, sinceMs) + 1;
}

/** What is left of an interest after `sinceMs`. */
export function fading(interest: number, sinceMs: number): number {
  return interest * 2 ** (-sinceMs / HALF_LIFE_MS);
}

/**
 * The monotonic moment at which a snapshot should be replaced so that it doesn't get old.
 * @param takenAt when its walk began @param tookMs how long the walk took
 */
export function refreshDue(takenAt: number, tookMs: number, freshFor: number): number {
  return takenAt + Math.max(freshFor * EARLIEST, freshFor * LEAD - tookMs);
}

/**
 * The monotonic moment at which a snapshot is to be replaced because a change was announced.
 * @param heardAtAge its age at that moment @param minInterval milliseconds between two refreshes at least
 */
export function newsDue(takenAt: number, heardAtAge: number, minInterval: number): number {
  return takenAt + Math.max(heardAtAge, minInterval);
}

/** Of so many refreshes one goes to those of whom nothing was announced, however much is announced of others. */
const ONE_IN = 4;

/**
 * `due` in the order in which they are to be tried: news first, but each fourth turn is the others'. Both keep their own order.
 * @param turns refreshes begun so far, asked each time
 */
export function* takeTurns<T>(
  due: readonly T[],
  isNews: (one: T) => boolean,
  turns: () => number,
): Generator<T> {
  const news = due.filter(isNews);
  const others = due.filter((one) => !isNews(one));
  while (news.length + others.length > 0) {
    const othersFirst = turns() % ONE_IN === ONE_IN - 1;
    const [first, second] = othersFirst ? [others, news] : [news, others];
    const next = first.shift() ?? second.shift();
    if (next !== undefined) yield next;
  }
}

/** How pressing a refresh is: grows with interest and with time, so nothing waits for ever. */
export function urgency(interest: number, sinceAskedMs: number, overdueMs: number): number {
  return (fading(interest, sinceAskedMs) + 0.01) * (overdueMs + 1);
}

/** Milliseconds until a load behind is tried again after `failures` in a row. @param random in [0, 1) */
export function loadPause(failures: number, random: number): number {
  return growingPause(RETRY_FIRST_MS, RETRY_LONGEST_MS, failures, random);
}
