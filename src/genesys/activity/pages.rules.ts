// Whether an answer about several queues is whole, or another page has to be asked for.
import type { QueueActivity } from './activity-answer.js';
import type { MemberStatus, Unknown } from './look.js';

/** What the pages of one batch have told so far. */
export interface Gathered {
  readonly queues: Map<string, { readonly members: Map<string, MemberStatus>; counted: number | undefined }>;
  readonly unknown: Map<string, Unknown>;
  /** Members and queues on the first page. */
  first?: PageExtent;
}

/** How much a page has. */
export interface PageExtent {
  readonly members: number;
  readonly queues: number;
}

export const nothingGathered = (): Gathered => ({ queues: new Map(), unknown: new Map() });

const sameWords = (one: MemberStatus, other: MemberStatus): boolean =>
  one.presence === other.presence && one.routingStatus === other.routingStatus && one.joined === other.joined;

/** Adds a page; queues that were not asked for are left out. @returns whether it told anything new */
export function gather(
  gathered: Gathered,
  page: readonly QueueActivity[],
  wanted: ReadonlySet<string>,
): boolean {
  let addsMembers = false;
  for (const row of page) {
    const { queueId } = row;
    if (!wanted.has(queueId)) continue;
    let queue = gathered.queues.get(queueId);
    if (!queue) {
      queue = { members: new Map(), counted: undefined };
      gathered.queues.set(queueId, queue);
      addsMembers = true;
    }
    queue.counted = row.counted ?? queue.counted;
    if (row.truncated) gathered.unknown.set(queueId, 'truncated');
    else if (row.contradictory) gathered.unknown.set(queueId, 'contradictory');
    for (const [userId, status] of row.members) {
      const known = queue.members.get(userId);
      if (!known) addsMembers = true;
      else if (!sameWords(known, status)) gathered.unknown.set(queueId, 'contradictory');
      queue.members.set(userId, status);
    }
  }
  gathered.first ??= extentOf(page);
  return addsMembers;
}

const extentOf = (page: readonly QueueActivity[]): PageExtent => ({
  members: page.reduce((sum, { members }) => sum + members.length, 0),
  queues: page.length,
});

/** Whether everything that was asked for is there, by the answer's own counts. */
export function isWhole({ queues, unknown }: Gathered, wanted: ReadonlySet<string>): boolean {
  return [...wanted].every((id) => {
    const queue = queues.get(id);
    return unknown.has(id) || (queue?.counted !== undefined && queue.members.size >= queue.counted);
  });
}

/** Whether a first page is no larger than one after which nothing came. */
export function isProven({ first }: Gathered, proof: PageExtent | undefined): boolean {
  return (
    first !== undefined &&
    proof !== undefined &&
    first.members <= proof.members &&
    first.queues <= proof.queues
  );
}

/** The largest first page after which nothing came, now that `first` was one too. */
export function proofAfter(proof: PageExtent | undefined, first: PageExtent): PageExtent {
  return {
    members: Math.max(proof?.members ?? 0, first.members),
    queues: Math.max(proof?.queues ?? 0, first.queues),
  };
}

/**
 * The latest moment since when any member is as told; undefined where none is told.
 * @param atMost what is later is no moment of a change: nothing was known of it when that was told
 */
export function latestMoment({ queues }: Pick<Gathered, 'queues'>, atMost: number): number | undefined {
  let latest = -Infinity;
  for (const { members } of queues.values())
    for (const { presenceSince = -Infinity, routingStatusSince = -Infinity } of members.values()) {
      if (presenceSince > latest && presenceSince <= atMost) latest = presenceSince;
      if (routingStatusSince > latest && routingStatusSince <= atMost) latest = routingStatusSince;
    }
  return latest === -Infinity ? undefined : latest;
}
