// What becomes of what the notification channel of an organization tells: log lines, metrics, problems, and its health.
import type { NotificationsHealth, NotificationsObserver } from '../notifications/dependencies.js';
import type { RefusedTopic } from '../notifications/topics.rules.js';
import type { PushHealth } from '../http/dependencies.js';
import { LatencyRing } from '../telemetry/journal/latency.js';
import type { Reporters } from './reports.js';
import type { Clock } from '../runtime/clock.js';
import type { ChangeRole } from '../replicas/change-sharing.js';
import type { ChangeFeedObserver, AnnouncedChanges } from '../cache/change-feed.js';

/** Numbers that are kept for the health. */
interface Seen {
  readonly catchUp: LatencyRing;
  readonly events: { users: number; observations: number };
}

/** All that is told of the channel of one organization, and what is to be said of it. */
export function pushReport(organization: string, reporters: Reporters, clock: Clock) {
  const seen: Seen = { catchUp: new LatencyRing(clock), events: { users: 0, observations: 0 } };
  return {
    notifications: {
      ...connectionReport(organization, reporters),
      ...subscriptionReport(organization, reporters, seen.events),
    } satisfies NotificationsObserver,
    changeFeed: changeFeedReport(organization, reporters, seen.catchUp),
    /** The channel's id can't be kept; `code` says why. */
    memory: (code: string) =>
      reporters.logger.warn({ organization, code }, 'the notification channel cannot be kept over restarts'),
    health: (room: NotificationsHealth, role: ChangeRole, changes: AnnouncedChanges): PushHealth => {
      const { p50Ms, p95Ms } = seen.catchUp.read();
      return {
        ...standing(room, role),
        ...{ role, queuesCovered: changes.coveredQueues(), distrusted: changes.distrusted() },
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

const problemKey = (organization: string) => `announcements of ${organization}`;

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
      journal.problems.add(problemKey(organization), {
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
      journal.problems.add(problemKey(organization), {
        code: 'push_no_room',
        title: 'Genesys Cloud has no room for a notification channel of ours',
        detail: `The OAuth client has ${channels} channels: one more would push out another application's.`,
        hint: 'Use an OAuth client of its own for this service, or let unused channels expire (24 hours).',
      });
      logger.warn({ organization, channels }, 'no room for a notification channel, polling');
    },
    failed(code, detail) {
      journal.problems.add(problemKey(organization), {
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
      journal.problems.over(problemKey(organization));
      logger.info({ organization, topics }, 'notification topics subscribed');
    },
    refused(queueId, kind, permission) {
      logger.warn(
        { organization, queueId, kind, permission },
        'notification topic refused, polling its queue',
      );
    },
    refusals(topics) {
      const where = `notification topics of ${organization}`;
      const trouble = refusalTrouble(topics);
      if (trouble) journal.problems.add(where, trouble, 'changeFeed');
      else journal.problems.over(where);
    },
  } satisfies Partial<NotificationsObserver>;
}

/** The problem of all refused topics, if there are any. */
function refusalTrouble(topics: readonly RefusedTopic[]) {
  const [first] = topics;
  if (!first) return undefined;
  const { queueId, kind, permission } = first;
  const missing = permission === null ? '' : `; missing: ${permission}`;
  const permissions = [...new Set(topics.flatMap((topic) => topic.permission ?? []))];
  const others = topics.length > 1 ? `; and ${topics.length - 1} more` : '';
  return {
    code: 'push_topic_refused' as const,
    title: 'Genesys Cloud refuses topics of queues: they are polled',
    detail: `${kind} of queue ${queueId}${missing}${others}`,
    hint: `Give the role of the OAuth client the permission ${permissions.join(' and ') || PERMISSIONS}; it is tried again every 10 minutes.`,
  };
}

function changeFeedReport(
  organization: string,
  { logger, metrics, journal }: Reporters,
  catchUp: LatencyRing,
): ChangeFeedObserver {
  return {
    caughtUp(afterMs) {
      catchUp.add(afterMs, true);
      metrics.pushCaughtUp.observe({ organization }, afterMs / 1000);
    },
    unannounced(queueId, distrusted) {
      metrics.pushUnannounced.inc({ organization });
      const polled = distrusted ? ': it is polled for an hour' : '';
      const trouble = {
        code: 'push_unannounced' as const,
        title: `Members of a queue changed and nothing announced it${polled}`,
        detail: 'A count showed a change that no event of the notification channel told of.',
        hint: 'If this goes on, leave push.freshFor at 0: announcements then only add refreshes.',
      };
      journal.problems.add(`announcements of queue ${queueId}`, trouble, 'changeFeed');
      logger.warn({ organization, queueId, distrusted }, 'a change was not announced');
    },
  };
}

const PERMISSIONS = 'routing:queue:view and analytics:queueObservation:view';
const FAILED_HINT =
  'It is tried again by itself. Until then freshness rests on asking alone; the doctor checks what it needs.';
