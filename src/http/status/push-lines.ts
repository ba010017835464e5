// How it stands with what Genesys announces, in the status report: its type and its description come from here.
import { z } from 'zod';
import { count, lazily, moment, number, text, type Written } from '../../domain/fields.js';
import type { Clock } from '../../runtime/clock.js';
import type { Organization } from '../dependencies.js';
import { isoTime } from './status-words.js';

export const PUSH_IS = 'The state of push: changes that Genesys Cloud announces.';

/** Push is off. */
export const pushIsOffSchema = lazily(() =>
  z.strictObject({ status: z.enum(['off']).describe('The setting `push` is off.') }).describe('Push is off.'),
);

/** A queue by its id and its name. */
const queueFields = () => ({
  queueId: text('Its id.'),
  queueName: text('Its name, once that is known.').nullable(),
});

/** Push is on. */
export const pushAtWorkSchema = lazily(() =>
  z
    .strictObject({
      status: z
        .enum(['starting', 'live', 'following', 'polling'])
        .describe(
          'live: this process has the notification channel. following: another replica has it and passes changes on. ' +
            'polling: there is no channel, queues are polled.',
        ),
      role: z
        .enum(['alone', 'leading', 'following', 'seeking'])
        .describe(
          'With Redis: whether this replica holds the channel for all, another does, or nobody is known to.',
        ),
      reason: text(
        'Why queues are polled, in a word; "nobody leads": no replica is known to hold the channel.',
      ).nullable(),
      hint: text('What to do.').nullable(),
      channels: count('Notification channels of this process: 1 or none.'),
      topics: count('Topics subscribed to on it; a queue has two.'),
      queuesWanted: count('Queues that are asked for.'),
      queuesCovered: count('Queues whose changes are announced, to this process or through another replica.'),
      connectedAt: moment('When the connection was opened.').nullable(),
      lastHeardAt: moment('When the last message of the channel came.').nullable(),
      lastHeartbeatAt: moment("Genesys Cloud's own last heartbeat.").nullable(),
      reconnects: count('How often the channel was live again after an interruption.'),
      events: z
        .strictObject({
          users: count('Members joined, left, were added or removed.'),
          observations: count('Presence or routing status of members changed.'),
        })
        .describe('Announcements since the start.'),
      caughtUp: z
        .strictObject({
          p50Ms: number('Half took no longer.').nullable(),
          p95Ms: number('19 of 20 did.').nullable(),
        })
        .describe('From an announcement to a count that shows it, in the last five minutes.'),
      refused: z
        .array(
          z
            .strictObject({
              ...queueFields(),
              kind: z.enum(['users', 'observations']).describe('What the topic announces.'),
              permission: text('What the OAuth client lacks, where Genesys Cloud says.').nullable(),
            })
            .describe('A refused topic: its queue is polled.'),
        )
        .describe('Topics that were refused.'),
      distrusted: z
        .array(
          z
            .strictObject({ ...queueFields(), leftSeconds: count('For how long it is polled.') })
            .describe('A queue of which a change was not announced.'),
        )
        .describe('Queues that are polled because a change was not announced.'),
    })
    .describe('Push is on.'),
);

/** How push stands with an organization. */
export const pushSchema = lazily(() => z.union([pushIsOffSchema(), pushAtWorkSchema()]).describe(PUSH_IS));

type Namer = (queueId: string) => string | null;

/** @param nameOf a queue's name, where that is known */
export function pushLine({ push }: Organization, clock: Clock, nameOf: Namer): Written<typeof pushSchema> {
  const health = push();
  if (health.status === 'off') return { status: health.status };
  const { status, role, reason, hint, channels, topics, queuesWanted, queuesCovered, reconnects } = health;
  const momentOf = (at: number | undefined) => (at === undefined ? null : isoTime(clock, at));
  return {
    status,
    role,
    reason: reason ?? null,
    hint: hint ?? null,
    channels,
    topics,
    queuesWanted,
    queuesCovered,
    connectedAt: momentOf(health.connectedAt),
    lastHeardAt: momentOf(health.lastHeardAt),
    lastHeartbeatAt: momentOf(health.lastHeartbeatAt),
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
