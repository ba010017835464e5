// What Genesys says of queues themselves: a queue's name by its id, and queues by a part of their name.
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.js';
import { loadLimit, type GenesysClient } from '../client.js';
import { readAnswer } from '../read-answer.js';

/** A queue as Genesys describes it. */
export interface Queue {
  /** In lower case. */
  readonly id: string;
  readonly name: string;
  /** Absent where Genesys does not say. */
  readonly memberCount?: number;
  readonly joinedMemberCount?: number;
}

/** Looks queues up; each look is one request of the rate limit. */
export interface QueueDirectory {
  /** @throws ServiceError `queue_not_found`, `genesys_…` or `login_…` */
  byId(queueId: string): Promise<Queue>;
  /**
   * Queues whose names contain `part` in any case, by name; all of them for an empty `part`.
   * @param most up to 100
   * @throws ServiceError `genesys_…` or `login_…`
   */
  byName(part: string, most: number): Promise<readonly Queue[]>;
}

const count = z.number().int().nonnegative().optional().catch(undefined);
/** Source: SDK 262, `Queue`. */
const queueSchema = z
  .object({
    id: z.string().min(1),
    name: z.string(),
    memberCount: count,
    joinedMemberCount: count,
  })
  .transform(({ id, name, memberCount, joinedMemberCount }): Queue => ({
    id: id.toLowerCase(),
    name,
    ...(memberCount !== undefined && { memberCount }),
    ...(joinedMemberCount !== undefined && { joinedMemberCount }),
  }));
const listingSchema = z.object({ entities: z.array(queueSchema).default([]) });

/** @param loadTimeout milliseconds for one look with all its retries */
export function genesysQueues(client: GenesysClient, clock: Clock, loadTimeout: number): QueueDirectory {
  const ask = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const limit = loadLimit(loadTimeout, clock);
    try {
      return readAnswer(await client.get(path, limit), schema, 'describes no queue');
    } finally {
      limit.done();
    }
  };
  return {
    byId: (queueId) => ask(`/api/v2/routing/queues/${encodeURIComponent(queueId)}`, queueSchema),
    async byName(part, most) {
      // An asterisk at either end stands for anything.
      const name = part.trim() === '' ? '' : `&name=${encodeURIComponent(`*${part.trim()}*`)}`;
      const path = `/api/v2/routing/queues?pageSize=${most}&pageNumber=1&sortBy=name${name}`;
      return (await ask(path, listingSchema)).entities;
    },
  };
}
