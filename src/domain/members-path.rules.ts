// Writes a member query as Genesys's own path: for requests to Genesys and for the links in answers.
import type { MemberQuery } from './model.js';

/** Which page; Genesys counts from 1. */
export interface Page {
  readonly pageNumber: number;
  readonly pageSize: number;
}

/** Path and query of one page: relative, equal for equal queries, and without anything but the query. */
export function membersPath(query: MemberQuery, page: Page): string {
  const { filters, view } = query;
  const parameters: Array<[string, string | readonly string[] | undefined]> = [
    ['pageSize', String(page.pageSize)],
    ['pageNumber', String(page.pageNumber)],
    ['sortOrder', view?.sortOrder],
    ['expand', view?.expand],
    ['name', filters.name],
    ['profileSkills', filters.profileSkills],
    ['skills', filters.skills],
    ['languages', filters.languages],
    ['routingStatus', filters.routingStatus],
    ['presence', filters.presence],
    ['memberBy', filters.memberBy],
    ['joined', filters.joined === undefined ? undefined : String(filters.joined)],
  ];
  const text = parameters.flatMap(([name, value]) => {
    const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
    return values.length ? [`${name}=${values.map(encodeURIComponent).join(',')}`] : [];
  });
  return `/api/v2/routing/queues/${encodeURIComponent(query.queueId)}/members?${text.join('&')}`;
}
