// Reads one page of queue members: what the walk needs, and each entity as the text that Genesys wrote.
import { z } from 'zod';
import type { Member } from '../../domain/model.js';
import { ServiceError } from '../../domain/errors.js';

/** One page of a walk. */
export interface MemberPage {
  readonly members: readonly Member[];
  /** Whether Genesys says that there is more (`nextUri`). */
  readonly hasNext: boolean;
  /** A total that Genesys claims; today's answers carry none, and what was counted beats it. */
  readonly claimedTotal?: number;
}

const entitySchema = z.object({
  id: z.string().min(1),
  user: z
    .object({ id: z.string().min(1) })
    .optional()
    .catch(undefined),
});

/** A page may leave `entities` out when it is empty, but then it must look like a page otherwise. */
const pageSchema = z.union([
  z.object({
    entities: z.array(entitySchema),
    nextUri: z.string().nullish(),
    total: z.number().optional().catch(undefined),
  }),
  z.object({
    entities: z.undefined().optional(),
    pageNumber: z.number(),
    pageSize: z.number(),
    nextUri: z.string().nullish(),
  }),
]);

/**
 * The page in `text` (source: SDK `QueueMemberEntityListing`). A page without `entities` is an empty page.
 * @param correlationId Genesys's name for the answer
 * @throws ServiceError `genesys_answer_invalid` for anything that is no page, down to an entity without id:
 *   what can't be counted must not count as nobody.
 */
export function readMemberPage(text: string, correlationId?: string): MemberPage {
  const parsed = pageSchema.safeParse(parse(text));
  if (!parsed.success) throw noPage(correlationId);
  const page = parsed.data;
  const entities = page.entities ?? [];
  const texts = objectTexts(text, 'entities');
  if (texts.length !== entities.length) throw noPage(correlationId);
  return {
    members: entities.map((entity, index) => ({
      id: entity.id,
      userId: entity.user?.id ?? entity.id,
      json: texts[index] as string,
    })),
    hasNext: Boolean(page.nextUri),
    ...('total' in page && page.total !== undefined && { claimedTotal: page.total }),
  };
}

function noPage(correlationId: string | undefined): ServiceError {
  return new ServiceError('genesys_answer_invalid', {
    detail: 'Genesys Cloud answered 200 with something that is no page of queue members.',
    ...(correlationId !== undefined && { correlationId }),
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The quote that begins a string, and the marks that give JSON its structure. */
const MARKS = /["[\]{}:]/g;

/** The index after the string that begins at `from`. A regular expression would fill its stack on a long one. */
function stringEnd(json: string, from: number): number {
  let at = from + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

/**
 * The texts of the objects in the array that stands under `name` in the top-level object of `json`, which
 * must be valid JSON. Parsing and writing again would change numbers such as 1.0 or 12345678901234567890.
 */
export function objectTexts(json: string, name: string): string[] {
  let texts: string[] = [];
  let depth = 0;
  let lastString = '""';
  let key = '';
  let inside = false;
  let from = 0;
  const marks = new RegExp(MARKS);
  for (let found = marks.exec(json); found; found = marks.exec(json)) {
    const { 0: token, index } = found;
    if (token === '"') {
      marks.lastIndex = stringEnd(json, index);
      lastString = json.slice(index, marks.lastIndex);
    } else if (token === '{' || token === '[') {
      depth += 1;
      if (depth === 2) {
        inside = token === '[' && key === name;
        if (inside) texts = [];
      } else if (depth === 3) from = index;
    } else if (token === '}' || token === ']') {
      if (depth === 3 && inside) texts.push(json.slice(from, index + 1));
      depth -= 1;
    } else if (depth === 1) key = JSON.parse(lastString) as string;
  }
  return texts;
}
