// What a look says of a snapshot that is held: that it is still so, that it is not, or nothing.
import type { Member, MemberQuery, Snapshot } from '../domain/model.js';
import type { MemberStatus, QueueLook } from '../genesys/activity/look.js';
import { isConfirmable, isDecidable, select } from '../genesys/activity/selection.rules.js';
import { foldWord } from '../genesys/activity/states.rules.js';
import type { EntityFacts } from './entity.js';

type LookVerdict = 'confirmed' | 'changed' | 'untold';

/** What a look shows of members. */
const SHOWN_PARTS: ReadonlySet<string> = new Set(['presence', 'routingStatus']);

/** Whether a look can say of a snapshot in this view that it is still so to the letter. */
export function isShown({ filters, view }: MemberQuery): boolean {
  return isConfirmable(filters) && (view?.expand ?? []).every((part) => SHOWN_PARTS.has(part));
}

const differs = (decided: string | undefined, looked: string | undefined): boolean =>
  decided !== undefined && looked !== undefined && foldWord(decided) !== looked;

/** Whether an entity tells another state than the look, as far as both tell. */
export function showsOther({ presence, routingStatus, joined }: EntityFacts, status: MemberStatus): boolean {
  return (
    differs(presence, status.presence) ||
    differs(routingStatus, status.routingStatus) ||
    (status.joined !== undefined && status.joined !== joined)
  );
}

/**
 * @param unchangedSince since when looks have told the same of all its members; monotonic milliseconds
 * @param read what the text of a member tells
 */
export function judgeByLook(
  look: QueueLook,
  unchangedSince: number,
  query: MemberQuery,
  snapshot: Pick<Snapshot, 'members' | 'takenAt'>,
  read: (member: Member) => EntityFacts,
): LookVerdict {
  if (!isDecidable(query.filters)) {
    if (!isConfirmable(query.filters)) return 'untold';
    return unchangedSince <= snapshot.takenAt ? 'confirmed' : 'changed';
  }
  const selected = select(look, query.filters);
  if (!selected) return 'untold';
  const users = new Map(snapshot.members.map((member) => [member.userId.toLowerCase(), member]));
  // One person as two members of a queue: looks count people.
  if (users.size !== snapshot.members.length) return 'untold';
  if (users.size !== selected.length || selected.some((id) => !users.has(id))) return 'changed';
  if (!query.view) return 'confirmed';
  const other = [...users].some(([id, member]) => {
    const status = look.members.get(id);
    return status !== undefined && member.json !== '' && showsOther(read(member), status);
  });
  return other ? 'changed' : 'confirmed';
}

const titled = (word: string): string =>
  word
    .toLowerCase()
    .split('_')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join(' ');

/** Members in the same state have the same text: there are few of them. */
const texts = new Map<string, string>();
const MOST_TEXTS = 1_000;

/** What counting and the decision log read of a member, in the words of the members endpoint. */
function textOf({ presence, routingStatus, joined }: MemberStatus): string {
  const key = `${presence} ${routingStatus} ${joined}`;
  let text = texts.get(key);
  if (text === undefined) {
    text = JSON.stringify({
      ...(joined !== undefined && { joined }),
      user: {
        ...(presence !== undefined && {
          presence: { presenceDefinition: { systemPresence: titled(presence) } },
        }),
      },
      ...(routingStatus !== undefined && { routingStatus: { status: routingStatus } }),
    });
    if (texts.size < MOST_TEXTS) texts.set(key, text);
  }
  return text;
}

/**
 * Who matches by a look, as a snapshot that is good for counting; undefined where the look can't tell.
 * @param moment monotonic milliseconds at which what it tells was true
 */
export function snapshotByLook(look: QueueLook, query: MemberQuery, moment: number): Snapshot | undefined {
  const selected = select(look, query.filters);
  if (!selected) return undefined;
  return {
    members: selected.map((userId) => ({
      id: userId,
      userId,
      json: textOf(look.members.get(userId) ?? {}),
    })),
    takenAt: moment,
    asOf: look.asOf - (look.askedAt - moment),
    pages: 1,
    correlationIds: look.correlationIds,
    source: 'activity',
  };
}
