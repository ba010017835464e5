// What one caller has of the budget of its organization, as `/status` tells it.
import { z } from 'zod';
import { count, lazily, type Written } from '../domain/fields.js';

/** In requests. */
export const callerShareSchema = lazily(() =>
  z
    .strictObject({
      spentInLastMinute: count('Requests to Genesys Cloud on its account.'),
      sharePerMinute: count('Its even part; it may have more while the others leave it.'),
      newQueriesInLastMinute: count('Queries that were loaded for the first time for it.'),
    })
    .describe('What it has of the rate limit of its organization.'),
);

export type CallerShare = Written<typeof callerShareSchema>;
