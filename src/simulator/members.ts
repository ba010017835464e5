// The members endpoint: the filtered members of one queue, page by page, without any total.
import { jsonText, type Answer } from './answer.js';
import type { Asked } from './asked.js';
import { entityJson } from './entity.js';
import { select } from './filters.js';
import { links } from './links.js';
import { readMembersQuery } from './query.js';
import type { FaultAction } from './fault-rule.js';
import type { Queue } from './world-change.js';

/** How a fault bends a page. */
export interface Twist {
  /** By how many places the order is rotated. */
  readonly shift: number;
  readonly duplicate: boolean;
  readonly next: 'always' | 'never' | null;
  readonly total: number | null;
}

/** What a fault, after `hits` hits, means for a page. */
export function twistOf(action: FaultAction | null, hits: number): Twist {
  return {
    shift: action?.kind === 'move' ? (action.by ?? 1) * hits : 0,
    duplicate: action?.kind === 'duplicate',
    next: action?.kind === 'lie-next' ? action.mode : null,
    total: action?.kind === 'lie-total' ? action.total : null,
  };
}

function rotated<T>(items: readonly T[], shift: number): T[] {
  if (items.length === 0) return [];
  const cut = (((-shift % items.length) + items.length) % items.length) % items.length;
  return [...items.slice(cut), ...items.slice(0, cut)];
}

/** Answers a members request. @throws Refusal 400 for a query that Genesys refuses. */
export function membersAnswer(queue: Queue, asked: Asked, twist: Twist): Answer {
  const query = readMembersQuery(asked.params);
  const { pageNumber, pageSize } = query;
  const sorted = select(queue.members, query.filters);
  const all = rotated(query.descending ? sorted.reverse() : sorted, twist.shift);
  const start = (pageNumber - 1) * pageSize;
  const page = all.slice(start, start + pageSize);
  const repeated = twist.duplicate ? all[Math.max(0, start - 1)] : undefined;
  const entities = (repeated ? [repeated, ...page] : page).map((member) =>
    entityJson(queue.id, member, query.expand),
  );
  const more = twist.next === null ? start + pageSize < all.length : twist.next === 'always';
  const rest = JSON.stringify({
    pageNumber,
    pageSize,
    ...(twist.total === null ? {} : { total: twist.total }),
    ...links(asked.path, asked.params, query, more),
  });
  return jsonText(`{"entities":[${entities.join(',')}],${rest.slice(1)}`);
}
