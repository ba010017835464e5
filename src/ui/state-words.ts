// How a query stands, in words and with the tone that goes with them.
import { ago, duration } from './format.js';
import type { QueryLine } from './status.js';

/** What the words rest on. */
export type Standing = Pick<QueryLine, 'state' | 'ageMs' | 'failure' | 'refusedAt'> & {
  readonly now: string;
  /** Milliseconds that every answer is fresh for. */
  readonly freshForMs: number;
};

const STATES: Readonly<Record<string, readonly [words: string, tone: string]>> = {
  fresh: ['fresh', 'good'],
  older: ['being refreshed', 'good'],
  waiting: ['waiting for the rate limit', 'warn'],
  stale: ['stale: Genesys can’t be asked', 'warn'],
  unknown: ['not known', 'bad'],
  refused: ['refused by Genesys', 'bad'],
  asleep: ['not asked lately', ''],
};

/** The words, and a class: good, warn or bad. */
export function stateInWords(standing: Standing): readonly [words: string, tone: string] {
  const { state, ageMs, failure, refusedAt, now, freshForMs } = standing;
  if (state === 'fresh' && (ageMs ?? 0) > freshForMs) return ['fresh (quiet queue)', 'good'];
  // Genesys could be asked: nothing of its limit may be spent.
  if (failure?.code === 'genesys_rate_limited' && state === 'stale')
    return ['stale: waiting for the rate limit', 'warn'];
  if (failure?.code === 'genesys_rate_limited' && state === 'unknown')
    return ['not known: waiting for the rate limit', 'bad'];
  if (state === 'refusedBefore') return [`refused when last asked, ${ago(refusedAt, now)}`, 'warn'];
  return STATES[state] ?? [state, ''];
}

/** Its age, which says more than any state. */
export function ageInWords({
  ageMs,
  countedAt,
  now,
}: Pick<QueryLine, 'ageMs' | 'countedAt'> & { now: string }): string {
  if (ageMs !== null) return `${duration(ageMs)} old`;
  return countedAt === null ? 'never counted' : `no count held; the last was given ${ago(countedAt, now)}`;
}
