// Why a queue counts as many agents as it does: its members by joined, presence and routing status, in words.
import type { MemberFilters } from './model.js';
import { filtersText } from './availability-query.rules.js';
import { unknownValuesText } from './unknown-values.rules.js';
import type { Finding } from './finding.js';
import { count, numbersOf, otherFilters, type Person, type QueueNumbers } from './queue-people.rules.js';

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

/** What was counted of a queue. */
interface Counted {
  /** All its members. */
  readonly people: readonly Person[];
  /** Those whom `otherFilters` let through. */
  readonly eligible: readonly Person[];
  /** How many Genesys itself counted with all filters. */
  readonly counted: number;
}

/** What `filters` count, and which other filters would count whom. */
export function diagnoseAvailability(seen: Counted, filters: MemberFilters): Finding {
  const { people, eligible, counted } = seen;
  const numbers = numbersOf(people);
  const asked = filtersText(filters) || 'no filter';
  const others = otherFilters(filters);
  const alternatives = [
    ...USUAL.map(([usual, means]) => {
      return { filters: filtersText({ ...usual, ...others }), counts: count(eligible, usual), means };
    }).filter((usual) => usual.filters !== asked),
    ...withoutOthers(people, filters),
  ];
  const facts = { filters: asked, counted, ...numbers, alternatives };
  const states = `The ${numbers.joined} who have joined: ${listed(numbers.presence)}; ${listed(numbers.routingStatus)}.`;
  const more = alternatives
    .filter(({ counts }) => counts > 0)
    .map(({ filters: text, counts, means }) => `${text} counts ${counts} (${means}).`);
  const verdict = counted > 0 ? `${asked} counts ${counted}.` : `Nobody matches ${asked}, so total is 0.`;
  const detail = [verdict, ...(numbers.joined > 0 ? [states] : []), ...more].join('\n');
  const unknown = unknownValuesText(filters, counted);
  if (counted === 0) return { status: 'warn', detail, hint: unknown || whyNobody(seen, filters), facts };
  return unknown === '' ? { status: 'ok', detail, facts } : { status: 'warn', detail, hint: unknown, facts };
}

/** The same states without the other filters. */
function withoutOthers(people: readonly Person[], filters: MemberFilters) {
  const others = filtersText(otherFilters(filters));
  if (others === '') return [];
  const { presence, routingStatus, joined } = filters;
  const states = {
    ...(presence && { presence }),
    ...(routingStatus && { routingStatus }),
    ...(joined !== undefined && { joined }),
  };
  const text = filtersText(states) || 'no filter';
  return [{ filters: text, counts: count(people, states), means: `without ${others}` }];
}

/** What stands between the members and the count, the most telling first. */
function whyNobody({ people, eligible }: Counted, filters: MemberFilters): string {
  const { presence, routingStatus, joined } = filters;
  const other = filtersText(otherFilters(filters));
  const near = count(people, filters);
  if (other !== '' && eligible.length === 0) {
    return `Nobody in the queue matches ${other}; without it the count is ${near}. Check its spelling, and these values of the agents in Genesys Cloud.`;
  }
  const whose = other === '' ? '' : ` with ${other}`;
  if (count(eligible, filters) > 0) return 'The agents have changed state between two looks: run it again.';
  const idle = count(eligible, { routingStatus: ['IDLE'], joined: true });
  if (idle > 0 && presence && !presence.includes('On Queue')) {
    return `${idle}${whose} can take a call right now, but whoever is on queue has the presence On Queue, not ${presence.join(' or ')} (platforms show this as "No agent data"). Ask with routingStatus=IDLE instead of presence.`;
  }
  const state = { ...(presence && { presence }), ...(routingStatus && { routingStatus }) };
  const elsewhere = joined === undefined ? 0 : count(eligible, state);
  if (elsewhere > 0) {
    const lack = joined ? 'have not joined the queue' : 'have joined the queue';
    return `${elsewhere}${whose} would match, but ${lack}. Let them join or leave, or leave joined out of the filters.`;
  }
  if (other !== '' && near > 0) {
    return `${agents(near, 'member')} would match without ${other}, and ${eligible.length} of the queue have that, in other states: wait, or ask for a state that they have.`;
  }
  return 'Wait until agents are in that state, or ask for a state that they have (platforms show this as "No agent data").';
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');
}

function agents(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
