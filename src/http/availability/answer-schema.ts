// The answer of the availability routes: its type and its description come from here.
import { z } from 'zod';
import {
  count,
  genesysErrorCode,
  lazily,
  moment,
  text,
  uuid,
  yesOrNo,
  type Written,
} from '../../domain/fields.js';

/** There where waiting calls are asked for. */
const calls = (whose: string) => ({
  waiting: count(`Calls that wait, ${whose}; null when that is not known. There when asked for.`)
    .nullable()
    .optional(),
  free: count(
    `Agents ${whose} who are on queue and idle, less the calls that wait; null when that is not known.`,
  )
    .nullable()
    .optional(),
});

/** One queue's line in an answer for several. */
export const queueLineSchema = lazily(() =>
  z
    .strictObject({
      queue: uuid('The queue.'),
      agentsAvailable: count('Agents of this queue alone; null when they could not be counted.').nullable(),
      ...calls('of this queue'),
      asOf: moment('When they were counted.').nullable(),
      stale: yesOrNo('Whether that is older than it should be because Genesys Cloud could not be asked.'),
      error: genesysErrorCode('Why the queue could not be counted.').nullable(),
    })
    .describe('One queue of several.'),
);

/** Flat scalars, so that any platform can point at any of them; `queues` where several were asked for. */
export const availabilitySchema = lazily(() =>
  z
    .strictObject({
      accept: yesOrNo('Whether the call should be accepted.'),
      agentsAvailable: count(
        'Distinct agents that match; an agent in two queues counts once. Null when no queue could be counted.',
      ).nullable(),
      total: count('The same number, under the name that webhook templates know.').nullable(),
      ...calls('of all queues'),
      minimum: z
        .int()
        .min(1)
        .optional()
        .describe(
          'The call is accepted from this many agents on. Not there where a named webhook has an acceptance of its own.',
        ),
      status: z
        .enum(['available', 'unavailable', 'unknown'])
        .describe('unknown: the failure policy decided.'),
      asOf: moment('When the oldest part was counted.').nullable(),
      stale: yesOrNo('Whether a part is older than it should be because Genesys Cloud could not be asked.'),
      reason: text('Why, in a sentence.'),
      filters: text('What was counted, as in a URL.'),
      queues: z.array(queueLineSchema()).describe('Each queue.'),
    })
    .describe('The answer for several queues.'),
);

export type AvailabilityAnswer = Written<typeof availabilitySchema>;
