import { expect } from 'chai';
import type { Status } from '../../src/ui/status.js';
import { verdict } from '../../src/ui/verdict.js';

const NOW = '2026-03-01T12:00:00.000Z';
type Gate = Status['organizations'][number]['budget']['gate']['state'];
const budget = {
  warmQueries: 1,
  requestsAllowedPerMinute: 300,
  requestsSpendablePerMinute: 240,
  requestsInWindow: 10,
  windowEndsInSeconds: 30,
  refreshIntervalMs: 2_000,
  promiseKept: true,
  advice: null,
  gate: { state: 'open' as Gate, opensInSeconds: null, reason: null },
};
const organization = {
  organization: 'default',
  ...{ loginHost: 'login.mypurecloud.com', apiHost: 'api.mypurecloud.com' },
  status: 'healthy',
  expiresInSeconds: 3_600,
  renewInSeconds: 2_000,
  lastError: null,
  budget,
  push: { status: 'off' } as Status['organizations'][number]['push'],
  activity: { status: 'off' } as Status['organizations'][number]['activity'],
  upstream: { requests: 1, failed: 0, p50Ms: 10, p95Ms: 10 },
  traffic: {
    stepMs: 10_000,
    hits: [],
    misses: [],
    stale: [],
    failed: [],
    oldestMs: [],
    requests: [],
    ...{ p50Ms: [], p95Ms: [] },
  },
};
const query = {
  id: 'a',
  organization: 'default',
  queueId: '1',
  queueName: 'Sales',
  filters: 'presence=Available&joined=true',
  words: 'presence Available, joined',
  expand: [] as readonly string[],
  asks: 'count' as Status['queries'][number]['asks'],
  needs: 1,
  needsByCaller: [],
  countedAt: NOW,
  agentsAvailable: 3 as number | null,
  ageMs: 100,
  state: 'fresh',
  failure: null as { code: string; title: string; detail: string; hint: string } | null,
  refusedAt: null,
  nobody: null as Status['queries'][number]['nobody'],
  agents: null,
  history: [],
  ...{ requests: 1, judged: 1, accepted: 1, stale: 0 },
  last: { at: NOW, caller: 'callgrid', total: 3, accept: true, result: 'hit' },
};
const status = (more: Partial<Status> = {}): Status => ({
  ...{
    replica: 'r',
    version: '1',
    now: NOW,
    uptimeSeconds: 1,
    state: 'ready',
    publicUrl: null,
    shared: { status: 'off' },
    replicas: [],
  },
  settings: { faults: [], needRestart: [] },
  promise: { freshForMs: 2_000, trustedForMs: 0, staleIfErrorMs: 60_000, deadlineMs: 1_500 },
  ...{
    organizations: [organization],
    queries: [query],
    queriesInAll: 1,
    webhooks: [],
    callers: [],
    problems: [],
  },
  ...more,
});
const failure = { code: 'c', title: 'What is wrong', detail: 'What is wrong', hint: 'What to do' };

const nobody = {
  agentsAvailable: 0,
  nobody: {
    hint: 'It is their state. Ask for IDLE. Of the same queue at this moment: joined=true counts 3.',
    command: 'doctor',
  },
};
const pushProblem = {
  ...failure,
  ...{ code: 'push_connection_lost', where: 'announcements of default' },
  ...{ since: NOW, at: NOW, count: 1, ongoing: true },
};
const polling: Status['organizations'][number]['push'] = {
  status: 'polling',
  ...{ role: 'alone', reason: 'connection lost', hint: 'It is tried again.' },
  ...{ queuesWanted: 1, queuesCovered: 0, lastHeardAt: null, refused: [], distrusted: [] },
  caughtUp: { p50Ms: null, p95Ms: null },
};

