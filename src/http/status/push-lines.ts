// How it stands with what Genesys announces, as people and programs read it.
import type { Clock } from '../../runtime/clock.js';
import type { Organization, PushAtWork } from '../dependencies.js';
import { isoTime } from './status-words.js';

type Namer = (queueId: string) => string | null;

/** Everything, for `/status` and the page. @param nameOf a queue's name, where that is known */
export function pushLine({ push }: Organization, clock: Clock, nameOf: Namer) {
  const health = push();
  if (health.status === 'off') return { status: health.status };
  const { status, role, reason, hint, channels, topics, queuesWanted, queuesCovered, reconnects } = health;
  const moment = (at: number | undefined) => (at === undefined ? null : isoTime(clock, at));
  return {
    status,
    role,
    reason: reason ?? null,
    hint: hint ?? null,
    channels,
    topics,
    queuesWanted,
    queuesCovered,
    connectedAt: moment(health.connectedAt),
    lastHeardAt: moment(health.lastHeardAt),
    lastHeartbeatAt: moment(health.lastHeartbeatAt),
    reconnects,
    events: health.events,
    caughtUp: health.caughtUp,
    refused: health.refused.map((one) => ({ ...one, queueName: nameOf(one.queueId) })),
    distrusted: health.distrusted.map(({ queueId, leftMs }) => ({
      queueId,
      queueName: nameOf(queueId),
      leftSeconds: Math.ceil(leftMs / 1000),
    })),
  };
}

/** What may be told to everybody: that it works, or what is missing. */
export function pushHealth({ push }: Organization) {
  const health = push();
  if (health.status === 'off') return { status: health.status };
  const { status, reason } = health;
  return { status, reason: reason ?? null, missingPermissions: missingIn(health) };
}

function missingIn({ refused }: PushAtWork): readonly string[] {
  return [...new Set(refused.flatMap(({ permission }) => permission ?? []))].sort();
}
