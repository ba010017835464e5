// Reads what others have written into Redis: each function says whether a value is sound, and nothing here throws.

/** Ids become part of topics, paths and requests, so nothing but ids may be in there. */
const QUEUE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LONGEST_NAME = 500;

/** The fields of a JSON object; none for any other text. */
export function readRecord(text: string): Partial<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** All of an array of at most `most`, each read by `read`; undefined where one of them can't be. */
export function readArray<T>(
  value: unknown,
  most: number,
  read: (one: unknown) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(value) || value.length > most) return undefined;
  const all: T[] = [];
  for (const one of value) {
    const sound = read(one);
    if (sound === undefined) return undefined;
    all.push(sound);
  }
  return all;
}

export const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value !== '' && value.length <= longest;

/** Of a process, or of one time of its leading. */
export const isName = (value: unknown): value is string => isText(value, LONGEST_NAME);

export const isQueueId = (value: unknown): value is string =>
  typeof value === 'string' && QUEUE_ID.test(value);

const MOST_TEXTS = 1_000;

export const isTexts = (value: unknown, longest: number): value is string[] =>
  Array.isArray(value) && value.length <= MOST_TEXTS && value.every((one) => isText(one, longest));

/** Finite, and not below 0. */
export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;

/** Wall milliseconds that a Date can hold. */
export const isMoment = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= 8.64e15;
