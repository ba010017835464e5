// Words of states folded to one spelling, and when two looks at a queue tell the same.
import type { MemberStatus, QueueLook } from './look.js';

/** `On Queue` of the members endpoint is `ON_QUEUE` everywhere else. */
export const foldWord = (word: string): string =>
  word
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');

/** Whether a membership status means joined; undefined for a word that is not known. */
export function isJoined(status: string): boolean | undefined {
  const word = foldWord(status);
  if (word === 'ACTIVE' || word === 'JOINED') return true;
  return word === 'INACTIVE' || word === 'NOT_JOINED' ? false : undefined;
}

/** Whether both tell the same state since the same moments. */
export const sameStatus = (one: MemberStatus, other: MemberStatus): boolean =>
  one.presence === other.presence &&
  one.routingStatus === other.routingStatus &&
  one.joined === other.joined &&
  one.presenceSince === other.presenceSince &&
  one.routingStatusSince === other.routingStatusSince;

/** Whether both tell the same members in the same states since the same moments. */
export function sameStates(one: QueueLook, other: QueueLook): boolean {
  if (one.members.size !== other.members.size) return false;
  for (const [userId, status] of one.members) {
    const now = other.members.get(userId);
    if (!now || !sameStatus(status, now)) return false;
  }
  return true;
}
