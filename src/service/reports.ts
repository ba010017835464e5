// Turns what the lower floors tell of themselves into log lines, metrics and readiness.
import { ServiceError } from '../domain/errors.js';
import type { UpstreamObserver } from '../genesys/client.js';
import type { GateObserver } from '../genesys/gate.js';
import { gateInWords } from '../genesys/gate.rules.js';
import type { OnOddHeader } from '../genesys/upstream-numbers.rules.js';
import type { FetchObserver } from '../genesys/members/members.js';
import type { Journal } from '../telemetry/journal/journal.js';
import { problemFactsOf } from '../telemetry/journal/problems.js';
import type { Readiness } from '../http/health/readiness.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { faultLine } from '../settings/faults.js';
import type { SettingsObserver } from '../settings/watch.js';
import type { CacheObserver } from '../cache/cache.js';
import { hintFor } from '../replicas/connection-reason.js';
import type { ReplicasObserver } from '../replicas/observer.js';
import type { RenewalObserver } from '../oauth/renewal.js';

/** Those who want to know. */
export interface Reporters {
  readonly journal: Journal;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}

/**
 * Renewals of `organization`.
 * @param client which of its OAuth clients, counted from 1; absent where it has only one
 */
export function renewalReport(
  organization: string,
  client: number | undefined,
  { logger, metrics, readiness, journal }: Reporters,
): RenewalObserver {
  const where =
    client === undefined ? `organization ${organization}` : `organization ${organization}, client ${client}`;
  const who = { organization, ...(client !== undefined && { client }) };
  for (const result of ['ok', 'rejected']) metrics.renewals.inc({ organization, result }, 0);
  return {
    renewed(token, tookMs) {
      metrics.renewals.inc({ organization, result: 'ok' });
      const lifetimeSeconds = Math.round((token.expiresAt - token.requestedAt) / 1000);
      const { generation } = token;
      logger.info({ ...who, generation, lifetimeSeconds, tookMs: Math.round(tookMs) }, 'login succeeded');
      readiness.tokenObtained();
      journal.problems.over(where);
    },
    failed(error, failures, pauseMs) {
      metrics.renewals.inc({ organization, result: error.code });
      journal.problems.add(where, problemFactsOf(error));
      logger.warn({ ...who, failures, nextLoginInMs: Math.round(pauseMs), error }, 'login failed');
    },
    rejected(generation) {
      metrics.renewals.inc({ organization, result: 'rejected' });
      logger.warn({ ...who, generation }, 'Genesys Cloud rejects the token, logging in again');
    },
    credentialsChanged() {
      logger.info({ ...who }, 'client credentials changed, trying the new ones');
    },
    credentialsProven(generation) {
      logger.info({ ...who, generation }, 'new client credentials work and are used from now on');
    },
  };
}

/** Page requests of `organization`. */
export function upstreamReport(organization: string, reporters: Reporters): UpstreamObserver {
  const { metrics, journal } = reporters;
  const latency = journal.latency(organization);
  for (const outcome of ['200', '429', 'timeout', 'connection'])
    metrics.upstreamRequests.inc({ organization, outcome }, 0);
  return {
    requested(outcome, tookMs) {
      const labels = { organization, outcome: String(outcome) };
      metrics.upstreamRequests.inc(labels);
      metrics.upstreamDuration.observe(labels, tookMs / 1000);
      latency.add(tookMs, typeof outcome === 'number' && outcome < 400);
    },
    rateLimit({ count, allowed }) {
      metrics.rateLimitCount.set({ organization }, count);
      metrics.rateLimitAllowed.set({ organization }, allowed);
    },
    oddHeader: oddHeaders(organization, reporters),
  };
}

/** Odd headers are logged once for each header and kind: a value that changes must not fill the log. */
function oddHeaders(organization: string, { logger }: Reporters): OnOddHeader {
  const told = new Set<string>();
  return (header, kind, text) => {
    const key = `${header} ${kind}`;
    if (told.has(key)) return;
    told.add(key);
    const value = text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 40);
    logger.warn({ organization, header, kind, value }, 'Genesys Cloud tells a number that is of no use');
  };
}

/**
 * The gate of an OAuth client of `organization`.
 * @param client which of them, counted from 1; absent where there is only one
 */
