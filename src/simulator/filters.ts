// The members endpoint's filters: read from a query, and as one predicate.
import { choice, known, list } from './parameters.js';
import type { MatchFilters, MemberState } from './types.js';
import { PRESENCES, ROUTING_STATUSES } from './vocabulary.js';

const folded = (text: string) => text.toLowerCase();
const many = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** No wish, or one of the wishes is that very value. */
function isOne(wishes: string | readonly string[] | undefined, value: string): boolean {
  const list = many(wishes);
  return list.length === 0 || list.includes(value);
}

/** No wish, or one of the wishes is contained in one of the values, in any case. */
function containsOne(wishes: string | readonly string[] | undefined, values: readonly string[]): boolean {
  const list = many(wishes);
  return (
    list.length === 0 || list.some((wish) => values.some((value) => folded(value).includes(folded(wish))))
  );
}

/** @throws Refusal 400 for words that Genesys doesn't know */
export function readFilters(params: URLSearchParams): MatchFilters {
  const name = params.get('name');
  const memberBy = choice(params, 'memberBy', ['user', 'group']);
  const joined = choice(params, 'joined', ['true', 'false']);
  return {
    ...(name ? { name } : {}),
    profileSkills: list(params, 'profileSkills'),
    skills: list(params, 'skills'),
    languages: list(params, 'languages'),
    routingStatus: known(list(params, 'routingStatus'), ROUTING_STATUSES, 'routingStatus'),
    presence: known(list(params, 'presence'), PRESENCES, 'presence'),
    ...(memberBy === undefined ? {} : { memberBy }),
    ...(joined === undefined ? {} : { joined: joined === 'true' }),
  };
}

/** Whether a member matches every filter; a list matches when any of its values does. */
export function matches(member: MemberState, filters: MatchFilters): boolean {
  return (
    containsOne(filters.name, [member.name]) &&
    containsOne(filters.profileSkills, member.profileSkills) &&
    containsOne(filters.skills, member.skills) &&
    containsOne(filters.languages, member.languages) &&
    isOne(filters.routingStatus, member.routingStatus) &&
    isOne(filters.presence, member.presence) &&
    isOne(filters.memberBy, member.memberBy) &&
    (filters.joined === undefined || filters.joined === member.joined)
  );
}

function byName(one: MemberState, other: MemberState): number {
  const [a, b] = [folded(one.name), folded(other.name)];
  if (a !== b) return a < b ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

/** The members that match, by name and then by id. */
export function select<M extends MemberState>(members: readonly M[], filters: MatchFilters): M[] {
  return members.filter((member) => matches(member, filters)).sort(byName);
}
