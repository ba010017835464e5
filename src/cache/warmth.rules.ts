// When a warm query is refreshed, and which of several first; nothing here waits.
import { refreshAge } from '../genesys/budget.rules.js';

/** Interest halves in this time: what was asked for a minute ago counts half. */
const HALF_LIFE_MS = 60_000;
const RETRY_FIRST_MS = 250;
/** What is asked for is known within 3 s after an outage: this, and a fetch. */
const RETRY_LONGEST_MS = 2_400;
/** The part of a pause that is random, so that replicas are never in step. */
const RETRY_SPREAD = 0.2;

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
 * @param takenAt when its fetch began @param tookMs how long the fetch took
 */
export function refreshDue(takenAt: number, tookMs: number, freshFor: number): number {
  return takenAt + refreshAge(tookMs, freshFor);
}

/**
 * The monotonic moment at which a snapshot is to be replaced because a change was announced.
 * @param heardAtAge its age at that moment @param minInterval milliseconds between two refreshes at least
 */
export function invalidationDue(takenAt: number, heardAtAge: number, minInterval: number): number {
  return takenAt + Math.max(heardAtAge, minInterval);
}

/** What is known of a change: one was announced, there may be one, or there is none. */
export type DueKind = 'invalidated' | 'unmonitored' | 'unchanged';

/** However much is announced, each fourth turn is for unmonitored queries, and each sixteenth for unchanged ones. */
function turnOf(turns: number): readonly DueKind[] {
  if (turns % 16 === 15) return ['unchanged', 'invalidated', 'unmonitored'];
  return turns % 4 === 3
    ? ['unmonitored', 'invalidated', 'unchanged']
    : ['invalidated', 'unmonitored', 'unchanged'];
}

/**
 * `due` in the order in which they are to be tried; each kind keeps its own order.
 * @param turns refreshes begun so far, asked each time
 */
export function* takeTurns<T extends { readonly kind: DueKind }>(
  due: readonly T[],
  turns: () => number,
): Generator<T> {
  const waiting: Readonly<Record<DueKind, T[]>> = { invalidated: [], unmonitored: [], unchanged: [] };
  for (const one of due) waiting[one.kind].push(one);
  for (let left = due.length; left > 0; left -= 1) {
    const kind = turnOf(turns()).find((one) => waiting[one].length > 0) ?? 'invalidated';
    const next = waiting[kind].shift();
    if (next !== undefined) yield next;
  }
}

/** How pressing a refresh is: grows with interest and with time, so nothing waits for ever. */
export function urgency(interest: number, sinceAskedMs: number, overdueMs: number): number {
  return (fading(interest, sinceAskedMs) + 0.01) * (overdueMs + 1);
}

/** Milliseconds from a load that failed to the next one, after `failures` in a row. @param random in [0, 1) */
export function loadPause(failures: number, random: number): number {
  const pause = Math.min(RETRY_FIRST_MS * 2 ** Math.min(failures - 1, 30), RETRY_LONGEST_MS);
  return pause * (1 - RETRY_SPREAD * (1 - random));
}
