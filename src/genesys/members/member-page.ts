// Reads one page of queue members: what the fetch needs, and each entity as the text that Genesys wrote.
import { z } from 'zod';
import { Slices } from '../../runtime/slices.js';
import type { Member } from '../../domain/model.js';
import { ServiceError } from '../../domain/errors.js';
import { readListing } from './entity-texts.js';

/** One page of a fetch. */
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

/** The page without its entities: it may leave them out when it is empty, but then it must look like a page otherwise. */
const frameSchema = z.union([
  z.object({
    entities: z.tuple([]),
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
 * The page in `text` (source: SDK `QueueMemberEntityListing`), read in slices. A page without `entities` is an empty page.
 * @param correlationId Genesys's name for the answer
 * @throws ServiceError `genesys_answer_invalid` for anything that is no page, down to an entity without id:
 *   what can't be counted must not count as nobody.
 */
export async function readMemberPage(text: string, correlationId?: string): Promise<MemberPage> {
  const slices = new Slices();
  const listing = await readListing(text, 'entities', slices);
  const frame = frameSchema.safeParse(listing && parse(listing.frame));
  if (!frame.success) throw noPage(correlationId);
  const page = frame.data;
  const texts = page.entities ? (listing?.texts ?? []) : [];
  // A slice keeps the whole text: where that is mostly something else, what is needed of it is copied.
  const isFull = texts.reduce((sum, { length }) => sum + length, 0) > text.length / 2;
  const members = await slices.map(texts, (json): Member => {
    const entity = entitySchema.safeParse(parse(json));
    if (!entity.success) throw noPage(correlationId);
    const { id, user } = entity.data;
    return { id, userId: user?.id ?? id, json: isFull ? json : copied(json) };
  });
  return {
    members,
    hasNext: Boolean(page.nextUri),
    ...('total' in page && page.total !== undefined && { claimedTotal: page.total }),
  };
}

/** As compact as V8 can have it. */
function copied(text: string): string {
  const encoding = Buffer.byteLength(text) === text.length ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
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
