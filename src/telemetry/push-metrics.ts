// The metrics of what Genesys announces.
import type { Factory } from './metric-factory.js';

/** How push stands at the moment of a scrape. */
export interface PushReading {
  readonly organization: string;
  readonly live: boolean;
  readonly topics: number;
  readonly distrusted: number;
}

/** The metrics of announcements; `watchPush` reads how they stand at each scrape. */
export function pushMetrics({ counter, histogram, reading }: Factory) {
  return {
    pushMessages: counter(
      'push_messages_total',
      'Messages of the notification channel: users and observations of queues, pong, heartbeat, closing, unknown.',
      'organization',
      'kind',
    ),
    pushConnections: counter(
      'push_connections_total',
      'What became of the notification channel and its connection.',
      'organization',
      'what',
    ),
    pushUnannounced: counter(
      'push_unannounced_changes_total',
      'Changes that a count showed and nothing announced.',
      'organization',
    ),
    pushCaughtUp: histogram(
      'push_caught_up_seconds',
      'Time from the word of a change to a snapshot that shows it.',
      'organization',
    ),
    /** Reads how push stands each time the metrics are scraped. */
    watchPush(read: () => readonly PushReading[]): void {
      const pick = (value: (push: PushReading) => number) => () =>
        read().map((push) => [push.organization, value(push)] as const);
      reading(
        'push_live',
        '1 while push works, through a channel of this process or of another replica.',
        pick(({ live }) => Number(live)),
      );
      reading(
        'push_topics',
        'Topics that this process is subscribed to.',
        pick(({ topics }) => topics),
      );
      reading(
        'push_distrusted_queues',
        'Queues that are polled because a change of them was not announced.',
        pick(({ distrusted }) => distrusted),
      );
    },
  };
}
