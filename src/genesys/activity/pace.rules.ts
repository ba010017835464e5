// When looks begin and end, how often each queue is looked at, and how often looks are compared with fetches.

export type ActivityMode = 'off' | 'on' | 'auto';

/** Looks end again when polling alone would take less than this share of what may be spent. */
const ROOM_TO_SPARE = 0.7;
/** Each queue is looked at so often within the time that answers are promised to be fresh. */
const LOOKS_PER_PROMISE = 2;
/** What looks are not trusted of is looked at once in so many intervals: the rest is for fetches. */
export const UNPROVEN_INTERVALS = 10;
/** A look is overdue after this share of the promise, and after so many times the gap between the last two. */
const OVERDUE_SHARE = 0.75;
const OVERDUE_GAPS = 1.5;
/** The share of what may be spent that goes into comparing. */
const COMPARING = 0.1;

/**
 * Whether to look. In `auto` looks begin once polling alone can't keep the promise, and end when it could again with
 * room to spare.
 * @param looking whether looks are on @param wanted requests a minute that polling alone wants
 * @param possible requests a minute that may be spent
 */
export function wantsLooks(
  mode: ActivityMode,
  looking: boolean,
  { wanted, possible }: { readonly wanted: number; readonly possible: number },
): boolean {
  if (mode !== 'auto') return mode === 'on';
  return looking ? wanted >= ROOM_TO_SPARE * possible : wanted > possible;
}

/** What decides how often; milliseconds. */
interface LookNeeds {
  /** Queues of which looks are of use, and those of which they only earn trust. */
  readonly useful: number;
  readonly unproven: number;
  /** Queues that one request asks for. */
  readonly batchSize: number;
  readonly freshFor: number;
  readonly minInterval: number;
  /** Between two requests of looks, by what may be spent on them. */
  readonly spacing: number;
}

/** How often each queue is looked at; intervals are milliseconds between two looks at the same queue. */
export interface LookPace {
  /** As the promise needs it. */
  readonly wishedMs: number;
  readonly wishedPerMinute: number;
  /** As the budget allows it, were all looked at equally often. */
  readonly intervalMs: number;
  readonly requestsPerMinute: number;
}

/** As often as the promise needs it, or as the budget allows it where that is short. */
export function lookPace({
  useful,
  unproven,
  batchSize,
  freshFor,
  minInterval,
  spacing,
}: LookNeeds): LookPace {
  const wishedMs = Math.max(minInterval, freshFor / LOOKS_PER_PROMISE);
  const batches =
    useful > 0
      ? Math.ceil((useful + unproven / UNPROVEN_INTERVALS) / batchSize)
      : Math.ceil(unproven / batchSize) / UNPROVEN_INTERVALS;
  const intervalMs = Math.max(wishedMs, batches * spacing);
  return {
    wishedMs,
    wishedPerMinute: (batches * 60_000) / wishedMs,
    intervalMs,
    requestsPerMinute: (batches * 60_000) / intervalMs,
  };
}

/**
 * From which age on a look says nothing of what is to be kept warm: the next should have come, and a fetch can still
 * keep the promise. @param gapMs between the last two looks at the queue @param tookMs for how long it was waited
 */
export function lookLasts(freshFor: number, gapMs: number, tookMs: number): number {
  return Math.max(OVERDUE_SHARE * freshFor, OVERDUE_GAPS * gapMs) + tookMs;
}

/** Milliseconds between two fetches that are made only to compare. @param possible requests a minute that may be spent */
export function comparingEvery(possible: number): number {
  return 60_000 / Math.max(1, COMPARING * possible);
}
