// What becomes of what the notification channel of an organization tells: log lines, metrics, problems, and its health.
import type { NotificationsHealth, NotificationsObserver } from './genesys/notifications/parts.js';
import type { PushHealth } from './http/parts.js';
import { LatencyRing } from './journal/latency.js';
import type { Reporters } from './reports.js';
import type { Clock } from './runtime/clock.js';
import type { ChangeRole } from './store/change-sharing.js';
import type { AnnouncementObserver, HeardAnnouncements } from './snapshots/announcements.js';

/** Numbers that are kept for the health. */
interface Seen {
  readonly news: LatencyRing;
  readonly events: { users: number; observations: number };
}

/** All that is told of the channel of one organization, and what is to be said of it. */
export function pushReport(organization: string, reporters: Reporters, clock: Clock) {
  const seen: Seen = { news: new LatencyRing(clock), events: { users: 0, observations: 0 } };
  return {
    notifications: {
      ...connectionReport(organization, reporters),
      ...subscriptionReport(organization, reporters, seen.events),
    } satisfies NotificationsObserver,
    announcements: announcementReport(organization, reporters, seen.news),
    /** The channel's id can't be kept; `code` says why. */
    memory: (code: string) =>
      reporters.logger.warn({ organization, code }, 'the notification channel cannot be kept over restarts'),
    health: (room: NotificationsHealth, role: ChangeRole, heard: HeardAnnouncements): PushHealth => {
      const { p50Ms, p95Ms } = seen.news.read();
      return {
        ...standing(room, role),
        ...{ role, queuesCovered: heard.coveredQueues(), distrusted: heard.distrusted() },
        ...{ events: { ...seen.events }, caughtUp: { p50Ms, p95Ms } },
      };
    },
  };
}

/** What a room at rest says of itself tells nothing of a replica that leaves the channel to others. */
function standing({ state, reason, hint, ...room }: NotificationsHealth, role: ChangeRole) {
  if (role === 'following') return { ...room, status: role };
  if (role === 'seeking') return { ...room, status: 'polling' as const, ...NOBODY_LEADS };
  return {
    ...room,
    status: state,
    ...(reason !== undefined && { reason }),
    ...(hint !== undefined && { hint }),
  };
}

const NOBODY_LEADS = {
  reason: 'nobody leads',
  hint:
    'No replica is known to hold the notification channel: Redis is away, or a take-over is under way. ' +
    'Until one does, freshness rests on asking alone.',
};

const placeOf = (organization: string) => `announcements of ${organization}`;

function connectionReport(organization: string, { logger, metrics, journal }: Reporters) {
  const counted = (what: string) => metrics.pushConnections.inc({ organization, what });
  return {
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
      journal.problems.add(placeOf(organization), {
        code: 'push_connection_lost',
        title: 'The connection of the notification channel was lost',
        detail: `${reason}. Until it is back, freshness rests on asking alone.`,
        hint:
          'It is opened again by itself. If it does not stay, look at proxies and firewalls: it is a WebSocket to ' +
          'streaming.<domain of the region>, open for hours.',
      });
      logger.warn({ organization, reason }, 'notification channel lost, polling until it is back');
    },
    handedOver(clean) {
      counted(clean ? 'handed-over' : 'handed-over-with-a-gap');
      logger.info({ organization, clean }, 'notification channel handed over to a new connection');
    },
    noRoom(channels) {
      journal.problems.add(placeOf(organization), {
        code: 'push_no_room',
        title: 'Genesys Cloud has no room for a notification channel of ours',
        detail: `The OAuth client has ${channels} channels: one more would push out another application's.`,
        hint: 'Use an OAuth client of its own for this service, or let unused channels expire (24 hours).',
      });
      logger.warn({ organization, channels }, 'no room for a notification channel, polling');
    },
    failed(code, detail) {
      journal.problems.add(placeOf(organization), {
        code: 'push_failed',
        title: 'The notification channel could not be set up',
        detail: `${code}: ${detail}`,
        hint: FAILED_HINT,
      });
      logger.warn({ organization, code, detail }, 'notification channel not set up, trying again');
    },
  } satisfies Partial<NotificationsObserver>;
}

function subscriptionReport(
  organization: string,
  { logger, metrics, journal }: Reporters,
  events: Seen['events'],
) {
  return {
    arrived(what) {
      if (what === 'users' || what === 'observations') events[what] += 1;
      metrics.pushMessages.inc({ organization, kind: what });
    },
    subscribed(topics) {
      journal.problems.over(placeOf(organization));
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
  } satisfies Partial<NotificationsObserver>;
}

function announcementReport(
  organization: string,
  { logger, metrics, journal }: Reporters,
  news: LatencyRing,
): AnnouncementObserver {
  return {
    caughtUp(afterMs) {
      news.add(afterMs, true);
      metrics.pushCaughtUp.observe({ organization }, afterMs / 1000);
    },
    unannounced(queueId) {
      metrics.pushUnannounced.inc({ organization });
      const trouble = {
        code: 'push_unannounced',
        title: 'Members of a queue changed and nothing announced it: it is polled for an hour',
        detail: 'A count showed a change that no event of the notification channel told of.',
        hint: 'If this goes on, set push.freshFor to 0: announcements then only add refreshes.',
      };
      journal.problems.add(`announcements of queue ${queueId}`, trouble, 'announcements');
      logger.warn({ organization, queueId }, 'a change was not announced, polling its queue for an hour');
    },
  };
}

const PERMISSIONS = 'routing:queue:view and analytics:queueObservation:view';
const FAILED_HINT =
  'It is tried again by itself. Until then freshness rests on asking alone; the doctor checks what it needs.';
