// Fetches every page of a query and counts each member once. No network in here: pages come from a function.
import type { Member } from '../../domain/model.js';
import { ServiceError } from '../../domain/errors.js';
import type { MemberPage } from './member-page.js';

/** Genesys's largest page, and what is tried when it finds an answer too large (413). Each divides the one
 * before, so a fetch can go on in the middle: page p of 100 begins where page 2p-1 of 50 does. */
const PAGE_SIZES = [100, 50, 25] as const;

/** What a finished fetch has found. */
export interface FetchedPages {
  /** Distinct by id, in the order of their first appearance. */
  readonly members: readonly Member[];
  /** Page requests that were answered with a page. */
  readonly pages: number;
}

/**
 * Every distinct member that some page returned. Ends when a page has no next or is empty, whatever else
 * it says.
 * @param fetchPage gives page `pageNumber` (from 1) of `pageSize`
 * @throws ServiceError `genesys_too_many_pages` when there is more after `maxPages` pages of 100; whatever
 *   `fetchPage` throws. A fetch that can't finish has no result.
 */
export async function fetchPages(
  fetchPage: (pageNumber: number, pageSize: number) => Promise<MemberPage>,
  maxPages: number,
): Promise<FetchedPages> {
  const found = new Map<string, Member>();
  let size = 0;
  let pageNumber = 1;
  let pages = 0;
  while ((pageNumber - 1) * (PAGE_SIZES[size] ?? 25) < maxPages * PAGE_SIZES[0]) {
    const page = await fetchPage(pageNumber, PAGE_SIZES[size] ?? 25).catch((fault: unknown) => {
      if (!isTooLarge(fault) || size === PAGE_SIZES.length - 1) throw fault;
      return undefined;
    });
    if (!page) {
      size += 1;
      pageNumber = 2 * pageNumber - 1;
      continue;
    }
    pages += 1;
    for (const member of page.members) if (!found.has(member.id)) found.set(member.id, member);
    if (!page.hasNext || page.members.length === 0) return { members: [...found.values()], pages };
    pageNumber += 1;
  }
  throw new ServiceError('genesys_too_many_pages', {
    detail: `There is more after ${maxPages} pages; no count is given rather than a wrong one.`,
  });
}

function isTooLarge(fault: unknown): boolean {
  return fault instanceof ServiceError && fault.code === 'genesys_answer_too_large';
}
