// One answer of `/status` as an example.
import { budgetReport, type BudgetReport } from '../../genesys/budget-report.rules.js';
import { VERSION } from '../../runtime/version.js';
import { SALES } from './examples.js';
import { organizationExample, settingsExample } from './health-example.js';

const NOW = '2026-03-01T12:00:01.000Z';
const COUNTED = '2026-03-01T12:00:00.000Z';

const FRESH_FOR_MS = 2_000;

/** As the arithmetic itself has it. */
function budgetExample(): BudgetReport {
  const window = { allowed: 300, count: 40, leftMs: 30_000, lengthMs: 60_000 };
  return budgetReport(window, { queries: 1, pages: 1, slowestMs: 100 }, { freshFor: FRESH_FOR_MS });
}

const last = () => ({ at: COUNTED, caller: 'callgrid', total: 3, accept: true, result: 'hit' });
const counted = () => ({ requests: 120, judged: 120, accepted: 96, stale: 0 });
const filters = { filters: 'presence=Available&joined=true', words: 'presence Available, joined' };

/** A service with one of everything. */
export function statusExample(): object {
  return {
    replica: 'availability-proxy-0-5c1e',
    version: VERSION,
    now: NOW,
    uptimeSeconds: 6_401,
    state: 'ready',
    publicUrl: 'http://127.0.0.1:8080',
    shared: { status: 'ok' },
    replicas: [
      { name: 'availability-proxy-0-5c1e', version: VERSION, leads: ['default'], ageMs: 0, self: true },
      { name: 'availability-proxy-1-09af', version: VERSION, leads: [], ageMs: 2_310, self: false },
    ],
    settings: { ...settingsExample(), faults: [], needRestart: [] },
    answers: { fromSnapshots: 120, olderThanPromised: 0 },
    memory: { snapshots: 1, snapshotBytes: 2_400, warmQueries: 1 },
    promise: { freshForMs: FRESH_FOR_MS, trustedForMs: 30_000, staleIfErrorMs: 60_000, deadlineMs: 1_500 },
    organizations: [
      {
        ...organizationExample(),
        loginHost: 'login.mypurecloud.com',
        apiHost: 'api.mypurecloud.com',
        budget: budgetExample(),
        activity: looksExample(),
        push: pushExample(),
        upstream: { requests: 150, failed: 0, p50Ms: 61, p95Ms: 104 },
        traffic: trafficExample(),
      },
    ],
    queries: [queryExample()],
    queriesInAll: 1,
    webhooks: [webhookExample()],
    callers: [callerExample()],
    problems: [problemExample()],
  };
}

const trafficExample = () => ({
  stepMs: 10_000,
  hits: [18, 20],
  misses: [1, 0],
  stale: [0, 0],
  failed: [0, 0],
  oldestMs: [1_870, 1_640],
  requests: [6, 7],
  p50Ms: [60, 61],
  p95Ms: [98, 104],
});

const queryExample = () => ({
  id: 'q1',
  organization: 'default',
  queueId: SALES,
  queueName: 'Sales',
  ...filters,
  expand: [],
  asks: 'count',
  needs: 1,
  needsByCaller: [{ caller: 'callgrid', needs: 1 }],
  agentsAvailable: 3,
  asOf: COUNTED,
  ageMs: 1_000,
  state: 'fresh',
  failure: null,
  refusedAt: null,
  nobody: null,
  agents: null,
  ...counted(),
  last: last(),
  countedAt: COUNTED,
  history: [2, 2, null, 3],
});

const webhookExample = () => ({
  name: 'sales-line',
  organization: 'default',
  queues: [{ id: SALES, name: 'Sales' }],
  ...filters,
  condition: 'total Greater Than 2',
  anyOf: false,
  failurePolicy: 'closed',
  needs: 3,
  agentsAvailable: 3,
  ...counted(),
  last: last(),
});

const callerExample = () => ({
  name: 'callgrid',
  organization: 'default',
  requests: 121,
  refused: 1,
  keys: [{ digest: '5f70bf18', requests: 121, lastUsedAt: COUNTED }],
  heldBytes: 81_920,
  heldShareBytes: 134_217_728,
  share: { spentInLastMinute: 31, sharePerMinute: 240, newQueriesInLastMinute: 1 },
  lastSeenAt: COUNTED,
  lastRefusal: {
    at: COUNTED,
    code: 'unknown_parameter',
    detail: 'Unknown: "callId".',
    hint: 'Correct or remove it; parameters that a platform appends by itself can be listed under ignoreParameters.',
  },
});

const problemExample = () => ({
  at: COUNTED,
  since: COUNTED,
  count: 1,
  code: 'unknown_parameter',
  title: 'The request has a parameter that this route does not know',
  detail: 'Unknown: "callId".',
  hint: 'Correct or remove it.',
  where: 'caller callgrid',
  ongoing: false,
});

const looksExample = () => ({
  status: 'looking',
  role: 'leading',
  intervalMs: 1_000,
  batchSize: 100,
  requestsPerMinute: 60,
  queues: { trusted: 98, distrusted: 1, truncated: 1 },
  comparisons: { agreed: 240, leftOut: 0, disagreed: 3, held: 1 },
  lastLookAgoMs: 412,
  lagMs: 150,
  advice: 'One request each second tells the states of 100 queues.',
  missingPermission: null,
});

const pushExample = () => ({
  status: 'live',
  role: 'alone',
  reason: null,
  hint: null,
  channels: 1,
  topics: 2,
  queuesWanted: 1,
  queuesCovered: 1,
  connectedAt: '2026-03-01T10:13:21.000Z',
  lastHeardAt: '2026-03-01T11:59:58.000Z',
  lastHeartbeatAt: '2026-03-01T11:59:41.000Z',
  reconnects: 0,
  events: { users: 4, observations: 131 },
  caughtUp: { p50Ms: 48, p95Ms: 210 },
  refused: [],
  distrusted: [{ queueId: SALES, queueName: 'Sales', leftSeconds: 3_540 }],
});
