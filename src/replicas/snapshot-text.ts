// A snapshot as text, for a store outside this process: what came of one is a snapshot again, or nothing.
import type { Member, Snapshot } from '../domain/model.js';

/** Raised when what is written changes: another version's text is not read. */
const VERSION = 1;

/**
 * Age is not in here: whoever keeps the text knows when the fetch began.
 * @param entities whether Genesys's own texts, with people's names, are written too
 */
export function encodeSnapshot(
  { members, asOf, pages, correlationIds }: Snapshot,
  entities: boolean,
): string {
  const rows = members.map(({ id, userId, json }) => (entities ? [id, userId, json] : [id, userId]));
  return JSON.stringify([VERSION, asOf, pages, correlationIds, rows]);
}

/**
 * @param takenAt monotonic milliseconds at which the fetch began
 * @param entities whether a snapshot without them is of no use
 * @returns undefined for what is no snapshot, or of no use
 */
export function decodeSnapshot(text: string, takenAt: number, entities: boolean): Snapshot | undefined {
  const value = parse(text);
  if (!Array.isArray(value) || value.length !== 5) return undefined;
  const [version, asOf, pages, correlationIds, rows] = value as unknown[];
  if (version !== VERSION || !isMoment(asOf) || !isCount(pages)) return undefined;
  if (!isTexts(correlationIds) || !Array.isArray(rows)) return undefined;
  const members = rows.map((row) => readMember(row, entities));
  const whole = members.every((member) => member !== undefined);
  return whole ? { members, takenAt, asOf, pages, correlationIds } : undefined;
}

function readMember(row: unknown, entities: boolean): Member | undefined {
  if (!isTexts(row) || row.length > 3 || row.length < (entities ? 3 : 2)) return undefined;
  const [id = '', userId = '', json = ''] = row;
  if (json === '' ? entities : !looksLikeObject(json)) return undefined;
  return { id, userId, json };
}

/** Not parsed, which would cost as much as the whole text again; `readEntity` takes garbage between the braces. */
const looksLikeObject = (json: string) => json.startsWith('{') && json.endsWith('}');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Milliseconds that a Date can hold. */
const isMoment = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 8.64e15;

/** A million pages would be a hundred million members. */
const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1e6;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