describe('the verdict of the page', () => {
  const good = 'All is well: counts are fresh.';
  const lost = { code: 'login_invalid_client', hint: 'Check client id and secret' };
  const table: [name: string, given: Partial<Status>, level: string, words: string[]][] = [
    ['all is well', {}, 'good', [good]],
    [
      'no token',
      { organizations: [{ ...organization, status: 'failing', lastError: lost }] },
      'bad',
      ['no token', lost.hint],
    ],
    ['the first login', { organizations: [{ ...organization, status: 'failing' }] }, 'warn', ['logging in']],
    [
      'a renewal that fails',
      { organizations: [{ ...organization, status: 'degraded', lastError: lost, expiresInSeconds: 600 }] },
      'warn',
      ["can't be renewed", '10 min more', lost.hint],
    ],
    [
      'a refused queue',
      { queries: [{ ...query, state: 'refused', failure }] },
      'bad',
      ['Sales', 'What to do'],
    ],
    [
      'a missing permission, with its name',
      {
        queries: [
          {
            ...query,
            state: 'refused',
            failure: {
              ...failure,
              code: 'genesys_permission_missing',
              detail: 'Missing: routing:queue:view.',
            },
          },
        ],
      },
      'bad',
      ['lacks a permission', 'Sales', 'routing:queue:view', 'What to do'],
    ],
    [
      'login and API of different regions, with the hosts',
      {
        queries: [
          { ...query, state: 'refused', failure: { ...failure, code: 'genesys_credentials_rejected' } },
        ],
      },
      'bad',
      ['rejects the tokens', 'login.mypurecloud.com', 'api.mypurecloud.com', 'different regions'],
    ],
    [
      'a rejected client, with where it was looked for and how to tell secret from region',
      { organizations: [{ ...organization, status: 'failing', lastError: lost }] },
      'bad',
      ['login.mypurecloud.com', 'doctor --try-regions'],
    ],
    [
      'a limit that is felt before the window is full',
      {
        queries: [{ ...query, state: 'unknown', failure: { ...failure, code: 'genesys_rate_limited' } }],
      },
      'bad',
      ['rate limit', '10 of 300', 'at most 240', 'OAuth client', 'freshFor'],
    ],
    [
      'trouble that no other part speaks of',
      {
        problems: [
          { ...failure, where: 'queue Night', since: NOW, at: NOW, count: 1, ongoing: true },
          { ...failure, where: 'caller x', since: NOW, at: NOW, count: 1, ongoing: false },
        ],
      },
      'warn',
      ['Trouble with queue Night', 'What to do'],
    ],
    [
      'a queue that was never counted',
      { queries: [{ ...query, state: 'unknown', failure }] },
      'bad',
      ['Sales', 'What to do'],
    ],
    [
      'stale answers',
      { queries: [{ ...query, state: 'stale', failure }] },
      'warn',
      ['up to 60 s', 'What to do'],
    ],
    [
      'a limit that is used up',
      { organizations: [{ ...organization, budget: { ...budget, requestsInWindow: 300 } }] },
      'bad',
      ['rate limit', '30 s', 'OAuth client'],
    ],
    [
      'a promise that is not kept',
      {
        organizations: [
          { ...organization, budget: { ...budget, promiseKept: false, advice: 'ask for less' } },
        ],
      },
      'warn',
      ['older than promised', 'ask for less'],
    ],
    [
      'Redis down',
      { shared: { status: 'degraded', reason: 'ECONNREFUSED', hint: 'start it' } },
      'warn',
      ['Redis', 'start it'],
    ],
    [
      'settings with faults',
      { settings: { faults: ['port: is x'], needRestart: [] } },
      'warn',
      ['port: is x'],
    ],
    ['a drain', { state: 'draining' }, 'warn', ['shutting down']],
    [
      'nobody there, with cause and remedy',
      { queries: [{ ...query, ...nobody }] },
      'notice',
      [
        'Counts are fresh. Nobody is counted right now in: Sales.',
        'counts nobody right now (presence Available, joined). It is their state. Ask for IDLE.',
      ],
    ],
    [
      'that nobody has asked yet',
      { queries: [], queriesInAll: 0 },
      'notice',
      ['Ready, and nobody has asked yet.'],
    ],
    [
      'a refusal that may be over',
      { queries: [{ ...query, state: 'refusedBefore', refusedAt: NOW, failure }] },
      'good',
      [good],
    ],
    [
      'push that polls: answers are right',
      { organizations: [{ ...organization, push: polling }], problems: [pushProblem] },
      'good',
      [good, 'default: push does not work (connection lost). Queues are polled'],
    ],
    [
      'a limit of our own that lets older answers out',
      {
        queries: [{ ...query, state: 'stale', failure: { ...failure, code: 'genesys_rate_limited' } }],
      },
      'bad',
      [
        'what may be spent of the rate limit',
        'The rate limit leaves no request for queue Sales',
        'up to 60 s',
      ],
    ],
    [
      'a gate that a 429 has closed',
      {
        organizations: [
          {
            ...organization,
            budget: {
              ...budget,
              gate: { state: 'closed', opensInSeconds: 17, reason: 'A limit of the whole organization.' },
            },
          },
        ],
      },
      'bad',
      ['429', 'for 17 s more', 'A limit of the whole organization.'],
    ],
    [
      'a limit that leaves questions without an answer',
      {
        organizations: [
          {
            ...organization,
            budget: { ...budget, promiseKept: false, refreshIntervalMs: 62_001, advice: 'ask for less' },
          },
        ],
      },
      'bad',
      ['answers will be missing', 'ask for less'],
    ],
    [
      'a refused queue that nobody asks for any more',
      { now: '2026-03-01T12:05:01.000Z', queries: [{ ...query, state: 'refused', failure }] },
      'good',
      [good],
    ],
  ];
  for (const [name, given, level, words] of table) {
    it(name, () => {
      const told = verdict(status(given));
      expect(told.level).to.equal(level);
      const text = [told.sentence, ...told.lines].join('\n');
      for (const word of words) expect(text).to.include(word);
    });
  }

  it('puts the worst first and leaves nothing out', () => {
    const organizations = [{ ...organization, status: 'degraded', lastError: lost }];
    const told = verdict(status({ organizations, queries: [{ ...query, state: 'refused', failure }] }));
    expect(told.level).to.equal('bad');
    expect(told.sentence).to.include('refuses');
    expect(told.lines.join()).to.include("can't be renewed");
  });

  it('says once why two views of one question count nobody', () => {
    const other = { ...query, ...nobody, id: 'b', expand: ['presence'] };
    const { lines } = verdict(status({ queries: [{ ...query, ...nobody }, other] }));
    expect(lines.filter((line) => line.includes('counts nobody'))).to.have.length(1);
  });
});
