// What health routes and the status page say of announcements, as JSON Schemas, with examples.
import type { PushHealth } from '../dependencies.js';
import { SALES } from './examples.js';
import { closed, count, listOf, moment, nullable, number, oneOf, text, type Schema } from './types.js';

const AT_WORK: ReadonlyArray<PushHealth['status']> = ['starting', 'live', 'following', 'polling'];
const status = () =>
  oneOf(
    AT_WORK,
    'live: this process has the notification channel. following: another replica has it and passes changes on. polling: there is no channel, queues are polled.',
  );
const reason = () =>
  nullable(
    text('Why queues are polled, in a word; "nobody leads": no replica is known to hold the channel.'),
  );
const off = () => closed('Push is off.', { status: oneOf(['off'], 'The setting `push` is off.') });

const queue = () => ({
  queueId: text('Its id.'),
  queueName: nullable(text('Its name, once that is known.')),
});

/** How push stands with an organization, whole. */
export function pushSchema(): Schema {
  const atWork = closed('Push is on.', {
    status: status(),
    role: oneOf(
      ['alone', 'leading', 'following', 'seeking'],
      'With Redis: whether this replica holds the channel for all, another does, or nobody is known to.',
    ),
    reason: reason(),
    hint: nullable(text('What to do.')),
    channels: count('Notification channels of this process: 1 or none.'),
    topics: count('Topics subscribed to on it; a queue has two.'),
    queuesWanted: count('Queues that are asked for.'),
    queuesCovered: count('Queues whose changes are announced, to this process or through another replica.'),
    connectedAt: nullable(moment('When the connection was opened.')),
    lastHeardAt: nullable(moment('When the last message of the channel came.')),
    lastHeartbeatAt: nullable(moment("Genesys Cloud's own last heartbeat.")),
    reconnects: count('How often the channel was live again after an interruption.'),
    events: closed('Announcements since the start.', {
      users: count('Members joined, left, were added or removed.'),
      observations: count('Presence or routing status of members changed.'),
    }),
    caughtUp: closed('From an announcement to a count that shows it, in the last five minutes.', {
      p50Ms: nullable(number('Half took no longer.')),
      p95Ms: nullable(number('19 of 20 did.')),
    }),
    refused: listOf(
      closed('A refused topic: its queue is polled.', {
        ...queue(),
        kind: oneOf(['users', 'observations'], 'What the topic announces.'),
        permission: nullable(text('What the OAuth client lacks, where Genesys Cloud says.')),
      }),
      'Topics that were refused.',
    ),
    distrusted: listOf(
      closed('A queue of which a change was not announced.', {
        ...queue(),
        leftSeconds: count('For how long it is polled.'),
      }),
      'Queues that are polled because a change was not announced.',
    ),
  });
  return { description: 'The state of push: changes that Genesys Cloud announces.', anyOf: [off(), atWork] };
}

/** How push stands, for everybody. */
export function pushHealthSchema(): Schema {
  const missing = listOf({ type: 'string' }, 'Permissions that the OAuth client lacks for some topics.');
  const atWork = closed('Push is on.', { status: status(), reason: reason(), missingPermissions: missing });
  return { description: 'The state of push: changes that Genesys Cloud announces.', anyOf: [off(), atWork] };
}

/** As `/readyz?verbose` has it. */
export const pushHealthExample = (): object => ({ status: 'live', reason: null, missingPermissions: [] });

/** As `/status` has it. */
export const pushExample = (): object => ({
  status: 'live',
  role: 'alone',
  reason: null,
  hint: null,
  channels: 1,
  topics: 2,
  queuesWanted: 1,
  queuesCovered: 1,
  connectedAt: '2026-03-01T10:13:21.000Z',
  lastHeardAt: '2026-03-01T11:59:58.000Z',
  lastHeartbeatAt: '2026-03-01T11:59:41.000Z',
  reconnects: 0,
  events: { users: 4, observations: 131 },
  caughtUp: { p50Ms: 48, p95Ms: 210 },
  refused: [],
  distrusted: [{ queueId: SALES, queueName: 'Sales', leftSeconds: 3_540 }],
});
