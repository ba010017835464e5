// When a warm query is due for a refresh, and what keeping all of them warm asks for.
import type { Demand } from '../genesys/budget-report.rules.js';
import { newsDue, refreshDue, type DueKind } from './warmth.rules.js';
import type { Announcements } from './announcements.js';
import type { QueryState } from './queries.js';

/** Milliseconds; freshFor or keepWarmFor at 0 turns warmth off. */
interface WarmthSettings {
  readonly freshFor: number;
  readonly keepWarmFor: number;
  /** Between two refreshes of a query whose changes are announced. */
  readonly minInterval: number;
}

export interface WarmthParts {
  readonly settings: WarmthSettings;
  readonly announcements: Announcements;
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

/** What never loaded has waited since it was asked for. */
export function dueOf(
  { query, takenAt, tookMs, askedAt, retryAt }: QueryState,
  { settings, announcements }: WarmthParts,
): Due {
  if (takenAt === undefined)
    return { at: Math.max(askedAt, retryAt), oldAt: askedAt, purpose: 'refresh', kind: 'unheard' };
  const { freshUntil, staleFrom, suspect, quiet } = announcements.termOf(query, takenAt);
  const agedAt = refreshDue(takenAt, tookMs, staleFrom);
  const oldAt = suspect ? Math.min(agedAt, newsDue(takenAt, freshUntil, settings.minInterval)) : agedAt;
  const at = Math.max(oldAt, retryAt);
  if (suspect) return { at, oldAt, purpose: 'invalidation', kind: 'news' };
  return { at, oldAt, purpose: 'refresh', kind: quiet ? 'quiet' : 'unheard' };
}

/** What keeping `warm` queries warm asks for while nothing is announced. */
export function demandOf(warm: readonly QueryState[], { settings, announcements }: WarmthParts): Demand {
  const terms = warm.map(({ query, takenAt, pages }) => ({
    pages,
    lasts: announcements.termOf(query, takenAt ?? 0).staleFrom,
  }));
  const trusted = terms.filter(({ lasts }) => lasts > settings.freshFor);
  const pagesOf = (some: typeof terms) => some.reduce((sum, { pages }) => sum + pages, 0);
  return {
    queries: warm.length,
    pages: pagesOf(terms),
    slowestMs: Math.max(0, ...warm.map(({ tookMs }) => tookMs)),
    ...(trusted.length > 0 && {
      trusted: { pages: pagesOf(trusted), forMs: Math.max(...trusted.map(({ lasts }) => lasts)) },
    }),
  };
}
