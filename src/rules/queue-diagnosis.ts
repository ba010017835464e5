// Why a queue counts as many agents as it does: its members by joined, presence and routing status, in words.
import type { MemberFilters } from '../model.js';
import { filtersText } from './availability-query.js';
import type { Finding } from './finding.js';

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

/** Whether the queue has anybody. */
export function diagnoseMembers({ members }: QueueNumbers): Finding {
  if (members > 0) return { status: 'ok', detail: `${agents(members, 'member')}.`, facts: { members } };
  return {
    status: 'failed',
    detail: 'The queue has no members, so no filter will ever count anybody.',
    hint: 'Add agents in Genesys Cloud Admin, Contact Center, Queues, this queue, Members; or ask for another queue.',
    facts: { members },
  };
}

/** Whether any member has joined. */
export function diagnoseJoined({ members, joined }: QueueNumbers): Finding {
  const facts = { members, joined };
  if (joined > 0) return { status: 'ok', detail: `${joined} of ${members} have joined.`, facts };
  return {
    status: 'failed',
    detail: `None of the ${agents(members, 'member')} has joined the queue: joined=true counts nobody.`,
    hint: 'Members join by activating the queue in their Genesys Cloud client (or a supervisor does it for them); joined=false counts those who have not.',
    facts,
  };
}

/** Questions that are asked often, with what each of them counts. */
const USUAL: ReadonlyArray<readonly [filters: MemberFilters, means: string]> = [
  [{ routingStatus: ['IDLE'], joined: true }, 'on queue and free: can take a call now'],
  [{ presence: ['Available'], joined: true }, 'at the desk, but off queue'],
  [{ presence: ['On Queue'], joined: true }, 'on queue, free or not'],
  [{ joined: true }, 'joined, in whatever state'],
];

/**
 * What `filters` count, and which other filters would count whom.
 * @param counted how many Genesys itself counted with them
 */
export function diagnoseAvailability(
  people: readonly Person[],
  filters: MemberFilters,
  counted: number,
): Finding {
  const numbers = numbersOf(people);
  const asked = filtersText(filters) || 'no filter';
  const alternatives = USUAL.filter(([usual]) => filtersText(usual) !== asked).map(([usual, means]) => ({
    filters: filtersText(usual),
    counts: count(people, usual),
    means,
  }));
  const facts = { filters: asked, counted, ...numbers, alternatives };
  const states = `The ${numbers.joined} who have joined: ${listed(numbers.presence)}; ${listed(numbers.routingStatus)}.`;
  const others = alternatives
    .filter(({ counts }) => counts > 0)
    .map(({ filters: text, counts, means }) => `${text} counts ${counts} (${means}).`);
  const verdict = counted > 0 ? `${asked} counts ${counted}.` : `Nobody matches ${asked}, so total is 0.`;
  const detail = [verdict, states, ...others].join('\n');
  if (counted > 0) return { status: 'ok', detail, facts };
  return { status: 'warn', detail, hint: whyNobody(people, filters), facts };
}

/** What stands between the members and the count, the most telling first. */
function whyNobody(people: readonly Person[], filters: MemberFilters): string {
  const { presence, routingStatus, joined, ...others } = filters;
  const other = filtersText(others);
  const near = count(people, filters);
  if (near > 0 && other !== '') {
    return `${agents(near, 'member')} would match without ${other}: check these values against the agents in Genesys Cloud.`;
  }
  if (near > 0) return 'The agents have changed state between two looks: run it again.';
  const idle = count(people, { routingStatus: ['IDLE'], joined: true });
  if (idle > 0 && presence && !presence.includes('On Queue')) {
    return `${idle} can take a call right now, but whoever is on queue has the presence On Queue, not ${presence.join(' or ')} (platforms show this as "No agent data"). Ask with routingStatus=IDLE instead of presence.`;
  }
  const state = { ...(presence && { presence }), ...(routingStatus && { routingStatus }) };
  const elsewhere = joined === undefined ? 0 : count(people, state);
  if (elsewhere > 0) {
    const lack = joined ? 'have not joined the queue' : 'have joined the queue';
    return `${elsewhere} would match, but ${lack}. Let them join or leave, or leave joined out of the filters.`;
  }
  return 'Wait until agents are in that state, or ask for a state that they have (platforms show this as "No agent data").';
}

/** How many of `people` match, as far as joined, presence and routing status go. */
function count(people: readonly Person[], { joined, presence, routingStatus }: MemberFilters): number {
  return people.filter(
    (person) =>
      (joined === undefined || person.joined === joined) &&
      (!presence || presence.some((wanted) => same(wanted, person.presence))) &&
      (!routingStatus || routingStatus.some((wanted) => same(wanted, person.routingStatus))),
  ).length;
}

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

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');
}

function agents(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
