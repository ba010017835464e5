// Every metric of the service, named and described in one place.
import { activityMetrics } from './activity-metrics.js';
import { decisionMetrics } from './decision-metrics.js';
import type { ErrorCode } from '../domain/error-codes.js';
import { createRegistry, factory, remembered, type Factory } from './metric-factory.js';
import { processMetrics } from './process-metrics.js';
import { pushMetrics } from './push-metrics.js';

/** How a token stands at the moment of a scrape. */
export interface TokenReading {
  readonly organization: string;
  /** Seconds until it expires, 0 without a usable token. */
  readonly expiresInSeconds: number;
  readonly generation: number;
}

/** How a rate budget stands at the moment of a scrape; see genesys/budget-report.rules.ts. */
interface BudgetReading {
  readonly organization: string;
  readonly refreshIntervalMs: number;
  readonly warmQueries: number;
  readonly requestsSpendablePerMinute: number;
  readonly requestsInWindow: number;
  readonly gate: { readonly state: string };
}

/** The metrics of one service; labels hold no queue ids and no secrets. */
export type Metrics = ReturnType<typeof createMetrics>;

/** A registry of its own, so that two services in one process don't mix their numbers. */
export function createMetrics() {
  const registry = createRegistry();
  const make = factory(registry);
  return {
    registry,
    ...trafficMetrics(make),
    ...decisionMetrics(make),
    ...upstreamMetrics(make),
    ...tokenMetrics(make),
    connectionsShed: make.counter(
      'connections_shed_total',
      'Connections closed for want of room: closed (silent or idle), refused (all others busy), reset (no descriptor left).',
      'listener',
      'what',
    ),
    /** Reads the rate budgets each time the metrics are scraped. */
    watchBudgets(read: () => readonly BudgetReading[]): void {
      const pick = (value: (budget: BudgetReading) => number) => () =>
        read().map((budget) => [budget.organization, value(budget)] as const);
      make.reading(
        'refresh_interval_seconds',
        'How often each warm query is refreshed.',
        pick((b) => b.refreshIntervalMs / 1000),
      );
      make.reading(
        'warm_queries',
        'Queries that are kept warm.',
        pick((b) => b.warmQueries),
      );
      make.reading(
        'budget_spendable',
        'Requests a minute that are spent at most.',
        pick((b) => b.requestsSpendablePerMinute),
      );
      make.reading(
        'budget_spent',
        'Requests in this window, by whomever.',
        pick((b) => b.requestsInWindow),
      );
      make.reading(
        'budget_gate_closed',
        '1 while nothing is asked because Genesys answered 429.',
        pick((b) => Number(b.gate.state === 'closed' || b.gate.state === 'trying')),
      );
    },
    ...processMetrics(make),
    ...activityMetrics(make),
    ...pushMetrics(make),
    ...sharingMetrics(make),
    /** Reads whether what replicas share can be used each time the metrics are scraped. */
    watchSharing(read: () => boolean): void {
      make.plainReading(
        'shared_degraded',
        '1 while the shared Redis cannot be used, and this replica is on its own.',
        () => Number(read()),
      );
    },
  };
}

/** Reasons that are expected: their counts begin at 0. */
const REFUSALS: readonly ErrorCode[] = [
  'caller_key_missing',
  'caller_key_invalid',
  'too_many_failed_keys',
  'caller_quota_exceeded',
];

function trafficMetrics({ counter, tallyCounter, tallyHistogram }: Factory) {
  const requests = tallyCounter('requests_total', 'Answers by route and status.', 'route', 'status');
  const duration = tallyHistogram('request_duration_seconds', 'Time from request to answer.', 'route');
  const results = tallyCounter(
    'cache_results_total',
    'How snapshots were had: hit, miss, collapsed, stale.',
    'result',
  );
  const late = tallyCounter(
    'answers_older_than_promised_total',
    'Answers from snapshots older than freshFor.',
  )({});
  const request = remembered((route: string) => ({
    duration: duration({ route }),
    byStatus: remembered((status: number) => requests({ route, status: String(status) })),
  }));
  const result = remembered((via: string) => results({ result: via }));
  let fromSnapshots = 0;
  const refusals = counter(
    'caller_refusals_total',
    'Requests refused before any question was asked.',
    'reason',
  );
  for (const reason of REFUSALS) refusals.inc({ reason }, 0);
  for (const via of ['hit', 'miss', 'collapsed', 'stale']) result(via);
  return {
    refusals,
    /** One answer that took `seconds`. */
    answered(route: string, status: number, seconds: number): void {
      const one = request(route);
      one.byStatus(status).count += 1;
      one.duration.observe(seconds);
    },
    /** One answer from a snapshot; `old` when that is older than promised. */
    served(via: string, old: boolean): void {
      result(via).count += 1;
      fromSnapshots += 1;
      if (old) late.count += 1;
    },
    /** Answers since the start, and how many of them were older than promised. */
    shares: () => ({ fromSnapshots, olderThanPromised: late.count }),
  };
}

function upstreamMetrics({ counter, gauge, histogram }: Factory) {
  return {
    fetches: counter('walks_total', 'Fetches over all pages of a query.', 'organization', 'outcome'),
    fetchDuration: histogram('walk_duration_seconds', 'Time of a fetch over all pages.', 'organization'),
    totalsDiffering: counter(
      'totals_differing_total',
      'Fetches that counted other than Genesys claimed.',
      'organization',
    ),
    upstreamRequests: counter(
      'genesys_requests_total',
      'Page requests by status or fault.',
      'organization',
      'outcome',
    ),
    upstreamDuration: histogram(
      'genesys_request_duration_seconds',
      'Time of a page request.',
      'organization',
      'outcome',
    ),
    rateLimitCount: gauge(
      'genesys_ratelimit_count',
      'inin-ratelimit-count as last reported.',
      'organization',
    ),
    rateLimitAllowed: gauge(
      'genesys_ratelimit_allowed',
      'inin-ratelimit-allowed as last reported.',
      'organization',
    ),
  };
}

function sharingMetrics({ counter }: Factory) {
  return {
    claims: counter(
      'shared_claims_total',
      'Fetches asked for: ours, theirs (another replica fetches), newer (one has fetched), alone (no Redis).',
      'result',
    ),
    replicaMessages: counter(
      'shared_messages_total',
      'Word of other replicas: snapshot, ended (a fetch without one), unreadable; of who hears of changes: gap, late, silence.',
      'result',
    ),
  };
}

function tokenMetrics({ counter, reading }: Factory) {
  return {
    renewals: counter(
      'token_renewals_total',
      'Logins by result: ok, or the error code.',
      'organization',
      'result',
    ),
    /** Reads the tokens each time the metrics are scraped. */
    watchTokens(read: () => readonly TokenReading[]): void {
      const pick = (value: (token: TokenReading) => number) => () =>
        read().map((token) => [token.organization, value(token)] as const);
      reading(
        'token_expires_in_seconds',
        'Seconds until the token expires, 0 without one.',
        pick((token) => token.expiresInSeconds),
      );
      reading(
        'token_generation',
        'Logins that succeeded since the start.',
        pick((token) => token.generation),
      );
    },
  };
}
