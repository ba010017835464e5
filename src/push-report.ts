// What becomes of what the notification channel of an organization tells: log lines, metrics, problems, and its health.
import type { NotificationsHealth, NotificationsObserver } from './genesys/notifications/parts.js';
import type { PushHealth } from './http/parts.js';
import { LatencyRing } from './journal/latency.js';
import type { Reporters } from './reports.js';
import type { Clock } from './runtime/clock.js';
import type { ChangeRole } from './store/change-sharing.js';
import type { AnnouncementObserver, HeardAnnouncements } from './snapshots/announcements.js';

export function pushReport(organization: string, { logger, metrics, journal }: Reporters, clock: Clock) {
  const where = `announcements of ${organization}`;
  const news = new LatencyRing(clock);
  const events = { users: 0, observations: 0 };
  const problem = (code: string, title: string, detail: string, hint: string) =>
    journal.problems.add(where, { code, title, detail, hint });
  const counted = (what: string) => metrics.pushConnections.inc({ organization, what });

  const notifications: NotificationsObserver = {
    channel(what) {
      counted(`channel-${what}`);
      logger.info({ organization, what }, 'notification channel');
    },
    opened() {
      counted('opened');
      logger.info({ organization }, 'notification channel connected');
    },
    lost(reason) {
      counted('lost');
      problem(
        'push_connection_lost',
        'The connection of the notification channel was lost',
        `${reason}. Until it is back, freshness rests on asking alone.`,
        'It is opened again by itself. If it does not stay, look at proxies and firewalls: it is a WebSocket to ' +
          'streaming.<domain of the region>, open for hours.',
      );
      logger.warn({ organization, reason }, 'notification channel lost, polling until it is back');
    },
    handedOver(clean) {
      counted(clean ? 'handed-over' : 'handed-over-with-a-gap');
      logger.info({ organization, clean }, 'notification channel handed over to a new connection');
    },
    arrived(what) {
      if (what === 'users' || what === 'observations') events[what] += 1;
      metrics.pushMessages.inc({ organization, kind: what });
    },
    subscribed(topics) {
      journal.problems.over(where);
      logger.info({ organization, topics }, 'notification topics subscribed');
    },
    refused(queueId, kind, permission) {
      const trouble = {
        code: 'push_topic_refused',
        title: 'Genesys Cloud refuses topics of queues: they are polled',
        detail: `${kind} of queue ${queueId}${permission === null ? '' : `; missing: ${permission}`}`,
        hint: `Give the role of the OAuth client the permission ${permission ?? PERMISSIONS}; it is tried again every 10 minutes.`,
      };
      journal.problems.add(`notification topics of ${organization}`, trouble, 'announcements');
      logger.warn(
        { organization, queueId, kind, permission },
        'notification topic refused, polling its queue',
      );
    },
    noRoom(channels) {
      problem(
        'push_no_room',
        'Genesys Cloud has no room for a notification channel of ours',
        `The OAuth client has ${channels} channels: one more would push out another application's.`,
        'Use an OAuth client of its own for this service, or let unused channels expire (24 hours).',
      );
      logger.warn({ organization, channels }, 'no room for a notification channel, polling');
    },
    failed(code, detail) {
      problem(
        'push_failed',
        'The notification channel could not be set up',
        `${code}: ${detail}`,
        FAILED_HINT,
      );
      logger.warn({ organization, code, detail }, 'notification channel not set up, trying again');
    },
  };

  const announcements: AnnouncementObserver = {
    caughtUp(afterMs) {
      news.add(afterMs, true);
      metrics.pushCaughtUp.observe({ organization }, afterMs / 1000);
    },
    unannounced(queueId) {
      metrics.pushUnannounced.inc({ organization });
      journal.problems.add(
        `announcements of queue ${queueId}`,
        {
          code: 'push_unannounced',
          title: 'Members of a queue changed and nothing announced it: it is polled for an hour',
          detail: 'A count showed a change that no event of the notification channel told of.',
          hint: 'If this goes on, set push.freshFor to 0: announcements then only add refreshes.',
        },
        'announcements',
      );
      logger.warn({ organization, queueId }, 'a change was not announced, polling its queue for an hour');
    },
  };

  const memory = (reason: string) =>
    logger.warn({ organization, reason }, 'the id of the notification channel cannot be kept over restarts');

  const health = (
    room: NotificationsHealth,
    role: ChangeRole,
    distrusted: ReturnType<HeardAnnouncements['distrusted']>,
  ): PushHealth => {
    const { p50Ms, p95Ms } = news.read();
    const { state, ...rest } = room;
    const status = role === 'following' ? 'following' : role === 'seeking' ? 'polling' : state;
    return { ...rest, status, role, distrusted, events: { ...events }, caughtUp: { p50Ms, p95Ms } };
  };
  return { notifications, announcements, memory, health };
}

const PERMISSIONS = 'routing:queue:view and analytics:queueObservation:view';
const FAILED_HINT =
  'It is tried again by itself. Until then freshness rests on asking alone; the doctor checks what it needs.';
