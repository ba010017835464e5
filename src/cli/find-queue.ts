// Which queue a command means: an id, or the exact name of a queue.
import { ServiceError } from '../domain/errors.js';
import type { Queue, QueueDirectory } from '../genesys/queues/queues.js';
import { asQueueId } from '../domain/member-query.rules.js';

/** As many as Genesys lists on one page. */
const MOST = 100;

/**
 * The queue that `text` means; an id is not looked up, and so has no name here.
 * @throws ServiceError `queue_not_found` with similar names, `invalid_parameter` when several have the name,
 * `genesys_…` or `login_…`
 */
export async function findQueue(
  directory: QueueDirectory,
  text: string,
): Promise<Pick<Queue, 'id'> & Partial<Queue>> {
  const id = asQueueId(text);
  if (id !== undefined) return { id };
  const wanted = text.trim();
  const similar = await directory.byName(wanted, MOST);
  const found = similar.filter(({ name }) => name.trim().toLowerCase() === wanted.toLowerCase());
  const [only] = found;
  if (only && found.length === 1) return only;
  if (only) {
    const ids = found.map((queue) => queue.id).join(', ');
    throw new ServiceError('invalid_parameter', {
      detail: `${found.length} queues are called "${wanted}".`,
      hint: `Give the id instead, one of ${ids}.`,
    });
  }
  const names = similar.slice(0, 5).map(({ name }) => `"${name}"`);
  throw new ServiceError('queue_not_found', {
    detail: `There is no queue called "${wanted}" that this OAuth client can see.`,
    hint:
      names.length > 0
        ? `Did you mean ${names.join(', ')}? A name must be whole.`
        : 'Run "genesys-availability-proxy queues" for all names and ids.',
  });
}
