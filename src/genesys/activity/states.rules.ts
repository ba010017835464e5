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

/** By the newer of two looks: several want to know what has changed since the one before. */
const changes = new WeakMap<QueueLook, { readonly before: QueueLook; readonly changed: readonly string[] }>();

/** Ids of the users whom two looks don't tell the same of. */
export function changedBetween(before: QueueLook, after: QueueLook): readonly string[] {
  const known = changes.get(after);
  if (known?.before === before) return known.changed;
  const changed: string[] = [];
  for (const [id, status] of before.members) {
    const now = after.members.get(id);
    if (!now || !sameStatus(status, now)) changed.push(id);
  }
  if (after.members.size + changed.length > before.members.size)
    for (const id of after.members.keys()) if (!before.members.has(id)) changed.push(id);
  changes.set(after, { before, changed });
  return changed;
}

/** Whether both tell the same members in the same states since the same moments. */
export const sameStates = (one: QueueLook, other: QueueLook): boolean =>
  changedBetween(one, other).length === 0;
