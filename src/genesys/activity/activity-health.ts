// How it stands with looks at many queues, as `/status` tells it.
import { z } from 'zod';
import { count, lazily, text, type Written } from '../../domain/fields.js';

/** How looks of one organization stand. */
export const looksSchema = lazily(() =>
  z
    .strictObject({
      status: z
        .enum(['off', 'resting', 'looking', 'forbidden', 'unavailable', 'distrusted'])
        .describe(
          'looking: one request tells the states of many queues. resting: polling alone is enough. In the others ' +
            'queues are polled: off by the settings; forbidden: a permission is missing; unavailable: the requests ' +
            'fail; distrusted: they tell something else than the members endpoint.',
        ),
      role: z
        .enum(['alone', 'leading', 'following', 'seeking'])
        .describe(
          'Who looks. alone: this process for itself; leading: this one for all replicas; following: another one; ' +
            'seeking: for a moment nobody.',
        ),
      intervalMs: count('Between two looks at the same queue.'),
      batchSize: count('Queues in one request at most: learned.'),
      requestsPerMinute: z.number().describe('What looks spend, at the present pace; 0 while they rest.'),
      queues: z
        .strictObject({
          trusted: count('Whose looks agree with the members endpoint, and are relied on.'),
          distrusted: count('Whose looks did not agree: they are polled for an hour.'),
          truncated: count('With more members than an answer has room for: they are polled.'),
        })
        .describe('Queues that are asked for.'),
      comparisons: z
        .strictObject({
          agreed: count('Both told the same.'),
          leftOut: count('Looks left out agents who are offline or have not joined.'),
          disagreed: count('They told two things; looked at again after 2 s.'),
          held: count('They still did: the queue is polled for an hour.'),
        })
        .describe('With what the members endpoint told, since the start, by what they came to.'),
      lastLookAgoMs: count('Since the last look was answered; null before the first.').nullable(),
      lagMs: count('How far Genesys Cloud was behind in looks lately, at most.'),
      advice: text('What this comes to, and what would help.'),
      missingPermission: text('The permission that the OAuth client lacks.').nullable(),
    })
    .describe('Looks: the states of all members of many queues in one request.'),
);

export type ActivityHealth = Written<typeof looksSchema>;
