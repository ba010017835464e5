// What the two analytics endpoints are asked (source: SDK 262, RoutingActivityQuery and QueueObservationQuery).
import type { GenesysRequest } from '../client.js';

/** The permission that both endpoints need. */
export const ANALYTICS_PERMISSION = 'analytics:queueObservation:view';
/** Whatever a page counts: as large as elsewhere in Genesys's API. */
const PAGE_SIZE = 100;
const METRICS = ['oUserRoutingStatuses', 'oUserPresences', 'oMemberUsers'] as const;

/** Analytics may have a limit of its own beside that of the OAuth client. */
const OURS = { method: 'POST', permission: ANALYTICS_PERMISSION, limitedApart: true } as const;

const queuePredicates = (queueIds: readonly string[]) =>
  queueIds.map((value) => ({ type: 'dimension', dimension: 'queueId', operator: 'matches', value }));

/** A page of the states of all members of `queueIds`. @param pageNumber from 1 */
export function routingActivityRequest(queueIds: readonly string[], pageNumber: number): GenesysRequest {
  return {
    ...OURS,
    path: `/api/v2/analytics/routing/activity/query?pageSize=${PAGE_SIZE}&pageNumber=${pageNumber}`,
    body: {
      metrics: METRICS.map((metric) => ({ metric, details: true })),
      groupBy: ['queueId'],
      filter: { type: 'or', predicates: queuePredicates(queueIds) },
    },
  };
}

/** How many calls wait in `queueIds`. Who is on queue is asked along: a queue that is told of has no calls if none are told. */
export function observationsRequest(queueIds: readonly string[]): GenesysRequest {
  return {
    ...OURS,
    path: '/api/v2/analytics/queues/observations/query',
    body: {
      filter: { type: 'or', predicates: queuePredicates(queueIds) },
      metrics: ['oWaiting', 'oOnQueueUsers'],
    },
  };
}
