// A snapshot as text, for a store outside this process: what came of one is a snapshot again, or nothing.
import type { Member, Snapshot } from '../model.js';

/** Raised when what is written changes: another version's text is not read. */
const VERSION = 1;

/** Age is not in here: whoever keeps the text knows when the walk began. */
export function encodeSnapshot({ members, asOf, pages, correlationIds }: Snapshot): string {
  const rows = members.map(({ id, userId, json }) => [id, userId, json]);
  return JSON.stringify([VERSION, asOf, pages, correlationIds, rows]);
}

/** @param takenAt monotonic milliseconds at which the walk began. @returns undefined for any other text */
export function decodeSnapshot(text: string, takenAt: number): Snapshot | undefined {
  const value = parse(text);
  if (!Array.isArray(value) || value.length !== 5) return undefined;
  const [version, asOf, pages, correlationIds, rows] = value as unknown[];
  if (version !== VERSION || !isNumber(asOf) || !isNumber(pages)) return undefined;
  if (!isTexts(correlationIds) || !Array.isArray(rows)) return undefined;
  const members: Member[] = [];
  for (const row of rows as unknown[]) {
    if (!isTexts(row) || row.length !== 3) return undefined;
    const [id = '', userId = '', json = ''] = row;
    members.push({ id, userId, json });
  }
  return { members, takenAt, asOf, pages, correlationIds };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
