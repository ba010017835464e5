// Why a query counts nobody, from its filters and from what else is held of the queue: Genesys is not asked for it.
import type { MemberFilters } from '../../domain/model.js';
import { unknownValuesText } from '../../domain/unknown-values.rules.js';
import { filtersText } from '../../domain/availability-query.rules.js';

/** Another question about the same queue, and what it counts now. */
export interface OtherCount {
  readonly filters: MemberFilters;
  readonly counts: number;
  /** Its members by presence, where that is known of all of them. */
  readonly presences?: Readonly<Record<string, number>>;
}

/** Other counts that are told. */
export const MOST_TOLD = 4;

/** What may be the reason, the most telling first. */
export function whyNobody(filters: MemberFilters, others: readonly OtherCount[]): string {
  const known = knownReason(filters, [{ filters, counts: 0 }, ...others]);
  const unknown = unknownValuesText(filters);
  const told = known
    ? [known]
    : [unknown || stateReason(filters), joinedReason(filters, others), otherReason(filters)];
  return [...(known ? [unknown] : []), ...told, otherCounts(others)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

const countOf = (only: MemberFilters, others: readonly OtherCount[]) =>
  others.find(({ filters }) => filtersText(filters) === filtersText(only))?.counts;

/** What is held leaves no doubt about. */
function knownReason(filters: MemberFilters, others: readonly OtherCount[]): string {
  const { joined } = filters;
  const near = countOf(stateOf(filters), others);
  if (near)
    return `${near} would be counted without ${furtherNames(filters).join(' and ')}. ${otherReason(filters)}`;
  const [all, have, haveNot] = [{}, { joined: true }, { joined: false }].map((one) => countOf(one, others));
  if (all === 0 || (have === 0 && haveNot === 0)) return 'The queue has no members.';
  if (!joined || have !== 0) return '';
  const outside = haveNot ?? all;
  return `Nobody has joined the queue${outside ? `, and ${outside} could` : ''}: ${HOW_TO_JOIN}`;
}

const HOW_TO_JOIN = 'members join by activating the queue in their Genesys Cloud client.';

function stateReason({ presence, routingStatus, joined }: MemberFilters): string {
  const onQueue = presence?.some((one) => one.toLowerCase().replace(/[\s_-]/g, '') === 'onqueue') ?? true;
  const nobody = joined ? 'No member who has joined has' : 'No member has';
  const presences = presence?.join(' or ');
  const statuses = routingStatus?.join(' or ');
  if (presences && statuses && !onQueue)
    return `Presence and routing status must both hold: whoever is ${statuses} is usually On Queue, not ${presences}. Ask for one of the two.`;
  if (presences && !onQueue)
    return `${nobody} the presence ${presences}. Whoever is on queue has the presence On Queue, not Available: routingStatus=IDLE instead of presence counts those who can take a call.`;
  if (statuses)
    return `${nobody} the routing status ${statuses}: IDLE is who is on queue and free, INTERACTING who has a call, OFF_QUEUE everybody else.`;
  return presences ? `${nobody} the presence ${presences}.` : '';
}

function joinedReason({ joined }: MemberFilters, others: readonly OtherCount[]): string {
  if (joined === undefined) return '';
  if (!joined) return 'joined=false counts only members who have not joined the queue.';
  const [have, haveNot] = [{ joined: true }, { joined: false }].map((one) => countOf(one, others));
  if (have !== undefined) return `${have} have joined the queue, so it is their state.`;
  const note = haveNot ? ` ${haveNot} have not.` : '';
  return `Members count once they have joined the queue: ${HOW_TO_JOIN}${note}`;
}

/** Filters of other questions whose counts say why one counts nobody. */
export const tellingFilters = (filters: MemberFilters): readonly MemberFilters[] => [
  stateOf(filters),
  ...[{}, { joined: true }, { joined: false }],
];

/** The filters that everybody uses. */
function stateOf({ presence, routingStatus, joined }: MemberFilters): MemberFilters {
  return {
    ...(presence && { presence }),
    ...(routingStatus && { routingStatus }),
    ...(joined !== undefined && { joined }),
  };
}

const furtherNames = (filters: MemberFilters) =>
  Object.keys(filters).filter((name) => !(name in stateOf(filters)));

function otherReason(filters: MemberFilters): string {
  const names = furtherNames(filters);
  if (names.length === 0) return '';
  return `Compare ${names.join(' and ')} with the agents in Genesys Cloud: other spelling counts nobody.`;
}

/** What else is held of the queue in words, the most first. */
function otherCounts(others: readonly OtherCount[]): string {
  const most = others.toSorted((a, b) => b.counts - a.counts).slice(0, MOST_TOLD);
  const words = most.map(({ filters, counts, presences }) => {
    const asked = filtersText(filters) || 'no filter';
    const split = Object.entries(presences ?? {}).map(([name, times]) => `${name} ${times}`);
    return `${asked} counts ${counts}${counts > 0 && split.length > 0 ? ` (${split.join(', ')})` : ''}`;
  });
  return words.length === 0 ? '' : `Of the same queue at this moment: ${words.join('; ')}.`;
}

/** Whom the doctor is to look at. */
interface DiagnosisTarget {
  readonly queueId: string;
  readonly filters: MemberFilters;
  /** Where there are several. */
  readonly organization?: string | undefined;
}

/** The line for a shell that looks at everybody in the queue, as `doctor` reads it. Filters may be anybody's text. */
export function doctorLine({ queueId, filters, organization }: DiagnosisTarget): string {
  const values: ReadonlyArray<[string, string | boolean | readonly string[]]> = Object.entries(filters);
  const pairs = values.map(([name, value]) => `${name}=${quotable(value)}`);
  const query = pairs.length > 0 ? ` --filters '${pairs.join('&')}'` : '';
  const whose = organization === undefined ? '' : ` --organization ${organization}`;
  return `node dist/cli.js doctor --queue ${queueId}${query}${whose}`;
}

/** Percent-encoded, so that nothing in it ends the quotes or begins a line. */
function quotable(value: string | boolean | readonly string[]): string {
  const texts = typeof value === 'object' ? value : [String(value)];
  return texts.map((text) => encodeURIComponent(text).replace(/'/g, '%27')).join(',');
}
