// Which questions Genesys's announcements can speak for, and when one is found to have been missing.
import type { Member, MemberQuery } from '../domain/model.js';

/** Presence, routing status and membership of a queue's members: of a change of these there is an announcement. */
const ANNOUNCED_FILTERS: ReadonlySet<string> = new Set(['presence', 'routingStatus', 'joined', 'memberBy']);
const ANNOUNCED_PARTS: ReadonlySet<string> = new Set(['presence', 'routingStatus']);

/**
 * Whether every change of a query's answer is announced: it filters by nothing else, and shows nothing else of its
 * members than what is always there.
 */
export function isAnnounced({ filters, view }: MemberQuery): boolean {
  return (
    Object.keys(filters).every((name) => ANNOUNCED_FILTERS.has(name)) &&
    (view?.expand ?? []).every((part) => ANNOUNCED_PARTS.has(part))
  );
}

/**
 * Whether other members match than before, or something else is told of them.
 * @param told what an answer tells of a member of which changes are announced
 */
export function differs(
  before: readonly Member[],
  after: readonly Member[],
  told: (member: Member) => string,
): boolean {
  if (before.length !== after.length) return true;
  const known = new Map(before.map((member) => [member.id, member]));
  return after.some((member) => {
    const same = known.get(member.id);
    return !same || (same.json !== member.json && told(same) !== told(member));
  });
}
