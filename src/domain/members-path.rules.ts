// Writes a member query as Genesys's own path: for requests to Genesys and for the links in answers.
import { filterEntries, filterTexts } from './filters.js';
import type { MemberQuery } from './model.js';

/** Which page; Genesys counts from 1. */
export interface Page {
  readonly pageNumber: number;
  readonly pageSize: number;
}

/** What the members of a queue are called in a path; `users` is the older name, which integrations still ask for. */
export const MEMBERS_RESOURCES = ['members', 'users'] as const;
export type MembersResource = (typeof MEMBERS_RESOURCES)[number];

/** Path and query of one page: relative, equal for equal queries, and without anything but the query. */
export function membersPath(query: MemberQuery, page: Page, resource: MembersResource = 'members'): string {
  const { filters, view } = query;
  const parameters: Array<readonly [string, readonly string[]]> = [
    ['pageSize', [String(page.pageSize)]],
    ['pageNumber', [String(page.pageNumber)]],
    ['sortOrder', view?.sortOrder === undefined ? [] : [view.sortOrder]],
    ['expand', view?.expand ?? []],
    ...filterEntries().map(([name]) => [name, filterTexts(filters, name)] as const),
  ];
  const text = parameters.flatMap(([name, values]) =>
    values.length > 0 ? [`${name}=${values.map(encodeURIComponent).join(',')}`] : [],
  );
  return `/api/v2/routing/queues/${encodeURIComponent(query.queueId)}/${resource}?${text.join('&')}`;
}
