// Whether two looks at a queue and the members that were fetched in between tell the same.
import type { MemberFilters } from '../../domain/model.js';
import type { QueueLook } from './look.js';
import { breadthOf, select, type Breadth } from './selection.rules.js';
import { foldWord, sameStatus } from './states.rules.js';

/** What a fetch of all pages found; moments are monotonic milliseconds. */
export interface Fetched {
  readonly queueId: string;
  readonly filters: MemberFilters;
  readonly members: readonly FetchedMember[];
  readonly beganAt: number;
  readonly endedAt: number;
}

/** A member as the members endpoint tells; absent where it was not asked. */
export interface FetchedMember {
  readonly userId: string;
  readonly joined?: boolean;
  readonly presence?: string;
}

/** People who looks may leave out. */
export type LeftOut = 'offline' | 'notJoined';

/** `agree`; `leaves out` some kinds of people that the filters may select; or `disagree`. */
export type Comparison =
  | { readonly kind: 'agree'; readonly breadth: Breadth }
  | { readonly kind: 'leaves out'; readonly what: readonly LeftOut[] }
  | { readonly kind: 'disagree'; readonly users: number };

function kindOf({ joined, presence }: FetchedMember): LeftOut | undefined {
  if (joined === false) return 'notJoined';
  return presence !== undefined && foldWord(presence) === 'OFFLINE' ? 'offline' : undefined;
}

/** Whether a look tells what was fetched, but for some users. @returns undefined where it can't tell */
function compareWith(
  look: QueueLook,
  { filters, members }: Fetched,
  changed: ReadonlySet<string>,
): Comparison | undefined {
  const all = select(look, filters);
  if (!all) return undefined;
  const selected = all.filter((userId) => !changed.has(userId));
  const wanted = new Set(selected);
  const found = new Map(members.map((member) => [member.userId.toLowerCase(), member]));
  // One person as two members of a queue: looks count people.
  if (found.size !== members.length) return undefined;
  for (const userId of changed) found.delete(userId);
  const extra = selected.filter((userId) => !found.has(userId)).length;
  const absent = [...found].filter(([userId]) => !wanted.has(userId));
  if (extra + absent.length === 0) return { kind: 'agree', breadth: breadthOf(filters) };
  const leftOut = absent.map(([userId, member]) => (look.members.has(userId) ? undefined : kindOf(member)));
  if (extra === 0 && leftOut.every((kind) => kind !== undefined))
    return { kind: 'leaves out', what: [...new Set(leftOut)] };
  return { kind: 'disagree', users: extra + absent.length };
}

/** More than this share of a queue's members that changed between two looks leave too little to compare. */
const CHANGED_AT_MOST = 0.5;

/** Users whom two looks don't tell the same of. */
function changedBetween(before: QueueLook, after: QueueLook): ReadonlySet<string> {
  const ids = new Set([...before.members.keys(), ...after.members.keys()]);
  for (const id of ids) {
    const [one, other] = [before.members.get(id), after.members.get(id)];
    if (one && other && sameStatus(one, other)) ids.delete(id);
  }
  return ids;
}

/**
 * What a fetch says of the two looks around it, by the users of whom both tell the same: what changed between may have
 * been so or so when the page was written.
 * @returns undefined where nothing follows
 */
export function compare(before: QueueLook, after: QueueLook, fetched: Fetched): Comparison | undefined {
  if (before.answeredAt > fetched.beganAt || fetched.endedAt > after.askedAt) return undefined;
  const changed = changedBetween(before, after);
  const most = Math.max(before.members.size, after.members.size);
  return changed.size > CHANGED_AT_MOST * most ? undefined : compareWith(after, fetched, changed);
}
