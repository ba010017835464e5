// Which queues a channel listens to, and when its list is sent anew.

/** A channel holds 1,000 topics (Genesys's limit), and a queue has two. */
export const MOST_QUEUES = 500;

/** A queue that nobody wants any more stays this long, so that the list doesn't flap. */
const LINGER_MS = 60_000;
/** Between the first sign of a change and sending it: others often follow at once. */
const DEBOUNCE_MS = 250;
/** Between two sendings. */
const SPACING_MS = 5_000;
/** Topics that were refused are asked for again after this long: permissions are granted meanwhile. */
export const REFUSED_FOR_MS = 600_000;

/** Queues that are listened to, each with the monotonic moment since when it is not wanted, if it isn't. */
export type Holdings = ReadonlyMap<string, number | undefined>;

/**
 * The queues to listen to from now on, at most `most`: the wanted ones, the most wanted first; one that was held
 * gives way to another only after it was out of the most wanted for LINGER_MS, or at once if nobody wants it and
 * there is no room.
 */
export function nextHoldings(
  held: Holdings,
  wanted: readonly string[],
  now: number,
  most = MOST_QUEUES,
): Holdings {
  const all = new Set(wanted);
  const top = [...all].slice(0, most);
  const inTop = new Set(top);
  const outside = [...held.keys()]
    .filter((id) => !inTop.has(id))
    .map((id): [id: string, since: number] => [id, held.get(id) ?? now])
    .filter(([, since]) => now - since < LINGER_MS);
  const stillWanted = outside.filter(([id]) => all.has(id));
  const kept = top.filter((id) => held.has(id));
  const fresh = top
    .filter((id) => !held.has(id))
    .slice(0, Math.max(0, most - kept.length - stillWanted.length));
  const taken = new Set([...kept, ...fresh]);
  const lasting = top.filter((id) => taken.has(id)).map((id): [string, undefined] => [id, undefined]);
  const unwanted = outside.filter(([id]) => !all.has(id));
  return new Map([...lasting, ...stillWanted, ...unwanted].slice(0, most));
}

/** Whether two lists name the same queues. */
export function sameQueues(one: Holdings, other: Holdings): boolean {
  return one.size === other.size && [...one.keys()].every((id) => other.has(id));
}

/**
 * Milliseconds until a change of the list may be sent, 0 when it may be now.
 * @param changedAt when the change was first seen
 * @param sentAt when the last change was sent, if one was
 */
export function sendIn(changedAt: number, sentAt: number | undefined, now: number): number {
  return Math.max(0, changedAt + DEBOUNCE_MS - now, (sentAt ?? -Infinity) + SPACING_MS - now);
}

/** Milliseconds until the first of the queues that nobody wants has stayed long enough; undefined if there is none. */
export function lingerEndsIn(held: Holdings, now: number): number | undefined {
  const since = [...held.values()].filter((moment) => moment !== undefined);
  return since.length === 0 ? undefined : Math.max(0, Math.min(...since) + LINGER_MS - now);
}
