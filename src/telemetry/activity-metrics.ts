// The metrics of looks at many queues.
import type { Factory } from './metric-factory.js';

/** How looks stand at the moment of a scrape; see genesys/activity/activity-health.ts. */
interface ActivityReading {
  readonly organization: string;
  readonly status: string;
  readonly intervalMs: number;
  readonly requestsPerMinute: number;
  readonly lagMs: number;
  readonly queues: { readonly trusted: number; readonly distrusted: number; readonly truncated: number };
}

/** `watchActivity` reads how looks stand at each scrape. */
export function activityMetrics({ counter, reading }: Factory) {
  return {
    activityComparisons: counter(
      'activity_comparisons_total',
      'Looks held against what the members endpoint told: agreed, left_out, disagreed, held (a disagreement that stayed).',
      'organization',
      'outcome',
    ),
    watchActivity(read: () => readonly ActivityReading[]): void {
      const make = (name: string, help: string, value: (activity: ActivityReading) => number) =>
        reading(`activity_${name}`, help, () =>
          read().map((activity) => [activity.organization, value(activity)] as const),
        );
      const is = (status: string) => (activity: ActivityReading) => Number(activity.status === status);
      make('looking', '1 while one request tells the states of many queues.', is('looking'));
      make('forbidden', '1 while a permission is missing for looks.', is('forbidden'));
      make('unavailable', '1 while looks fail otherwise.', is('unavailable'));
      make('distrusted', '1 while looks tell something else than the members endpoint.', is('distrusted'));
      make('interval_seconds', 'Between two looks at the same queue.', (a) => a.intervalMs / 1000);
      make('requests_per_minute', 'What looks spend, at the present pace.', (a) => a.requestsPerMinute);
      make('lag_seconds', 'How far Genesys was behind in looks lately, at most.', (a) => a.lagMs / 1000);
      make('trusted_queues', 'Queues whose looks are relied on.', (a) => a.queues.trusted);
      make('distrusted_queues', 'Queues whose looks did not agree.', (a) => a.queues.distrusted);
      make('truncated_queues', 'Queues with more members than a look tells.', (a) => a.queues.truncated);
    },
  };
}
