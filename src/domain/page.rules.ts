// Cuts a counted list into the caller's own pages and writes the links between them.
import type { MemberQuery } from './model.js';
import { membersPath, type MembersResource, type Page } from './members-path.rules.js';

/** Where a page lies in a list of `total`: everything but the entities themselves. */
export interface PageFrame {
  readonly pageSize: number;
  readonly pageNumber: number;
  readonly total: number;
  /** ceil(total / pageSize), 0 when nobody matches. */
  readonly pageCount: number;
  readonly firstUri: string;
  readonly selfUri: string;
  readonly nextUri?: string;
  readonly previousUri?: string;
  readonly lastUri: string;
}

/** The frame of `page`; a page past the end has no next one, and the last page before it. */
export function pageFrame(
  query: MemberQuery,
  page: Page,
  total: number,
  resource: MembersResource = 'members',
): PageFrame {
  const { pageNumber, pageSize } = page;
  const pageCount = Math.ceil(total / pageSize);
  const last = Math.max(pageCount, 1);
  const uri = (number: number) => membersPath(query, { pageSize, pageNumber: number }, resource);
  return {
    pageSize,
    pageNumber,
    total,
    pageCount,
    firstUri: uri(1),
    selfUri: uri(pageNumber),
    ...(pageNumber < pageCount && { nextUri: uri(pageNumber + 1) }),
    ...(pageNumber > 1 && { previousUri: uri(Math.min(pageNumber - 1, last)) }),
    lastUri: uri(last),
  };
}

/** The part of `items` that `page` shows. */
export function pageItems<T>(items: readonly T[], page: Page): readonly T[] {
  const from = (page.pageNumber - 1) * page.pageSize;
  return items.slice(from, from + page.pageSize);
}
