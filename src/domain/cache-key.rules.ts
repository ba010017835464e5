// Names a query for caches: equal queries have equal keys, different ones never do.
import { createHash } from 'node:crypto';
import type { MemberQuery } from './model.js';

/** Whose truth it is: two organizations never share an answer. */
export interface Scope {
  readonly apiUrl: string;
  readonly organization: string;
}

/** Characters of a key that can be read; a longer one stands for itself by its SHA-256. */
const LONGEST = 512;

/**
 * The key of `query`, a JSON text of a sorted structure (joined strings could be made to collide). Without
 * a view it is the key under which any snapshot with these filters is found. It is kept and compared in many places, so
 * filters of kilobytes are not spelt out.
 */
export function cacheKey(scope: Scope, query: MemberQuery): string {
  const filters = Object.entries(query.filters).sort(([a], [b]) => (a < b ? -1 : 1));
  const view = query.view && [query.view.expand, query.view.sortOrder ?? ''];
  const key = JSON.stringify([scope.apiUrl, scope.organization, query.queueId, filters, view ?? 'any']);
  return key.length <= LONGEST ? key : createHash('sha256').update(key).digest('base64url');
}

/** The same query without a view: who counts, however it is written. */
export function withoutView(query: MemberQuery): MemberQuery {
  return { queueId: query.queueId, filters: query.filters };
}
