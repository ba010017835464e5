// The routing activity endpoint: the states of every member of the queues that are asked for.
import { json, type Answer } from '../answer.js';
import type { World } from '../world.js';
import type { AnalyticsQuery } from './query.js';
import type { MemberStatus, StateLog } from './state-log.js';
import type { ActivityHabits } from './types.js';

/** What pages an answer has. */
export interface PageWish {
  readonly pageNumber: number;
  readonly pageSize: number;
}

interface Result {
  readonly group: { readonly queueId: string };
  readonly data: readonly Datum[];
  readonly truncated?: true;
  readonly entities?: ReadonlyArray<Record<string, unknown>>;
}

interface Datum {
  readonly metric: string;
  readonly qualifier?: string;
  readonly count: number;
  readonly entityIds: readonly string[];
}

/** Genesys writes system presences this way outside the members endpoint. */
const shouted = (presence: string) => presence.toUpperCase().replaceAll(' ', '_');

/** The same number from 0 to 1 for the same user, each time. */
function shareOf(userId: string): number {
  let sum = 7;
  for (const char of userId) sum = (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0;
  return (Math.imul(sum, 2_654_435_761) >>> 0) / 2 ** 32;
}

function isTold(state: MemberStatus, { leaveOut = [], missingUsers = 0 }: ActivityHabits): boolean {
  if (leaveOut.includes('notJoined') && !state.joined) return false;
  if (leaveOut.includes('offline') && state.presence === 'Offline') return false;
  return missingUsers === 0 || shareOf(state.userId) >= missingUsers;
}

const SWAPPED: Readonly<Record<string, string>> = {
  Available: 'Away',
  Away: 'Available',
  IDLE: 'INTERACTING',
  INTERACTING: 'IDLE',
};

/** A state that the members endpoint denies. */
function lied(state: MemberStatus): MemberStatus {
  const presence = SWAPPED[state.presence] ?? state.presence;
  const routingStatus = SWAPPED[state.routingStatus] ?? state.routingStatus;
  return { ...state, presence, routingStatus };
}

function entityOf(queueId: string, state: MemberStatus, dates: boolean): Record<string, unknown> {
  const date = (wall: number) => new Date(wall).toISOString();
  return {
    userId: state.userId,
    queueId,
    queueMembershipStatus: state.joined ? 'active' : 'inactive',
    routingStatus: state.routingStatus,
    systemPresence: shouted(state.presence),
    ...(dates && {
      activityDate: date(Math.max(state.presenceSince, state.routingStatusSince)),
      routingStatusDate: date(state.routingStatusSince),
      presenceDate: date(state.presenceSince),
    }),
  };
}

function data(states: readonly MemberStatus[], { metrics }: AnalyticsQuery): Datum[] {
  const by = (metric: string, word: (state: MemberStatus) => string): Datum[] => {
    if (!metrics.has(metric)) return [];
    const groups = new Map<string, MemberStatus[]>();
    for (const state of states) groups.set(word(state), [...(groups.get(word(state)) ?? []), state]);
    return [...groups].map(([qualifier, some]) => ({
      metric,
      ...(qualifier !== '' && { qualifier }),
      count: some.length,
      entityIds: some.map(({ userId }) => userId),
    }));
  };
  return [
    ...by('oMemberUsers', () => ''),
    ...by('oUserRoutingStatuses', ({ routingStatus }) => routingStatus),
    ...by('oUserPresences', ({ presence }) => shouted(presence)),
  ];
}

function resultOf(queueId: string, log: StateLog, query: AnalyticsQuery, habits: ActivityHabits): Result {
  const { lieAbout = [], truncateAbove = Infinity, counts = true, dates = true } = habits;
  const lies = lieAbout === 'all' || lieAbout.includes(queueId);
  const told = [...log.statesOf(queueId, habits.lagMs ?? 0).values()]
    .filter((state) => isTold(state, habits))
    .map((state) => (lies ? lied(state) : state));
  const cut = told.slice(0, truncateAbove);
  return {
    group: { queueId },
    data: counts ? data(told, query) : [],
    ...(cut.length < told.length && { truncated: true }),
    ...(query.details && { entities: cut.map((state) => entityOf(queueId, state, dates)) }),
  };
}

/** The part of `results` that a page has. */
function pageOf(results: readonly Result[], page: PageWish, habits: ActivityHabits): readonly Result[] {
  const { pages = 'none', largestPage = 100 } = habits;
  const size = Math.min(page.pageSize, largestPage);
  const start = (page.pageNumber - 1) * size;
  if (pages === 'none') return page.pageNumber === 1 ? results : [];
  if (pages === 'results') return results.slice(start, start + size);
  let seen = 0;
  return results.flatMap((result) => {
    const entities = result.entities ?? [];
    const from = Math.max(0, start - seen);
    const part = entities.slice(from, Math.max(0, start + size - seen));
    seen += entities.length;
    const first = entities.length === 0 && page.pageNumber === 1;
    return part.length > 0 || first ? [{ ...result, entities: part }] : [];
  });
}

/** The text of an answer with its ids and words in upper case; names of fields stay. */
const inUpperCase = (text: string) =>
  text.replace(/(":\s?)"([^"]+)"/g, (_, colon: string, word: string) => `${colon}"${word.toUpperCase()}"`);

/** Answers a routing activity query. */
export function routingActivityAnswer(
  { world, log }: { readonly world: World; readonly log: StateLog },
  query: AnalyticsQuery,
  page: PageWish,
  habits: ActivityHabits,
): Answer {
  const known = query.queueIds.filter((id) => world.find(id) !== undefined);
  const results = known
    .map((id) => resultOf(id, log, query, habits))
    .filter(({ entities }) => (habits.tellEmpty ?? true) || (entities?.length ?? 0) > 0);
  const answer = json({ results: pageOf(results, page, habits), entityIdDimension: 'userId' });
  // Metrics are field names in all but their place.
  return habits.upperCase
    ? { ...answer, body: inUpperCase(answer.body).replace(/"metric":"(\w+)"/g, metricName) }
    : answer;
}

const METRICS = ['oMemberUsers', 'oUserRoutingStatuses', 'oUserPresences'];
const metricName = (whole: string, name: string) =>
  `"metric":"${METRICS.find((metric) => metric.toUpperCase() === name) ?? whole}"`;
