// Whether two looks at a queue and the members that were fetched in between tell the same.
import type { MemberFilters } from '../../domain/model.js';
import type { QueueLook } from './look.js';
import { breadthOf, select, type Breadth } from './selection.rules.js';
import { foldWord } from './states.rules.js';

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
  | Disagreement;

export interface Disagreement {
  readonly kind: 'disagree';
  readonly users: number;
  readonly who: readonly string[];
  /** Whether the look may be older than what was fetched, and not the other way round. */
  readonly mayBeLate: boolean;
}

/** By so much may what was fetched be behind what a look tells. */
const FETCH_LAGS_MS = 5_000;

/** Whom looks may leave out. */
export function kindOf({ joined, presence }: FetchedMember): LeftOut | undefined {
  if (joined === false) return 'notJoined';
  return presence !== undefined && foldWord(presence) === 'OFFLINE' ? 'offline' : undefined;
}

/** The users that filters select by a look, as far as a fetch can be held against it. */
interface Selected {
  readonly selected: ReadonlySet<string>;
  readonly found: ReadonlyMap<string, FetchedMember>;
}

function selectedBy(look: QueueLook, { filters, members }: Fetched): Selected | undefined {
  const all = select(look, filters);
  const found = new Map(members.map((member) => [member.userId.toLowerCase(), member]));
  // One person as two members of a queue: looks count people.
  return all && found.size === members.length ? { selected: new Set(all), found } : undefined;
}

/** Whether a look tells what was fetched, but for some users. @returns undefined where it can't tell */
function compareWith(
  look: QueueLook,
  fetched: Fetched,
  changed: ReadonlySet<string>,
): Comparison | undefined {
  const { selected, found } = selectedBy(look, fetched) ?? {};
  if (!selected || !found) return undefined;
  const extra = [...selected].filter((userId) => !found.has(userId) && !changed.has(userId));
  const absent = [...found].filter(([userId]) => !selected.has(userId) && !changed.has(userId));
  if (extra.length + absent.length === 0) return { kind: 'agree', breadth: breadthOf(fetched.filters) };
  const leftOut = absent.map(([userId, member]) => (look.members.has(userId) ? undefined : kindOf(member)));
  if (extra.length === 0 && leftOut.every((kind) => kind !== undefined))
    return { kind: 'leaves out', what: [...new Set(leftOut)] };
  const who = [...extra, ...absent.map(([userId]) => userId)];
  const mayBeLate = who.some((userId) => isOlder(look, userId, fetched));
  return { kind: 'disagree', users: who.length, who, mayBeLate };
}

/** Whether what a look tells of a user may be from before what was fetched. */
function isOlder(look: QueueLook, userId: string, { beganAt }: Fetched): boolean {
  const { presenceSince, routingStatusSince } = look.members.get(userId) ?? {};
  const since = Math.max(presenceSince ?? -Infinity, routingStatusSince ?? -Infinity);
  return since < look.askedOnTheirClock - (look.askedAt - beganAt) - FETCH_LAGS_MS;
}

/** Whether a look tells of these users what was fetched. */
export function tellsOf(look: QueueLook, fetched: Fetched, who: readonly string[]): boolean {
  const { selected, found } = selectedBy(look, fetched) ?? {};
  return who.every((userId) => selected?.has(userId) === found?.has(userId));
}

/** More than this share of a queue's members that changed between two looks leave too little to compare. */
const CHANGED_AT_MOST = 0.5;

/** A fetch with the looks before it, and after it up to now. */
export interface Enclosed {
  readonly before: QueueLook;
  readonly fetched: Fetched;
  /** Users of whom two looks since `before` don't tell the same. */
  readonly changed: ReadonlySet<string>;
}

/**
 * What a fetch says of the looks around it, by the users of whom all tell the same: what changed between may have been
 * so or so when the page was written.
 * @param after tells of the end of the fetch, or later
 * @returns undefined where nothing follows
 */
export function compare({ before, fetched, changed }: Enclosed, after: QueueLook): Comparison | undefined {
  if (before.answeredAt > fetched.beganAt) return undefined;
  const most = Math.max(before.members.size, after.members.size);
  return changed.size > CHANGED_AT_MOST * most ? undefined : compareWith(after, fetched, changed);
}
