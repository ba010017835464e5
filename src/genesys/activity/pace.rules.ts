// When looks begin and end, how often each queue is looked at, and how often looks are compared with fetches.

type ActivityMode = 'off' | 'on' | 'auto';

/** Looks end again when polling alone would take less than this share of what may be spent. */
const ROOM_TO_SPARE = 0.7;
/** Each queue is looked at so often within the time that answers are promised to be fresh. */
const LOOKS_PER_PROMISE = 2;
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
interface LookPace {
  readonly freshFor: number;
  readonly minInterval: number;
  /** Requests that one look at all queues takes. */
  readonly batches: number;
  /** Between two requests of looks, by what may be spent on them. */
  readonly spacing: number;
}

/** Milliseconds between two looks at the same queue: as the promise needs it, longer where the budget is short. */
export function lookInterval({ freshFor, minInterval, batches, spacing }: LookPace): number {
  return Math.max(minInterval, freshFor / LOOKS_PER_PROMISE, batches * spacing);
}

/** Milliseconds between two fetches that are made only to compare. @param possible requests a minute that may be spent */
export function comparingEvery(possible: number): number {
  return 60_000 / Math.max(1, COMPARING * possible);
}
