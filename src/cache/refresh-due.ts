// When a warm query is due for a refresh, and what keeping all of them warm asks for.
import type { Demand } from '../genesys/budget-report.rules.js';
import { invalidationDue, refreshDue, type DueKind } from './warmth.rules.js';
import type { ChangeFeed } from './change-feed.js';
import type { Looks } from './looks.js';
import type { QueryState } from './queries.js';

/** Milliseconds; freshFor or keepWarmFor at 0 turns warmth off. */
interface WarmthSettings {
  readonly freshFor: number;
  readonly keepWarmFor: number;
  /** Between two refreshes of a query whose changes are announced. */
  readonly minInterval: number;
}

export interface WarmthDependencies {
  readonly settings: WarmthSettings;
  readonly changeFeed: ChangeFeed;
  /** What looks keep warm; absent: nothing. */
  readonly looks?: Pick<Looks, 'tells'>;
}

/** Moments are monotonic milliseconds. */
export interface Due {
  /** Not before this. */
  readonly at: number;
  /** When the snapshot should have been replaced, whatever came between. */
  readonly oldAt: number;
  /** `invalidation` after an announced change. */
  readonly purpose: 'refresh' | 'invalidation';
  readonly kind: DueKind;
}

/** For so long an announced change waits for a look. */
const LOOK_TAKES_MS = 750;

/** What never loaded has waited since it was asked for. */
export function dueOf(state: QueryState, { settings, changeFeed, looks }: WarmthDependencies): Due {
  const { query, takenAt, tookMs, askedAt, retryAt } = state;
  if (takenAt === undefined)
    return { at: Math.max(askedAt, retryAt), oldAt: askedAt, purpose: 'refresh', kind: 'unmonitored' };
  const { freshUntil, staleFrom, suspect, unchanged } = changeFeed.policyOf(query, takenAt);
  const byLook = looks?.tells(state);
  const agedAt = byLook ? Infinity : refreshDue(takenAt, tookMs, staleFrom);
  // What was announced may be none of this query: the look that follows says so.
  const invalidationAt = invalidationDue(
    takenAt,
    freshUntil + (byLook === 'same' ? LOOK_TAKES_MS : 0),
    settings.minInterval,
  );
  const oldAt = suspect ? Math.min(agedAt, invalidationAt) : agedAt;
  const at = Math.max(oldAt, retryAt);
  if (suspect) return { at, oldAt, purpose: 'invalidation', kind: 'invalidated' };
  return { at, oldAt, purpose: 'refresh', kind: unchanged ? 'unchanged' : 'unmonitored' };
}

/** What keeping `warm` queries warm asks for while nothing is announced. */
export function demandOf(warm: readonly QueryState[], { settings, changeFeed }: WarmthDependencies): Demand {
  const policies = warm.map(({ query, takenAt, pages }) => ({
    pages,
    lasts: changeFeed.policyOf(query, takenAt ?? 0).staleFrom,
  }));
  const trusted = policies.filter(({ lasts }) => lasts > settings.freshFor);
  const pagesOf = (some: typeof policies) => some.reduce((sum, { pages }) => sum + pages, 0);
  return {
    queries: warm.length,
    pages: pagesOf(policies),
    slowestMs: Math.max(0, ...warm.map(({ tookMs }) => tookMs)),
    ...(trusted.length > 0 && {
      trusted: { pages: pagesOf(trusted), forMs: Math.max(...trusted.map(({ lasts }) => lasts)) },
    }),
  };
}
