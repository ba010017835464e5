// What a replica wants of looks as text for the others, and back.
import { isCount, isQueueId, isText, isTexts, readArray } from './text.rules.js';

/** Queues that one replica tells of, and callers of all of them and of one. */
export const MOST_WANTED_LOOKS = 10_000;
const MOST_CALLERS = 1_000;
const CALLERS_OF_ONE = 16;
const LONGEST_CALLER = 200;

/** A queue that a replica wants looked at. */
export interface WantedLook {
  readonly id: string;
  readonly callers: readonly string[];
  readonly isUseful: boolean;
  /** Somebody waits for a look at it. */
  readonly isAwaited: boolean;
}

/** What one replica says that it wants. */
export interface WantedLooks {
  /** Whether this is all, and not only what is new. */
  readonly isWhole: boolean;
  readonly isLooking: boolean;
  readonly polling: number;
  readonly fetches: number;
  readonly queues: readonly WantedLook[];
}

export function encodeWanted({ queues, ...wanted }: WantedLooks): object {
  const callers = new Map<string, number>();
  // One that others can't read must not keep the rest from them.
  const readable = queues.filter(({ id }) => isQueueId(id));
  const rows = readable.slice(0, MOST_WANTED_LOOKS).map(({ id, callers: own, isUseful, isAwaited }) => [
    id,
    isUseful,
    isAwaited,
    own
      .filter((name) => isText(name, LONGEST_CALLER))
      .slice(0, CALLERS_OF_ONE)
      .flatMap((name) => {
        const index = callers.get(name) ?? callers.size;
        if (index >= MOST_CALLERS) return [];
        callers.set(name, index);
        return [index];
      }),
  ]);
  return { kind: 'wanted', ...wanted, callers: [...callers.keys()], queues: rows };
}

/** @returns undefined for what is no such text */
export function decodeWanted(record: Partial<Record<string, unknown>>): WantedLooks | undefined {
  const { isWhole, isLooking, polling, fetches, callers } = record;
  if (typeof isWhole !== 'boolean' || typeof isLooking !== 'boolean') return undefined;
  if (!isCount(polling) || !isCount(fetches) || !isTexts(callers, LONGEST_CALLER)) return undefined;
  const queues = readArray(record['queues'], MOST_WANTED_LOOKS, (row) => readQueue(row, callers));
  return queues && { isWhole, isLooking, polling, fetches, queues };
}

function readQueue(row: unknown, names: readonly string[]): WantedLook | undefined {
  if (!Array.isArray(row)) return undefined;
  const [id, isUseful, isAwaited, own] = row as unknown[];
  const callers = readArray(own, CALLERS_OF_ONE, (index) =>
    typeof index === 'number' ? names[index] : undefined,
  );
  if (!isQueueId(id) || typeof isUseful !== 'boolean' || typeof isAwaited !== 'boolean') return undefined;
  return callers && { id, isUseful, isAwaited, callers };
}
