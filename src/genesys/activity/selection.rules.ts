// Which members a query's filters select from a look, where a look can tell.
import type { MemberFilters } from '../../domain/model.js';
import type { MemberStatus, QueueLook } from './look.js';
import { foldWord } from './states.rules.js';

/** Filters that looks tell enough for; any other one takes the members endpoint. */
const KNOWN_TO_LOOKS: readonly string[] = ['presence', 'routingStatus', 'joined'];

const given = (filters: MemberFilters) =>
  Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [name]));

/** Whether looks tell all that these filters ask for. */
export function isDecidable(filters: MemberFilters): boolean {
  return given(filters).every((name) => KNOWN_TO_LOOKS.includes(name));
}

/** Whether a change of who matches these filters shows in looks: how somebody became a member does not, but hardly changes. */
export function isConfirmable(filters: MemberFilters): boolean {
  return given(filters).every((name) => name === 'memberBy' || KNOWN_TO_LOOKS.includes(name));
}

/**
 * `narrow` filters select only people who have joined and are there. Nobody knows whether Genesys tells of the others
 * in a look: `wide` filters may select them.
 */
export type Breadth = 'narrow' | 'wide';

const excludes = (words: readonly string[] | undefined, word: string): boolean =>
  words !== undefined && !words.some((one) => foldWord(one) === word);

/** Whether filters may select people who are offline. */
export const mayBeOffline = ({ presence, routingStatus }: MemberFilters): boolean =>
  !excludes(presence, 'OFFLINE') && !excludes(routingStatus, 'OFF_QUEUE');

export function breadthOf(filters: MemberFilters): Breadth {
  return filters.joined === true && !mayBeOffline(filters) ? 'narrow' : 'wide';
}

/** Whether a state is one of the words; undefined where it is not told and words are asked for. */
function isOneOf(state: string | undefined, words: ReadonlySet<string> | undefined): boolean | undefined {
  if (!words) return true;
  return state === undefined ? undefined : words.has(state);
}

const folded = (words: readonly string[] | undefined) => words && new Set(words.map(foldWord));

/** Whether a member in this state matches; undefined where that can't be told. */
function matcher({ presence, routingStatus, joined }: MemberFilters) {
  const [presences, statuses] = [folded(presence), folded(routingStatus)];
  return (status: MemberStatus): boolean | undefined => {
    const parts = [
      isOneOf(status.presence, presences),
      isOneOf(status.routingStatus, statuses),
      joined === undefined ? true : status.joined === undefined ? undefined : status.joined === joined,
    ];
    if (parts.includes(false)) return false;
    return parts.includes(undefined) ? undefined : true;
  };
}

/** Ids of the users that the filters select, in the look's order; undefined where the look can't tell. */
export function select(
  look: Pick<QueueLook, 'members'>,
  filters: MemberFilters,
): readonly string[] | undefined {
  if (!isDecidable(filters)) return undefined;
  const matches = matcher(filters);
  const selected: string[] = [];
  for (const [userId, status] of look.members) {
    const verdict = matches(status);
    if (verdict === undefined) return undefined;
    if (verdict) selected.push(userId);
  }
  return selected;
}
