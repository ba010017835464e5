// Whether an answer of some age may be given, in the words of RFC 5861. Both stale windows begin where
// freshFor ends; all times are milliseconds; 0 turns a window off.
import type { ErrorKind } from '../error-codes.js';

/** How long an answer is good for what. */
export interface Windows {
  readonly freshFor: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
}

/**
 * What to do with what is held: `answer` with it; `refresh` behind while answering with it; answer `stale` at
 * once, because the last load failed or hangs; or wait for a `load`.
 */
export type Verdict = 'answer' | 'refresh' | 'stale' | 'load';

/**
 * @param ageMs age of what is held, undefined when nothing is
 * @param trouble whether the last load failed, or is overdue
 */
export function judge(ageMs: number | undefined, windows: Windows, trouble: boolean): Verdict {
  if (ageMs === undefined) return 'load';
  if (windows.freshFor > 0 && ageMs <= windows.freshFor) return 'answer';
  if (withinWindow(ageMs, windows, windows.staleWhileRevalidate)) return 'refresh';
  return trouble && withinWindow(ageMs, windows, windows.staleIfError) ? 'stale' : 'load';
}

/**
 * For how many milliseconds from now an answer of this age stays the same to the letter: its age and what is
 * left of `freshFor` are told in whole seconds, rounded down. 0 once it is not fresh any more.
 */
export function sameFor(ageMs: number, { freshFor }: Pick<Windows, 'freshFor'>): number {
  const leftMs = freshFor - ageMs;
  if (leftMs < 0 || ageMs < 0) return 0;
  return Math.min(1_000 - (ageMs % 1_000), leftMs % 1_000);
}

/** Whether what is held may bridge a failed load: only when Genesys is unavailable, never over its refusal. */
export function mayBridge(ageMs: number, windows: Windows, failure: ErrorKind): boolean {
  return failure === 'unavailable' && withinWindow(ageMs, windows, windows.staleIfError);
}

/** How long a snapshot can be of any use. */
export function usefulFor(windows: Windows): number {
  return windows.freshFor + Math.max(windows.staleWhileRevalidate, windows.staleIfError);
}

function withinWindow(ageMs: number, windows: Windows, window: number): boolean {
  return window > 0 && ageMs <= windows.freshFor + window;
}
