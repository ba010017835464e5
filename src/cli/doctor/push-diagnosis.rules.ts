// Whether push can be had of Genesys Cloud, in words: a channel, the topics of queues, and the WebSocket.
import type { Finding } from '../../domain/finding.js';
import { hasRoom, MOST_CHANNELS } from '../../notifications/channel.rules.js';
import { topicName, type RefusedTopic, type TopicKind } from '../../notifications/topics.rules.js';
import { isUntrusted, TRUST } from '../../network/untrusted.rules.js';

/** What a topic needs where Genesys doesn't say. */
const NEEDED: Readonly<Record<TopicKind, string>> = {
  users: 'routing:queue:view',
  observations: 'analytics:queueObservation:view',
};

/** Nothing is wrong with that. */
export const PUSH_OFF: Finding = {
  status: 'skipped',
  detail: [
    'Off: changes are seen by polling, which is fine. PUSH=on helps where a change must be seen within some',
    `100 ms, or where the rate limit is short. It needs ${NEEDED.users}, ${NEEDED.observations},`,
    `room for one of ${MOST_CHANNELS} notification channels, and a WebSocket to streaming.<domain> (docs/push.md).`,
  ].join('\n'),
  facts: { enabled: false, permissions: Object.values(NEEDED) },
};

/** How the doctor came by a channel to try things with, or why it made none. */
interface ChannelFound {
  readonly how: 'made' | 'reused' | 'none' | 'unwanted';
  /** That exist of this OAuth client, with the doctor's. */
  readonly channels: number;
  /** Whether the running service has one of them. */
  readonly serviceListens?: boolean;
  /** Why the doctor can't remember the one it made. */
  readonly forgotten?: string;
}

/** Whether the doctor may make a channel: the last place is the service's. */
export function mayTry(channels: number): boolean {
  return hasRoom(channels + 1);
}

/** Whether there is room for a channel of the service. */
export function diagnoseChannel({ how, channels, forgotten, serviceListens = false }: ChannelFound): Finding {
  const facts = { enabled: true, channels, mostChannels: MOST_CHANNELS, doctorsChannel: how };
  const exist = `${channels} of ${MOST_CHANNELS} notification channels of this OAuth client exist`;
  if (!hasRoom(channels) && serviceListens) {
    const detail = `${exist}, and the running service has one of them: push works (/status).`;
    return { status: 'ok', detail, facts };
  }
  if (!hasRoom(channels)) {
    return {
      status: 'failed',
      detail: `${exist}: there is no room for one more, which would push out another application's. The service then polls.`,
      hint: 'Give this service an OAuth client of its own, or end what else listens with this one: a channel that nobody uses is gone after 24 h. (A service that remembers its channel goes on with it.)',
      facts,
    };
  }
  if (how === 'unwanted') {
    return { status: 'ok', detail: `There is room: ${exist}. None was tried, as no queue was read.`, facts };
  }
  if (how === 'none') {
    return {
      status: 'warn',
      detail: `${exist}. There is room for one, which is left to the service, so nothing is tried with it.`,
      hint: 'Give this service an OAuth client of its own; one more channel of another application, and there is no room.',
      facts,
    };
  }
  const kept =
    forgotten === undefined
      ? 'the doctor uses it again until then'
      : `it cannot be remembered (${forgotten}), so the next run makes another`;
  const whose =
    how === 'made'
      ? `one was made for this look, which Genesys drops 24 h after its last use; ${kept}`
      : "one is the doctor's, made by an earlier run, which Genesys drops 24 h after its last use";
  return { status: 'ok', detail: `There is room: ${exist};\n${whose}.`, facts };
}

/** Whether all topics of `queueIds` were accepted. */
export function diagnoseTopics(queueIds: readonly string[], refused: readonly RefusedTopic[]): Finding {
  const topics = 2 * queueIds.length;
  const facts = { topics, refused };
  if (refused.length === 0) {
    const whose = queueIds.length === 1 ? 'the queue' : `each of the ${queueIds.length} queues`;
    return { status: 'ok', detail: `Both topics of ${whose} are accepted, and were given back.`, facts };
  }
  const missing = ({ permission, kind }: RefusedTopic) =>
    permission === null ? `refused, and not said why; it needs ${NEEDED[kind]}` : `missing ${permission}`;
  const permissions = new Set(refused.map(({ permission, kind }) => permission ?? NEEDED[kind]));
  return {
    status: 'failed',
    detail: [
      `Genesys Cloud refuses ${refused.length} of ${topics} topics:`,
      ...refused.map((topic) => `${topicName(topic)}: ${missing(topic)}`),
    ].join('\n'),
    hint: `Give a role of the OAuth client ${[...permissions].join(' and ')}, in the division of the queue. Until then the queue is polled, and push.freshFor does not apply to it; the service asks again every 10 minutes.`,
    facts,
  };
}

/** What became of a WebSocket; `reason` is the code of its end. */
export type SocketOutcome =
  | { readonly kind: 'answered' }
  | { readonly kind: 'mute' }
  | { readonly kind: 'lost'; readonly reason: string };

/**
 * Whether announcements can come through.
 * @param host of the channel's address, which is a secret itself
 * @param proxy host and port of the proxy on the way
 */
export function diagnoseSocket(outcome: SocketOutcome, host: string, proxy?: string): Finding {
  const where = `${host}${proxy === undefined ? '' : ` through proxy ${proxy}`}`;
  const facts = { host, ...(proxy !== undefined && { proxy }), ...outcome };
  if (outcome.kind === 'answered') {
    return { status: 'ok', detail: `${where}: opened, and a ping is answered.`, facts };
  }
  const letThrough = `Let firewall and proxy pass WebSockets to ${host}, open for hours: one that inspects or holds back what it passes breaks them.`;
  if (outcome.kind === 'mute') {
    const detail = `${where}: opened, but a ping is not answered, so a dead connection is noticed late.`;
    return { status: 'warn', detail, hint: letThrough, facts };
  }
  return {
    status: 'failed',
    detail: `${where}: the WebSocket does not stay open (${outcome.reason}). The service then polls.`,
    hint: isUntrusted(outcome.reason) ? TRUST : letThrough,
    facts,
  };
}
