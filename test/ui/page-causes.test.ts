// What a reader of the page learns when it does not work: the cause and what to do, for each fault that is met in practice.
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { buildPage, launchBrowser, openPage } from '../support/browser.js';
import { startRedis, stopRedis, type TestRedis } from '../support/redis.js';
import { DEFAULT_CLIENT } from '../../src/simulator/index.js';
import { encodePresence } from '../../src/replicas/presence.rules.js';
import { startService, stopServices, type TestService, type TestServiceOptions } from '../support/service.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const OTHER = 'abcdefab-0000-4000-8000-0000000000ff';
const AVAILABILITY = `/v1/queues/${QUEUE}/availability`;
const ON_QUEUE = { presence: 'On Queue', routingStatus: 'IDLE' };
const of = (agents: ReadonlyArray<object>): TestServiceOptions => ({
  simulator: { queues: [{ id: QUEUE, name: 'Sales East', agents }] },
});
const WELL = of([{ presence: 'Available' }, ON_QUEUE]);

interface Cause {
  readonly options: TestServiceOptions;
  /** What brings it about. */
  readonly act?: (service: TestService) => Promise<unknown> | void;
  /** Words of the verdict. */
  readonly verdict: readonly string[];
  /** Words below the line of a query. */
  readonly line?: readonly string[];
  /** Words of the problem that goes on. */
  readonly problem?: readonly string[];
}

const wrongClient: Pick<Cause, 'verdict' | 'problem'> = {
  verdict: ['no token', 'login_invalid_client', 'Secret or region?', '127.0.0.1:', 'doctor --try-regions'],
  problem: ['organization default', 'rejects the client id or secret', 'Check client id and secret'],
};

const CAUSES: Readonly<Record<string, Cause>> = {
  'a wrong secret': {
    options: { ...WELL, startWithoutToken: true, environment: { GENESYSCLOUD_OAUTHCLIENT_SECRET: 'not-it' } },
    ...wrongClient,
  },
  'a wrong region: its login does not know the client': {
    options: { ...WELL, startWithoutToken: true, environment: { GENESYSCLOUD_OAUTHCLIENT_ID: 'of-another' } },
    ...wrongClient,
  },
  'a wrong region: its API does not know the tokens': {
    options: WELL,
    act: ({ simulator }) => void simulator.fault({ on: 'members', do: { kind: 'status', status: 401 } }),
    verdict: ['Genesys rejects the tokens', 'of different regions'],
    line: ['Check that the OAuth client is active'],
    problem: ['queue', 'login and API host are of the same region'],
  },
  'a missing permission': {
    options: {
      simulator: {
        ...WELL.simulator,
        clients: [{ id: 'poor', secret: 'secret-of-the-poor-client', permissions: [] }],
      },
    },
    verdict: ['lacks a permission', 'Missing: routing:queue:view', 'Give a role of the OAuth client'],
    line: ['Missing: routing:queue:view'],
    problem: ['lacks a permission'],
  },
  'a wrong queue id': {
    options: WELL,
    act: (service) => service.get(`/v1/queues/${OTHER}/availability`),
    verdict: [`Genesys refuses queue ${OTHER}`, 'does not know this queue', 'Check the queue id'],
    line: ['“Set up a webhook” finds a queue’s id by its name'],
    problem: [OTHER, 'does not know this queue'],
  },
  'nobody who has joined': {
    options: of([{ ...ON_QUEUE, joined: false }]),
    act: (service) => service.get(`${AVAILABILITY}?joined=true&memberBy=user&routingStatus=IDLE`),
    verdict: ['counts nobody right now', 'Members count once they have joined', 'activating the queue'],
    line: [
      'Members count once they have joined',
      'activating the queue',
      `doctor --queue ${QUEUE} --filters '`,
    ],
  },
  'nobody with that presence': {
    options: of([ON_QUEUE, ON_QUEUE]),
    act: (service) => service.get(`${AVAILABILITY}?routingStatus=IDLE`),
    verdict: ['counts nobody right now', 'On Queue, not Available', 'routingStatus=IDLE instead of presence'],
    line: [
      'On Queue, not Available',
      'routingStatus=IDLE&joined=true counts 2',
      `doctor --queue ${QUEUE} --filters 'presence=Available&joined=true'`,
    ],
  },
  'a rate limit that is used up': {
    options: { simulator: { ...WELL.simulator, rateLimit: { perMinute: 5 } } },
    act: async (service) => {
      for (let n = 0; n < 6; n++) await service.get(`${AVAILABILITY}?name=n${n}`);
    },
    verdict: ['rate limit of Genesys is used up', 'of 5 requests this minute', 'OAuth client'],
    line: ['The rate limit of Genesys Cloud is reached'],
    problem: ['rate limit of default'],
  },
  'a Genesys that is down': {
    options: WELL,
    act: ({ simulator }) => void simulator.fault({ on: 'members', do: { kind: 'status', status: 503 } }),
    verdict: ['status 503', 'look at the status page of Genesys Cloud', 'goes on asking by itself'],
    line: ['Genesys Cloud cannot answer right now'],
    problem: ['Genesys Cloud cannot answer right now', 'goes on'],
  },
};

describe('the status page names the cause', function () {
  this.timeout(60_000);
  let browser: Browser;

  before(async function () {
    needs(this, 'chromium');
    buildPage();
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  afterEach(async () => {
    await stopServices();
    stopRedis();
  });

  async function says(page: Page, where: string, words: readonly string[]): Promise<void> {
    for (const text of words)
      await page.locator(where, { hasText: text }).first().waitFor({ state: 'attached', timeout: 8_000 });
  }

  /** Puts the line of another replica where that of this one will be. */
  async function addReplica(redis: TestRedis, name: string): Promise<void> {
    const client = createHash('sha256').update(DEFAULT_CLIENT.id).digest('hex').slice(0, 16);
    const line = encodePresence({ name, version: '0.9.0', leads: ['default'] });
    await redis.command('SET', `availability-proxy:${client}:replicas`, `b\t${Date.now()}\t${line}`);
  }

  for (const [cause, { options, act, verdict, line = [], problem = [] }] of Object.entries(CAUSES))
    it(`of ${cause}`, async () => {
      const service = await startService(options);
      await act?.(service);
      await service.get(AVAILABILITY);
      const { page, faults } = await openPage(browser, service.adminUrl);
      await says(page, '#verdict', verdict);
      await says(page, '#queries .detail', line);
      await says(page, '#problems-view tbody', problem.length > 0 ? [...problem, 'goes on'] : []);
      expect(faults).to.deep.equal([]);
      await page.context().close();
    });

  it('of a Redis that is down, and shows all replicas while it is there', async function () {
    needs(this, 'redis-server');
    const redis = await startRedis();
    await addReplica(redis, 'pod-b-00ff');
    const service = await startService({ ...WELL, environment: { REDIS_URL: redis.url } });
    await service.get(AVAILABILITY);
    const { page } = await openPage(browser, service.adminUrl);
    await says(page, '#verdict', ['counts are fresh']);
    await says(page, '#replicas tr', ['pod-b-00ff', 'this one']);
    await redis.kill();
    await says(page, '#verdict', ['Redis cannot be used', 'ECONNREFUSED', 'Check that Redis runs']);
    await says(page, '#problems-view tbody', ['Redis', 'goes on']);
    await redis.restart();
    await until(async () =>
      ((await page.locator('#verdict').textContent()) ?? '').includes('counts are fresh'),
    );
  });
});
