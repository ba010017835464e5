// The members of a queue as counting sees them: by joined, presence and routing status.
import type { MemberFilters } from './model.js';

/** A member as far as counting goes; presence and routing status as in the filters. */
export interface Person {
  readonly joined: boolean;
  readonly presence: string;
  readonly routingStatus: string;
}

/** How many there are of each; the two tallies are of those who have joined. */
export interface QueueNumbers {
  readonly members: number;
  readonly joined: number;
  readonly presence: Readonly<Record<string, number>>;
  readonly routingStatus: Readonly<Record<string, number>>;
}

/** Counts `people`. */
export function numbersOf(people: readonly Person[]): QueueNumbers {
  const joined = people.filter((person) => person.joined);
  return {
    members: people.length,
    joined: joined.length,
    presence: tally(joined.map(({ presence }) => presence)),
    routingStatus: tally(joined.map(({ routingStatus }) => routingStatus)),
  };
}

/** The filters that a person's state says nothing of, such as skills. */
export function otherFilters(filters: MemberFilters): MemberFilters {
  const states = ['presence', 'routingStatus', 'joined'];
  return Object.fromEntries(Object.entries(filters).filter(([name]) => !states.includes(name)));
}

/** How many of `people` match, as far as joined, presence and routing status go. */
export function count(people: readonly Person[], { joined, presence, routingStatus }: MemberFilters): number {
  return people.filter(
    (person) =>
      (joined === undefined || person.joined === joined) &&
      (!presence || presence.some((wanted) => same(wanted, person.presence))) &&
      (!routingStatus || routingStatus.some((wanted) => same(wanted, person.routingStatus))),
  ).length;
}

/** Members who are alike, and how many they are. */
export interface PersonGroup extends Person {
  readonly members: number;
}

/** `people` without single ones: the largest group first. */
export function groupsOf(people: readonly Person[]): PersonGroup[] {
  const groups = new Map<string, PersonGroup>();
  for (const { joined, presence, routingStatus } of people) {
    const key = JSON.stringify([joined, presence, routingStatus]);
    const members = (groups.get(key)?.members ?? 0) + 1;
    groups.set(key, { joined, presence, routingStatus, members });
  }
  return [...groups.values()].sort((a, b) => b.members - a.members);
}

/** How many members of `groups` match, as `count` has it. */
export const countIn = (groups: readonly PersonGroup[], filters: MemberFilters): number =>
  groups.reduce((sum, group) => sum + group.members * count([group], filters), 0);

function same(one: string, other: string): boolean {
  const fold = (text: string) => text.toLowerCase().replace(/[\s_-]+/g, '');
  return fold(one) === fold(other);
}

/** The most frequent first. */
function tally(values: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]));
}
