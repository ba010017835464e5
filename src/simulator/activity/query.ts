// Reads what the two analytics endpoints are asked, and refuses what they would refuse.
import { Refusal } from '../errors.js';

const DIMENSIONS = new Set([
  ...['organizationPresenceId', 'presenceDate', 'queueId', 'queueMembershipStatus', 'routingStatus'],
  ...['routingStatusDate', 'systemPresence', 'teamId', 'userId'],
]);
const ACTIVITY_METRICS = new Set([
  ...['oActiveUsers', 'oMemberUsers', 'oOffQueueUsers', 'oOnQueueUsers', 'oUserPresences'],
  'oUserRoutingStatuses',
]);
const OBSERVATION_METRICS = new Set([
  ...['oActiveUsers', 'oAlerting', 'oInteracting', 'oLongestInteracting', 'oLongestWaiting', 'oMemberUsers'],
  ...['oOffQueueUsers', 'oOnQueueUsers', 'oUserPresences', 'oUserRoutingStatuses', 'oWaiting'],
]);

/** A request, understood. */
export interface AnalyticsQuery {
  /** In lower case, in the order of the request; every queue of the organization where it names none. */
  readonly queueIds: readonly string[];
  readonly metrics: ReadonlySet<string>;
  /** Whether it asks for the entities. */
  readonly details: boolean;
}

interface Predicate {
  readonly dimension?: unknown;
  readonly operator?: unknown;
  readonly value?: unknown;
}
interface Filter {
  readonly type?: unknown;
  readonly predicates?: readonly Predicate[];
  readonly clauses?: readonly Filter[];
}
interface Body {
  readonly filter?: Filter;
  readonly metrics?: readonly unknown[];
  readonly groupBy?: readonly unknown[];
}

function refuse(message: string): never {
  throw new Refusal(400, { message });
}

function parse(text: string): Body {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Refused below, as any other body that is none.
  }
  return refuse('The request body is no query.');
}

function predicatesOf(filter: Filter, dimensions: ReadonlySet<string>): Predicate[] {
  if (filter.type !== 'and' && filter.type !== 'or') refuse('"type" of a filter is "and" or "or".');
  const own = filter.predicates ?? [];
  for (const { dimension } of own)
    if (!dimensions.has(String(dimension))) refuse(`There is no dimension ${String(dimension)}.`);
  return [...own, ...(filter.clauses ?? []).flatMap((clause) => predicatesOf(clause, dimensions))];
}

/** How many predicates there may be, and how more are answered. */
export interface Bounds {
  readonly maxPredicates: number;
  readonly tooManyStatus: 400 | 413;
}

function queuesOf(filter: Filter | undefined, dimensions: ReadonlySet<string>, bounds: Bounds): string[] {
  if (!filter) refuse('A filter is needed.');
  const wanted = predicatesOf(filter, dimensions).filter(({ dimension }) => dimension === 'queueId');
  if (wanted.length > bounds.maxPredicates)
    throw new Refusal(bounds.tooManyStatus, { message: 'Too many predicates in the filter.' });
  return [...new Set(wanted.map(({ value }) => String(value).toLowerCase()))];
}

/** @throws Refusal for a body that is no routing activity query */
export function readActivityQuery(text: string, bounds: Bounds): AnalyticsQuery {
  const body = parse(text);
  const metrics = (body.metrics ?? []) as ReadonlyArray<{ metric?: unknown; details?: unknown }>;
  if (metrics.length === 0) refuse('Metrics are needed.');
  for (const { metric } of metrics)
    if (!ACTIVITY_METRICS.has(String(metric))) refuse(`There is no metric ${String(metric)}.`);
  if (body.groupBy?.[0] !== 'queueId') refuse('This simulator groups by queueId alone.');
  return {
    queueIds: queuesOf(body.filter, DIMENSIONS, bounds),
    metrics: new Set(metrics.map(({ metric }) => String(metric))),
    details: metrics.some(({ details }) => details === true),
  };
}

/** @throws Refusal for a body that is no queue observation query */
export function readObservationQuery(text: string, bounds: Bounds): AnalyticsQuery {
  const body = parse(text);
  const metrics = (body.metrics ?? []).map(String);
  for (const metric of metrics) if (!OBSERVATION_METRICS.has(metric)) refuse(`There is no metric ${metric}.`);
  return {
    queueIds: queuesOf(body.filter, new Set(['queueId', 'mediaType']), bounds),
    metrics: new Set(metrics),
    details: false,
  };
}
