// A snapshot as text, for a store outside this process: what came of one is a snapshot again, or nothing.
import type { Member, Snapshot } from '../domain/model.js';
import { Slices } from '../runtime/slices.js';
import { isMoment } from './text.rules.js';

/** Raised when what is written changes: another version's text is not read. */
const VERSION = 2;

/**
 * A line of facts, and one for each member: a queue of thousands is written and read in slices. Age is not in here:
 * whoever keeps the text knows when the fetch began.
 * @param entities whether Genesys's own texts, with people's names, are written too
 */
export async function encodeSnapshot(
  { members, asOf, pages, correlationIds }: Snapshot,
  entities: boolean,
): Promise<string> {
  const facts = JSON.stringify([VERSION, asOf, pages, correlationIds, members.length]);
  const rows = await new Slices().map(members, ({ id, userId, json }) =>
    JSON.stringify(entities ? [id, userId, json] : [id, userId]),
  );
  return [facts, ...rows].join('\n');
}

/**
 * @param takenAt monotonic milliseconds at which the fetch began
 * @param entities whether a snapshot without them is of no use
 * @returns undefined for what is no snapshot, or of no use
 */
export async function decodeSnapshot(
  text: string,
  takenAt: number,
  entities: boolean,
): Promise<Snapshot | undefined> {
  const lines = linesOf(text);
  const value = parse(lines.next().value ?? '');
  if (!Array.isArray(value) || value.length !== 5) return undefined;
  const [version, asOf, pages, correlationIds, count] = value as unknown[];
  if (version !== VERSION || !isMoment(asOf) || !isPageCount(pages) || !isTexts(correlationIds))
    return undefined;
  const members: Member[] = [];
  const slices = new Slices();
  for (const line of lines) {
    const member = readMember(parse(line), entities);
    if (!member) return undefined;
    members.push(member);
    if (slices.isOver) await slices.rest();
  }
  return members.length === count ? { members, takenAt, asOf, pages, correlationIds } : undefined;
}

function* linesOf(text: string): Generator<string, undefined> {
  for (let from = 0; from <= text.length;) {
    const end = text.indexOf('\n', from);
    const until = end < 0 ? text.length : end;
    yield text.slice(from, until);
    from = until + 1;
  }
  return undefined;
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

/** A million pages would be a hundred million members. */
const isPageCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1e6;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
