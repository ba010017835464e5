// Whether an answer of some age may be given, in the words of RFC 5861. Both stale windows begin where
// freshFor ends; all times are milliseconds; 0 turns a window off.
import { mayBeBridged, type ErrorKind } from '../domain/error-codes.js';

/** How long an answer is good for what. */
export interface Windows {
  readonly freshFor: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
}

/**
 * What to do with what is held: `answer` with it; answer with it and `refresh` it in the background; answer
 * `stale` at once, because the last load failed or hangs; or wait for a `load`.
 */
export type Verdict = 'answer' | 'refresh' | 'stale' | 'load';

/** Up to which age a snapshot is fresh, and from which age its stale windows run, in milliseconds; mostly the same. */
export interface FreshnessPolicy {
  readonly freshUntil: number;
  readonly staleFrom: number;
  /** Whether a change was announced since the snapshot was taken. */
  readonly suspect: boolean;
  /** Whether Genesys would have announced any change since then, and announced none. */
  readonly unchanged: boolean;
}

/** What is known of one snapshot by the change feed; see cache/change-feed.ts. */
interface Monitoring {
  /** Whether every change since it was taken would have been announced. */
  readonly covered?: boolean;
  /** Milliseconds: the age up to which it then counts as fresh while no change is announced. */
  readonly trustedFor?: number;
  /** Its age when the first change since it was taken was announced; undefined while there is none. */
  readonly suspectFrom?: number | undefined;
}

/**
 * The freshness policy of a snapshot. An announced change ends its freshness at once and never shortens its stale
 * windows: nobody waits because of it who would not have waited without push.
 */
export function policyOf(
  freshFor: number,
  { covered = false, trustedFor = 0, suspectFrom = Infinity }: Monitoring = {},
): FreshnessPolicy {
  const suspect = suspectFrom < Infinity;
  // With `freshFor: 0` nothing is fresh, whatever push says.
  const trusted = covered && freshFor > 0;
  const staleFrom = trusted ? Math.max(freshFor, Math.min(trustedFor, suspectFrom)) : freshFor;
  return {
    freshUntil: Math.min(staleFrom, suspectFrom),
    staleFrom,
    suspect,
    unchanged: covered && !suspect,
  };
}

/**
 * @param ageMs age of what is held, undefined when nothing is
 * @param trouble whether the last load failed, or is overdue
 * @param policy of what is held
 */
export function judge(
  ageMs: number | undefined,
  windows: Windows,
  trouble: boolean,
  policy: FreshnessPolicy = policyOf(windows.freshFor),
): Verdict {
  if (ageMs === undefined) return 'load';
  if (windows.freshFor > 0 && ageMs <= policy.freshUntil) return 'answer';
  // It would be fresh if no change had been announced.
  if (windows.freshFor > 0 && ageMs <= policy.staleFrom) return 'refresh';
  if (withinWindow(ageMs, policy, windows.staleWhileRevalidate)) return 'refresh';
  return trouble && withinWindow(ageMs, policy, windows.staleIfError) ? 'stale' : 'load';
}

/**
 * For how many milliseconds the headers of an answer stay the same: `Age` and what is left of its freshness are whole
 * seconds, rounded down. 0 once it is not fresh any more.
 */
export function sameFor(ageMs: number, { freshUntil }: Pick<FreshnessPolicy, 'freshUntil'>): number {
  const leftMs = freshUntil - ageMs;
  if (leftMs < 0 || ageMs < 0) return 0;
  return Math.min(1_000 - (ageMs % 1_000), leftMs % 1_000);
}

/** Whether the snapshot may be given stale after a failed load; never when Genesys refused the query. */
export function mayBridge(
  ageMs: number,
  windows: Windows,
  failure: ErrorKind,
  policy: FreshnessPolicy = policyOf(windows.freshFor),
): boolean {
  return mayBeBridged(failure) && withinWindow(ageMs, policy, windows.staleIfError);
}

/** Milliseconds for which a snapshot is kept. @param trustedFor see `push.freshFor`; 0 without push */
export function usefulFor(windows: Windows, trustedFor = 0): number {
  const { freshFor, staleWhileRevalidate, staleIfError } = windows;
  return Math.max(freshFor, trustedFor) + Math.max(staleWhileRevalidate, staleIfError);
}

function withinWindow(ageMs: number, { staleFrom }: FreshnessPolicy, window: number): boolean {
  return window > 0 && ageMs <= staleFrom + window;
}
