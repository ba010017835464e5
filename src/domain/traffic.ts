// An organization's traffic of the last half hour, as `/status` tells it and the page draws it.
import { z } from 'zod';
import { count, lazily, type Written } from './fields.js';

const column = (item: z.ZodType<number>, what: string) => z.array(item).describe(what);
const columnWithGaps = (what: string) => z.array(count('Milliseconds.').nullable()).describe(what);

/** The steps in columns, oldest first, all of one length. */
export const trafficSchema = lazily(() =>
  z
    .strictObject({
      stepMs: count('Milliseconds of a step.'),
      hits: column(count('Answers.'), 'Answers from memory, as fresh as promised.'),
      misses: column(count('Answers.'), 'Answers that waited for a fetch.'),
      stale: column(count('Answers.'), 'Answers that were stale.'),
      failed: column(count('Answers.'), 'Answers that rest on no count.'),
      oldestMs: columnWithGaps('Age of the oldest answer; null without any.'),
      requests: column(count('Requests.'), 'Requests to Genesys Cloud.'),
      p50Ms: columnWithGaps('Half of them were answered within this time.'),
      p95Ms: columnWithGaps('19 of 20 were.'),
    })
    .describe('The last half hour in steps, oldest first, at most 180 of them.'),
);

export type TrafficHistory = Written<typeof trafficSchema>;
