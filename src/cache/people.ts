// The members of a queue as people look at them: joined, presence and routing status of each.
import type { Member } from '../domain/model.js';
import type { Person } from '../domain/queue-people.rules.js';
import { readEntity } from './entity.js';

/** What a fetch must ask for so that `personOf` finds something. */
export const PERSON_VIEW = { expand: ['presence', 'routingStatus'] } as const;

/** What Genesys wrote of a member, in words where it says nothing. */
export function personOf(member: Member): Person {
  const {
    joined,
    presence = 'presence not told',
    routingStatus = 'routing status not told',
  } = readEntity(member);
  return { joined, presence, routingStatus };
}
