// Turns what the lower floors tell of themselves into log lines, metrics and readiness.
import type { UpstreamObserver } from './genesys/client.js';
import type { WalkObserver } from './genesys/members.js';
import type { Readiness } from './http/readiness.js';
import type { Logger } from './runtime/logger.js';
import type { Metrics } from './runtime/metrics.js';
import type { RenewalObserver } from './tokens/renewal.js';

/** Those who want to know. */
export interface Reporters {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}

/** Renewals of `organization`. */
export function renewalReport(
  organization: string,
  { logger, metrics, readiness }: Reporters,
): RenewalObserver {
  return {
    renewed(token, tookMs) {
      metrics.renewals.inc({ organization, result: 'ok' });
      const lifetimeSeconds = Math.round((token.expiresAt - token.requestedAt) / 1000);
      const { generation } = token;
      logger.info(
        { organization, generation, lifetimeSeconds, tookMs: Math.round(tookMs) },
        'login succeeded',
      );
      readiness.tokenObtained();
    },
    failed(error, failures, pauseMs) {
      metrics.renewals.inc({ organization, result: error.code });
      logger.warn({ organization, failures, nextLoginInMs: Math.round(pauseMs), error }, 'login failed');
    },
  };
}

/** Page requests of `organization`. */
export function upstreamReport(organization: string, { metrics }: Reporters): UpstreamObserver {
  return {
    requested(outcome, tookMs) {
      const labels = { organization, outcome: String(outcome) };
      metrics.upstreamRequests.inc(labels);
      metrics.upstreamDuration.observe(labels, tookMs / 1000);
    },
    rateLimit({ count, allowed }) {
      metrics.rateLimitCount.set({ organization }, count);
      metrics.rateLimitAllowed.set({ organization }, allowed);
    },
  };
}

/** Walks of `organization`. */
export function walkReport(organization: string, { logger, metrics }: Reporters): WalkObserver {
  return {
    walked(outcome, tookMs) {
      metrics.walks.inc({ organization, outcome });
      metrics.walkDuration.observe({ organization }, tookMs / 1000);
    },
    totalDiffers(queue, claimed, counted) {
      metrics.totalsDiffering.inc({ organization });
      logger.warn({ organization, queue, claimed, counted }, 'Genesys claims another total than was counted');
    },
  };
}
