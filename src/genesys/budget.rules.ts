// How much of Genesys's rate limit may be spent, on what, and when; nothing here counts or waits.

/** The share of the limit that is spent at most: the rest is for others who use the same OAuth client. */
const SPENT_AT_MOST = 0.8;

/** A rate-limit window as it stands. */
export interface Window {
  /** Requests that the limit allows in the window. */
  readonly allowed: number;
  /** Requests that were made in it, by whomever. */
  readonly count: number;
  /** Milliseconds until the count starts anew. */
  readonly leftMs: number;
  /** Length of a whole window in milliseconds. */
  readonly lengthMs: number;
  /** Requests of a whole window that are kept for looks. Default 0. */
  readonly keptForLooks?: number;
}

/** Requests that the rest of a window keeps for looks: those of its beginning are spent, or free for all. */
export function keptForLooks({ keptForLooks: kept = 0, leftMs, lengthMs }: Window): number {
  return kept * Math.min(1, leftMs / lengthMs);
}

/**
 * What a fetch is for: `first` when there is nothing else to answer with, `refresh` when there is something
 * older. Refreshes share the budget evenly, whether a caller waits or not: those of impatient callers would
 * starve the others. `invalidation` is a refresh after a change that Genesys announced: many may come at once, and
 * what a quiet time has left over is there for them. `metadata` is a queue's name, a search for one, or a
 * subscription: nobody's call waits for it; `first-name` is a queue's name that was never known. `look` asks for the
 * state of many queues in one request, `first-look` does so because somebody waits for it.
 */
export type Purpose =
  'first' | 'refresh' | 'invalidation' | 'metadata' | 'first-name' | 'look' | 'first-look';

/** Requests of a window that may be spent in all; at least one, or nothing could ever teach better. */
export function spendable(window: Pick<Window, 'allowed'>): number {
  return Math.max(1, Math.floor(window.allowed * SPENT_AT_MOST));
}

/** Genesys's default for client-credentials tokens. */
export const ASSUMED_ALLOWED = 300;

/**
 * The limit to go by: what Genesys told. A lower one than usual that no answer has confirmed for a window is tried
 * anew: told by mistake, it might allow too little for anything to teach better.
 */
export function allowedBy(
  told: { readonly allowed: number; readonly at: number } | undefined,
  now: number,
  lengthMs: number,
): number {
  if (!told) return ASSUMED_ALLOWED;
  return told.allowed >= ASSUMED_ALLOWED || now - told.at < lengthMs ? told.allowed : ASSUMED_ALLOWED;
}

/** The share of what may be spent that names leave to calls. */
const KEPT_FROM_NAMES = 0.1;

/**
 * Whether a fetch of `pages` requests may begin. First-time queries may use what is left at once, refreshes in turns
 * what is left beside what is kept for looks (`spacingOfRest`), and looks all in turns of their own (`lookSpacing`);
 * invalidations must leave what the rest of the window is going to need at an even pace; a name that was never known is
 * worth a request, up to the last tenth of the window; metadata leaves the last half.
 */
export function admits(window: Window, purpose: Purpose, pages: number): boolean {
  const most = spendable(window);
  const left = most - window.count;
  if (left < pages) return false;
  if (purpose === 'first' || purpose === 'look' || purpose === 'first-look') return true;
  if (purpose === 'refresh') return left - pages >= Math.floor(keptForLooks(window));
  if (purpose === 'first-name') return left - pages >= most * KEPT_FROM_NAMES;
  if (purpose === 'metadata') return left - pages >= most / 2;
  return left >= most * Math.min(1, window.leftMs / window.lengthMs) - pages;
}

/**
 * Requests of a window that looks may have: half of what may be spent, and beyond that what fetches leave.
 * @param fetchesWanted requests that fetches want in a window
 */
export function looksAtMost(window: Pick<Window, 'allowed'>, fetchesWanted: number): number {
  const most = spendable(window);
  return Math.max(1, Math.floor(most / 2), most - Math.ceil(fetchesWanted));
}

/**
 * Milliseconds between two looks of `pages` requests each that keep to that evenly; at most a window. When others have
 * had more than their part of a window, looks have the same part of what is left of it, and what is kept for them.
 */
export function lookSpacing(window: Window, fetchesWanted: number, pages = 1): number {
  const [most, atMost] = [spendable(window), looksAtMost(window, fetchesWanted)];
  const even = (pages * window.lengthMs) / atMost;
  const left = Math.max(0, most - window.count);
  const part = Math.max((left * atMost) / most, Math.min(left, keptForLooks(window)));
  const ofRest = Math.min(window.leftMs, (pages * window.leftMs) / Math.max(1, part));
  return Math.min(window.lengthMs, Math.max(even, ofRest));
}

/** Milliseconds between two refreshing requests that use the budget evenly. */
export function spacing(window: Pick<Window, 'allowed' | 'lengthMs'>): number {
  return window.lengthMs / spendable(window);
}

/** The same over the rest of a window of which first questions, or others who use the OAuth client, have had a part. */
export function spacingOfRest(window: Window): number {
  const left = spendable(window) - window.count - keptForLooks(window);
  return Math.max(spacing(window), window.leftMs / Math.max(1, left));
}

/** A refresh begins when this share of freshFor is over, earlier for a slow fetch. */
const LEAD = 0.75;
const EARLIEST = 0.25;

/** The age at which a count is refreshed where the budget allows it, in milliseconds. @param tookMs a fetch takes so long */
export function refreshAge(tookMs: number, freshFor: number): number {
  return Math.max(freshFor * EARLIEST, freshFor * LEAD - tookMs);
}

/**
 * Milliseconds in which every warm query can be refreshed once: `wanted`, or longer when the budget is short.
 * @param pages page requests of one refresh of all warm queries
 */
export function refreshInterval(
  window: Pick<Window, 'allowed' | 'lengthMs'>,
  pages: number,
  wantedMs: number,
): number {
  return Math.max(wantedMs, pages * spacing(window));
}

/** Milliseconds until anything is left to spend beside what is kept for looks, of which less is with time. */
export function leftIn(window: Window): number {
  const left = spendable(window) - window.count;
  if (left < 1) return window.leftMs;
  const { keptForLooks: kept = 0, leftMs, lengthMs } = window;
  return kept > 0 ? Math.max(0, leftMs - (left * lengthMs) / kept) : 0;
}

/** Milliseconds until one more request after an announced change keeps an even pace over the rest of the window. */
export function evenPaceIn(window: Window): number {
  const most = spendable(window);
  const left = most - window.count;
  return left < 1 ? window.leftMs : Math.max(0, window.leftMs - ((left + 1) * window.lengthMs) / most);
}
