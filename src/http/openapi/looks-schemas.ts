// What health routes and the status page say of looks at many queues, as JSON Schemas, with examples.
import { ANALYTICS_PERMISSION } from '../../genesys/activity/activity-request.js';
import type { ActivityHealth } from '../../genesys/activity/activity-health.js';
import type { activityHealth, activityLine } from '../status/activity-lines.js';
import { closed, count, listOf, nullable, oneOf, text, type Schema } from './types.js';

const STATES: ReadonlyArray<ActivityHealth['status']> = [
  ...(['off', 'resting', 'looking', 'forbidden', 'unavailable', 'distrusted'] as const),
];
const status = () =>
  oneOf(
    STATES,
    'looking: one request tells the states of many queues. resting: polling alone is enough. In the others queues are polled: off by the settings; forbidden: a permission is missing; unavailable: the requests fail; distrusted: they tell something else than the members endpoint.',
  );

/** How looks of an organization stand, whole. */
export function looksSchema(): Schema {
  const properties = {
    status: status(),
    role: oneOf(
      ['alone', 'leading', 'following', 'seeking'],
      'Who looks. alone: this process for itself; leading: this one for all replicas; following: another one; seeking: for a moment nobody.',
    ),
    intervalMs: count('Between two looks at the same queue.'),
    batchSize: count('Queues in one request at most: learned.'),
    requestsPerMinute: { type: 'number', description: 'What looks spend, at the present pace.' },
    queues: closed('Queues that are asked for.', {
      trusted: count('Whose looks agree with the members endpoint, and are relied on.'),
      distrusted: count('Whose looks did not agree: they are polled for an hour.'),
      truncated: count('With more members than an answer has room for: they are polled.'),
    }),
    comparisons: closed('With what the members endpoint told, since the start, by what they came to.', {
      agreed: count('Both told the same.'),
      leftOut: count('Looks left out agents who are offline or have not joined.'),
      disagreed: count('They told two things; looked at again after 2 s.'),
      held: count('They still did: the queue is polled for an hour.'),
    }),
    lastLookAgoMs: nullable(count('Since the last look was answered; null before the first.')),
    lagMs: count('How far Genesys Cloud was behind in looks lately, at most.'),
    advice: text('What this comes to, and what would help.'),
    missingPermission: nullable(text('The permission that the OAuth client lacks.')),
  } satisfies Record<keyof ReturnType<typeof activityLine>, Schema>;
  return closed('Looks: the states of all members of many queues in one request.', properties);
}

/** How looks stand, for everybody. */
export function looksHealthSchema(): Schema {
  const properties = {
    status: status(),
    missingPermissions: listOf({ type: 'string' }, 'Permissions that the OAuth client lacks for looks.'),
  } satisfies Record<keyof ReturnType<typeof activityHealth>, Schema>;
  return closed('The state of looks at many queues.', properties);
}

/** As `/readyz?verbose` has it. */
export const looksHealthExample = (): object => ({
  status: 'forbidden',
  missingPermissions: [ANALYTICS_PERMISSION],
});

/** As `/status` has it. */
export const looksExample = (): object => ({
  status: 'looking',
  role: 'leading',
  intervalMs: 1_000,
  batchSize: 100,
  requestsPerMinute: 60,
  queues: { trusted: 98, distrusted: 1, truncated: 1 },
  comparisons: { agreed: 240, leftOut: 0, disagreed: 3, held: 1 },
  lastLookAgoMs: 412,
  lagMs: 150,
  advice: 'One request each second tells the states of 100 queues.',
  missingPermission: null,
});
