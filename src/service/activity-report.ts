// What people are told of looks: how they stand, the arithmetic, and what would help.
import type { ServiceError } from '../domain/errors.js';
import type { ActivityHealth } from '../genesys/activity/activity-health.js';
import { ANALYTICS_PERMISSION } from '../genesys/activity/activity-request.js';
import type { ComparisonCounts, ComparisonOutcome } from '../genesys/activity/trust-ledger.js';
import type { LookPace } from '../genesys/activity/pace.rules.js';
import type { Settings } from '../settings/types.js';
import type { Reporters } from './reports.js';

/** What the world hears of looks. */
export interface ActivityObserver {
  began(): void;
  ended(): void;
  failed(code: string, detail: string, pauseMs: number): void;
  compared(outcome: ComparisonOutcome): void;
  queueDistrusted(queueId: string, users: number): void;
  organizationDistrusted(queues: number): void;
  organizationTrusted(): void;
}

interface Standing {
  readonly mode: Settings['activity']['mode'];
  readonly isOn: boolean;
  readonly trouble: ServiceError | undefined;
  readonly isDistrusted: boolean;
  readonly role: ActivityHealth['role'];
  readonly pace: LookPace;
  readonly batchSize: number;
  /** Queues that are asked for. */
  readonly queues: number;
  readonly counts: ActivityHealth['queues'];
  readonly comparisons: ComparisonCounts;
  readonly lastLookAgoMs: number | undefined;
  readonly lagMs: number;
  /** Requests a minute that may be spent. */
  readonly possible: number;
  readonly freshFor: number;
}

export function activityHealth(standing: Standing): ActivityHealth {
  const { pace, batchSize, counts, comparisons, lastLookAgoMs, lagMs } = standing;
  const status = statusOf(standing);
  const { trusted, distrusted, truncated } = counts;
  const requestsPerMinute = status === 'looking' ? Math.round(pace.requestsPerMinute) : 0;
  return {
    status,
    role: standing.role,
    intervalMs: Math.round(pace.intervalMs),
    batchSize,
    requestsPerMinute,
    queues: { trusted, distrusted, truncated },
    comparisons,
    lastLookAgoMs: lastLookAgoMs === undefined ? null : Math.round(lastLookAgoMs),
    lagMs: Math.round(lagMs),
    advice: adviceOf(status, standing, requestsPerMinute),
    missingPermission: status === 'forbidden' ? ANALYTICS_PERMISSION : null,
  };
}

function statusOf({ mode, isOn, trouble, isDistrusted }: Standing): ActivityHealth['status'] {
  if (mode === 'off') return 'off';
  if (!isOn) return 'resting';
  if (trouble) return trouble.code === 'genesys_permission_missing' ? 'forbidden' : 'unavailable';
  return isDistrusted ? 'distrusted' : 'looking';
}

function adviceOf(status: ActivityHealth['status'], standing: Standing, requests: number): string {
  const { queues, batchSize, possible, freshFor, counts, trouble } = standing;
  const { intervalMs } = standing.pace;
  switch (status) {
    case 'off':
      return 'Each queue is asked for by itself. activity.mode: auto looks at many queues in one request.';
    case 'resting':
      return 'Each queue is asked for by itself: that alone keeps the promise.';
    case 'forbidden':
      return `Looks need the permission ${ANALYTICS_PERMISSION}: add it to a role of the OAuth client. It is tried again every 10 minutes; until then each queue is asked for by itself.`;
    case 'unavailable':
      return `Looks fail (${trouble?.code ?? 'unknown'}) and are tried again; until then each queue is asked for by itself.`;
    case 'distrusted':
      return 'Looks do not tell what the members endpoint tells: for an hour each queue is asked for by itself.';
    case 'looking':
  }
  const sum =
    `${queues} queues in batches of ${batchSize}, each every ${Math.round(intervalMs)} ms, take ${requests} requests ` +
    `a minute of ${possible} that may be spent. `;
  const slow =
    intervalMs > freshFor
      ? 'That is less often than promised: promise less (availability.freshFor), ask for fewer queues, or add an OAuth client. '
      : '';
  const untrusted =
    counts.trusted < queues
      ? `${queues - counts.trusted} of them are still asked for by themselves: comparisons with their members are few so far, or disagree.`
      : 'What they tell agrees with the members endpoint.';
  return sum + slow + untrusted;
}

/** In metrics words are written with an underscore. */
const OUTCOMES: Readonly<Record<ComparisonOutcome, string>> = {
  ...{ agreed: 'agreed', disagreed: 'disagreed', held: 'held' },
  leftOut: 'left_out',
};

/** Looks of `organization`, for the log and the metrics. */
export function activityReport(
  organization: string,
  { logger, metrics }: Pick<Reporters, 'logger' | 'metrics'>,
): ActivityObserver {
  let failing: string | undefined;
  return {
    began: () => logger.info({ organization }, 'looks at many queues in one request begin'),
    ended: () => logger.info({ organization }, 'looks at many queues in one request end'),
    failed(code, detail, pauseMs) {
      const level = failing === code ? 'debug' : 'warn';
      failing = code;
      logger[level](
        { organization, code, detail, permission: ANALYTICS_PERMISSION, againInMs: Math.round(pauseMs) },
        'a look at many queues failed: each is asked for by itself',
      );
    },
    compared: (outcome) => metrics.activityComparisons.inc({ organization, outcome: OUTCOMES[outcome] }),
    queueDistrusted: (queue, users) =>
      logger.warn(
        { organization, queue, users },
        'looks at a queue disagree with its members: it is asked for by itself for an hour',
      ),
    organizationDistrusted: (queues) =>
      logger.warn({ organization, queues }, 'looks disagree with members too often: not used for an hour'),
    organizationTrusted: () => logger.info({ organization }, 'looks agree with members'),
  };
}
