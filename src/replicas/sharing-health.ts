// How it stands with what replicas share, as `/status` tells it.
import { z } from 'zod';
import { lazily, text, type Written } from '../domain/fields.js';

/** Whether replicas share what they know. */
export const sharingSchema = lazily(() =>
  z
    .strictObject({
      status: z.enum(['off', 'ok', 'degraded']).describe('degraded: this replica is on its own.'),
      reason: text('Why.').exactOptional(),
      hint: text('What to do.').exactOptional(),
    })
    .describe('What replicas share.'),
);

export type SharingHealth = Written<typeof sharingSchema>;
