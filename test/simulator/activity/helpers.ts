// What tests of the two analytics endpoints share: the requests, and what the answers look like.
import type { Simulator } from '../../../src/simulator/index.js';

export const ACTIVITY = '/api/v2/analytics/routing/activity/query';
export const OBSERVATIONS = '/api/v2/analytics/queues/observations/query';

/** An entity of the routing activity endpoint, as far as tests look at it. */
export interface Entity {
  userId: string;
  queueId: string;
  queueMembershipStatus: string;
  routingStatus: string;
  systemPresence: string;
  routingStatusDate?: string;
  presenceDate?: string;
}
export interface Result {
  group: { queueId: string; mediaType?: string };
  data: Array<{ metric: string; qualifier?: string; count?: number; stats?: { count: number } }>;
  truncated?: boolean;
  entities?: Entity[];
}

const METRICS = ['oUserRoutingStatuses', 'oUserPresences', 'oMemberUsers'];

export const activityBody = (queueIds: readonly string[]) => ({
  metrics: METRICS.map((metric) => ({ metric, details: true })),
  groupBy: ['queueId'],
  filter: {
    type: 'and',
    clauses: [{ type: 'or', predicates: queueIds.map((value) => ({ dimension: 'queueId', value })) }],
  },
});

export const observationsBody = (queueIds: readonly string[]) => ({
  filter: {
    type: 'or',
    predicates: queueIds.map((value) => ({ type: 'dimension', dimension: 'queueId', value })),
  },
  metrics: ['oWaiting', 'oOnQueueUsers'],
});

/** A POST with a token, by default a new one. */
export function post(
  simulator: Simulator,
  path: string,
  body: unknown,
  token = simulator.issueToken(),
): Promise<Response> {
  return fetch(simulator.apiUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The results of a routing activity query over all queues, or those that are named. */
export async function activity(
  simulator: Simulator,
  queueIds = simulator.queues.map(({ id }) => id),
  query = '',
): Promise<Result[]> {
  const answer = await post(simulator, ACTIVITY + query, activityBody(queueIds));
  return ((await answer.json()) as { results: Result[] }).results;
}

/** How many calls wait in each queue, as the observations tell: undefined where they tell nothing. */
export async function waiting(simulator: Simulator, queueIds: readonly string[]) {
  const answer = await post(simulator, OBSERVATIONS, observationsBody(queueIds));
  const { results } = (await answer.json()) as { results: Result[] };
  return queueIds.map((id) => {
    const voice = results.find(
      ({ group }) => group.queueId.toLowerCase() === id && group.mediaType?.toLowerCase() === 'voice',
    );
    return voice?.data.find(({ metric }) => metric === 'oWaiting')?.stats?.count;
  });
}
