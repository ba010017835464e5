// The two routes about queues themselves: one queue, and finding queues by name.
import { json, type Answer } from './answer.js';
import type { Asked } from './asked.js';
import { links, pageUri } from './links.js';
import { list } from './parameters.js';
import { readPaging } from './query.js';
import type { World } from './world.js';
import type { Queue } from './world-change.js';

const entity = (queue: Queue) => ({
  id: queue.id,
  name: queue.name,
  memberCount: queue.members.length,
  userMemberCount: queue.members.filter(({ memberBy }) => memberBy === 'user').length,
  joinedMemberCount: queue.members.filter(({ joined }) => joined).length,
  selfUri: `/api/v2/routing/queues/${queue.id}`,
});

/** Answers a request for one queue. */
export const queueAnswer = (queue: Queue): Answer => json(entity(queue));

/** The whole name in any case; a leading or trailing asterisk stands for anything (SDK 262). */
function named(pattern: string, name: string): boolean {
  const core = pattern.replace(/^\*/, '').replace(/\*$/, '').toLowerCase();
  const folded = name.toLowerCase();
  const [open, close] = [pattern.startsWith('*'), pattern.endsWith('*')];
  if (open && close) return folded.includes(core);
  if (open) return folded.endsWith(core);
  return close ? folded.startsWith(core) : folded === core;
}

/** Answers the listing of queues, which does have a total. @throws Refusal 400 for impossible pages. */
export function queuesAnswer(world: World, asked: Asked): Answer {
  const paging = readPaging(asked.params);
  const pattern = asked.params.get('name');
  const ids = list(asked.params, 'id').map((id) => id.toLowerCase());
  const found = world.queues
    .filter(({ name }) => !pattern || named(pattern, name))
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
  const start = (paging.pageNumber - 1) * paging.pageSize;
  const pageCount = Math.ceil(found.length / paging.pageSize);
  return json({
    entities: found.slice(start, start + paging.pageSize).map(entity),
    ...paging,
    total: found.length,
    ...links(asked.path, asked.params, paging, start + paging.pageSize < found.length),
    lastUri: pageUri(asked.path, asked.params, paging.pageSize, Math.max(1, pageCount)),
    pageCount,
  });
}
