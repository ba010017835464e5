// Looks of one organization, wired: when they are made, and what becomes of them.
import type { ActivityHealth } from '../genesys/activity/activity-health.js';
import { FIRST_SIZE } from '../genesys/activity/batch-size.rules.js';
import type { ActivitySettings } from '../settings/types.js';

/** No looks are made. */
export const activityAtRest =
  ({ mode, minInterval }: ActivitySettings) =>
  (): ActivityHealth => ({
    status: mode === 'off' ? 'off' : 'resting',
    intervalMs: minInterval,
    batchSize: FIRST_SIZE.size,
    requestsPerMinute: 0,
    queues: { trusted: 0, distrusted: 0, truncated: 0 },
    lagMs: 0,
    advice: 'Each queue is asked for by itself.',
  });
