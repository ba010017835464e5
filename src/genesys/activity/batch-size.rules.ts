// How many queues one request may name: learned from what Genesys refuses.

const FIRST = 100;
const LARGEST = 200;
const GROWTH = 1.25;
/** Full batches that succeed before a larger one is tried. */
const SUCCESSES = 10;
/** What was refused is not tried again before this is over. */
const REMEMBERED_MS = 3_600_000;

/** What is known; moments are monotonic milliseconds. */
export interface BatchSize {
  readonly size: number;
  /** The largest that was answered. */
  readonly answered: number;
  /** Full batches answered since the size last changed. */
  readonly successes: number;
  readonly refused?: { readonly size: number; readonly at: number };
}

export const FIRST_SIZE: BatchSize = { size: FIRST, answered: 0, successes: 0 };

/** A batch of `count` queues was answered. */
export function sizeAfterAnswer(known: BatchSize, count: number, now: number): BatchSize {
  if (count < known.size) return known;
  const answered = Math.max(known.answered, count);
  const successes = known.successes + 1;
  const { refused } = known;
  const most = refused && now - refused.at < REMEMBERED_MS ? Math.min(LARGEST, refused.size - 1) : LARGEST;
  const larger = Math.min(most, Math.ceil(known.size * GROWTH));
  return successes >= SUCCESSES && larger > known.size
    ? { ...known, size: larger, answered, successes: 0 }
    : { ...known, answered, successes };
}

/** A batch of `count` queues was refused, and its parts were not. */
export function sizeAfterRefusal(known: BatchSize, count: number, now: number): BatchSize {
  const half = Math.max(1, Math.floor(count / 2));
  const size = known.answered < count ? Math.max(half, known.answered) : half;
  return {
    size: Math.min(size, known.size),
    answered: size === half ? 0 : known.answered,
    successes: 0,
    refused: { size: count, at: now },
  };
}
