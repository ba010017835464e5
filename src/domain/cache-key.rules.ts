// Names a query for caches: equal queries have equal keys, different ones never do.
import type { MemberQuery } from './model.js';

/** Whose truth it is: two organizations never share an answer. */
export interface Scope {
  readonly apiUrl: string;
  readonly organization: string;
}

/**
 * The key of `query`, a JSON text of a sorted structure (joined strings could be made to collide). Without
 * a view it is the key under which any snapshot with these filters is found.
 */
export function cacheKey(scope: Scope, query: MemberQuery): string {
  const filters = Object.entries(query.filters).sort(([a], [b]) => (a < b ? -1 : 1));
  const view = query.view && [query.view.expand, query.view.sortOrder ?? ''];
  return JSON.stringify([scope.apiUrl, scope.organization, query.queueId, filters, view ?? 'any']);
}

/** The same query without a view: who counts, however it is written. */
export function withoutView(query: MemberQuery): MemberQuery {
  return { queueId: query.queueId, filters: query.filters };
}
