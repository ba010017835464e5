// What people read of a query: its filters in words, and how it stands with what is known of it.
import { z } from 'zod';
import { lazily, type Written } from '../../domain/fields.js';
import { filterEntries, filterTexts, type MemberFilters } from '../../domain/filters.js';
import { policyOf, type FreshnessPolicy, type Windows } from '../../cache/freshness.rules.js';

/** The filters in words: `presence Available or Busy, joined`. Those of lists match when any of them does, or all where it says `and`. */
export function filtersInWords(filters: MemberFilters): string {
  const words = filterEntries().flatMap(([name, { type, label = name, each }]) => {
    const values = filterTexts(filters, name);
    if (values.length === 0) return [];
    if (type === 'flag') return [filters[name] ? label : `not ${label}`];
    return [`${label} ${values.join(each === undefined ? ' or ' : ' and ')}`];
  });
  return words.length > 0 ? words.join(', ') : 'every member';
}

/**
 * `fresh`: within its term (mostly freshFor); `older`: past it, and being refreshed; `waiting`: past it, and the rate
 * limit has nothing for it right now; `stale`: Genesys can't be asked and an older answer goes out; `unknown`: there
 * is no answer that may go out; `refused`: Genesys has said no; `refusedBefore`: it had when it was asked last, and
 * the next request asks anew; `asleep`: nobody asked lately, so nothing is refreshed.
 */
export const standingSchema = lazily(() =>
  z
    .enum(['fresh', 'older', 'waiting', 'stale', 'unknown', 'refused', 'refusedBefore', 'asleep'])
    .describe(
      'older: past the promise and being refreshed. waiting: the rate limit leaves no request for it now. stale: Genesys ' +
        'Cloud cannot be asked. unknown: nothing may go out. refusedBefore: refused when it was asked last; the next ' +
        'request asks again. asleep: nobody asked lately.',
    ),
);

export type QueryStanding = Written<typeof standingSchema>;

/** What is known of a query when somebody looks; times in milliseconds. */
export interface Known {
  /** Undefined when nothing is held. */
  readonly ageMs?: number | undefined;
  /** Of what is held; as freshFor has it where nothing is said. */
  readonly term?: FreshnessPolicy | undefined;
  readonly failed: boolean;
  /** `before`: callers are not told so any more without asking Genesys, or its queue was counted since. */
  readonly refused: boolean | 'before';
  /** Whether the rate limit leaves nothing for refreshes, or lets them wait for longer than was promised. */
  readonly waits?: boolean;
  /** Since somebody asked. */
  readonly idleMs: number;
}

/** @param keepWarmFor how long after the last request a query is refreshed */
export function standingOf(known: Known, windows: Windows, keepWarmFor: number): QueryStanding {
  const { ageMs, failed, refused, idleMs, waits = false, term = policyOf(windows.freshFor) } = known;
  if (refused) return refused === 'before' ? 'refusedBefore' : 'refused';
  if (ageMs !== undefined && ageMs <= term.freshUntil) return 'fresh';
  if (failed) {
    const held = ageMs !== undefined && ageMs <= term.staleFrom + windows.staleIfError;
    return held ? 'stale' : 'unknown';
  }
  if (idleMs > keepWarmFor) return 'asleep';
  if (ageMs === undefined) return 'unknown';
  return waits ? 'waiting' : 'older';
}
