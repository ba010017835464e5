// The queue observations endpoint: how many calls wait, for the queues that are asked for.
import { json, type Answer } from '../answer.js';
import type { World } from '../world.js';
import type { AnalyticsQuery } from './query.js';
import type { StateLog } from './state-log.js';
import type { ActivityHabits } from './types.js';
import type { WaitingCalls } from './waiting.js';

interface Result {
  readonly group: { readonly queueId: string; readonly mediaType?: string };
  readonly data: ReadonlyArray<{
    readonly metric: string;
    readonly qualifier?: string;
    readonly stats: { readonly count: number };
  }>;
}

/** What the endpoint knows. */
export interface Observed {
  readonly world: World;
  readonly log: StateLog;
  readonly waiting: WaitingCalls;
}

function resultsOf(
  queueId: string,
  observed: Observed,
  query: AnalyticsQuery,
  habits: ActivityHabits,
): Result[] {
  const { lagMs = 0, tellZero = true, upperCase = false } = habits;
  const id = upperCase ? queueId.toUpperCase() : queueId;
  const calls = observed.waiting.of(queueId, lagMs);
  const onQueue = [...observed.log.statesOf(queueId, lagMs).values()].filter(
    ({ joined, routingStatus }) => joined && routingStatus !== 'OFF_QUEUE',
  );
  const media: Result[] =
    query.metrics.has('oWaiting') && (tellZero || calls > 0)
      ? [
          {
            group: { queueId: id, mediaType: upperCase ? 'VOICE' : 'voice' },
            data: [{ metric: 'oWaiting', stats: { count: calls } }],
          },
        ]
      : [];
  const members: Result[] = query.metrics.has('oOnQueueUsers')
    ? [
        {
          group: { queueId: id },
          data: [{ metric: 'oOnQueueUsers', qualifier: 'IDLE', stats: { count: onQueue.length } }],
        },
      ]
    : [];
  return [...members, ...media];
}

/** Answers a queue observation query. */
export function observationsAnswer(
  observed: Observed,
  query: AnalyticsQuery,
  habits: ActivityHabits,
): Answer {
  const known = query.queueIds.filter((id) => observed.world.find(id) !== undefined);
  return json({ results: known.flatMap((id) => resultsOf(id, observed, query, habits)) });
}