export function gateObserver(
  organization: string,
  client: number | undefined,
  { logger, journal }: Reporters,
): GateObserver {
  const where = client === undefined ? organization : `${organization}, client ${client}`;
  const who = { organization, ...(client !== undefined && { client }) };
  return {
    gateClosed(gate, forMs) {
      const detail = gateInWords(gate);
      const seconds = Math.ceil(forMs / 1000);
      const error = new ServiceError('genesys_rate_limited', { detail });
      journal.problems.add(`rate limit of ${where}`, problemFactsOf(error), 'fetches');
      logger.warn(
        { ...who, forSeconds: seconds, refusals: gate.refusals, limitOf: gate.limitOf },
        'Genesys Cloud answered 429: nothing is asked until one request tries',
      );
    },
    gateOpened() {
      journal.problems.over(`rate limit of ${where}`);
      logger.info({ ...who }, 'Genesys Cloud answers again after 429');
    },
  };
}

/** What replicas share. */
export function sharingReport({ logger, metrics, journal }: Reporters): ReplicasObserver {
  return {
    connected() {
      journal.problems.over('Redis');
      logger.info('shared Redis connected');
    },
    lost(reason) {
      const hint = hintFor(reason);
      const title = 'Shared Redis cannot be used, this replica is on its own';
      journal.problems.add('Redis', { code: 'shared_degraded', title, detail: reason, hint });
      logger.warn({ reason, hint }, 'shared Redis cannot be used, this replica is on its own');
    },
    claimed: (kind) => metrics.claims.inc({ result: kind }),
    applied: (snapshot) => metrics.replicaMessages.inc({ result: snapshot ? 'snapshot' : 'ended' }),
    unreadable: () => metrics.replicaMessages.inc({ result: 'unreadable' }),
    missed: (what) => metrics.replicaMessages.inc({ result: what }),
    role: (organization, role) =>
      logger.info({ organization, role }, 'role among replicas in hearing of changes'),
    lookRole: (organization, role) =>
      logger.info({ organization, role }, 'role among replicas in looks at queues'),
  };
}

/** Fetches of `organization`. */
export function fetchReport(organization: string, { logger, metrics, journal }: Reporters): FetchObserver {
  metrics.fetches.inc({ organization, outcome: 'done' }, 0);
  return {
    fetched(queue, tookMs) {
      journal.problems.over(`queue ${queue}`);
      journal.problems.over(`rate limit of ${organization}`);
      metrics.fetches.inc({ organization, outcome: 'done' });
      metrics.fetchDuration.observe({ organization }, tookMs / 1000);
    },
    failed(queue, error, tookMs, origin) {
      metrics.fetches.inc({ organization, outcome: error.code });
      metrics.fetchDuration.observe({ organization }, tookMs / 1000);
      const category = error.kind === 'refused' ? 'refusedFetches' : 'fetches';
      journal.problems.add(`queue ${queue}`, problemFactsOf(error), category);
      const askedBy = origin && { requestId: origin.requestId, traceId: origin.trace?.traceId };
      logger.warn({ organization, queue, ...askedBy, tookMs: Math.round(tookMs), error }, 'fetch failed');
    },
    totalDiffers(queue, claimed, counted) {
      metrics.totalsDiffering.inc({ organization });
      logger.warn({ organization, queue, claimed, counted }, 'Genesys claims another total than was counted');
    },
  };
}

/** Questions and how they were answered; `asked` hears of each question too. */
export function cacheReport(asked: () => void, { metrics }: Reporters): CacheObserver {
  return { asked, served: (via, old) => metrics.served(via, old) };
}

/** Settings that were read again. */
export function settingsReport({ logger, metrics, journal }: Reporters): SettingsObserver {
  return {
    applied(changed, needRestart) {
      metrics.settingsReloads.inc({ result: 'ok' });
      journal.problems.over('settings');
      logger.info({ changed }, 'settings read again');
      if (needRestart.length > 0)
        logger.warn({ needRestart }, 'some settings were changed that need a restart, and are as they were');
    },
    refused(faults) {
      metrics.settingsReloads.inc({ result: 'failed' });
      journal.problems.add('settings', {
        code: 'settings_refused',
        title: 'The settings have faults: those from before stay in force',
        detail: faults.map(faultLine).join('; '),
        hint: 'Correct the files; they are read again when they change.',
      });
      logger.error(
        { faults: faults.map(faultLine) },
        'the settings have faults: those from before stay in force',
      );
    },
  };
}
