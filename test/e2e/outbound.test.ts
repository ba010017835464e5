// Login and API requests through outbound proxies and under private authorities.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import {
  startConnectProxy,
  stopProxies,
  type ConnectProxy,
  type ConnectProxyOptions,
} from '../support/connect-proxy.js';
import { AUTHORITY } from '../support/private-authority.js';
import { killAll, start } from '../support/process.js';
import {
  environmentFor,
  KEY,
  membersOf,
  NO_CACHE,
  startService,
  stopServices,
  type TestService,
} from '../support/service.js';
import { startTlsFront, stopFronts } from '../support/tls-front.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const [LOGIN, API] = ['login.genesys.test', 'api.genesys.test'];
const HOSTS = { GENESYSCLOUD_LOGIN_URL: `https://${LOGIN}`, GENESYSCLOUD_API_URL: `https://${API}` };
const simulator = { queues: [{ id: QUEUE, agents: [{}, {}, {}] }] };

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
}

async function lastError(service: TestService): Promise<Problem> {
  let found: { lastError?: Problem | null } = {};
  await until(async () => {
    found = (await (await fetch(`${service.publicUrl}/health/token`)).json()) as typeof found;
    return Boolean(found.lastError);
  }, 'a login that failed');
  return found.lastError as Problem;
}

describe('outbound connections', () => {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  const caFile = join(folder, 'ca.crt');
  writeFileSync(caFile, AUTHORITY);
  after(() => rmSync(folder, { recursive: true }));
  afterEach(async () => {
    killAll();
    await stopServices();
    await stopProxies();
    await stopFronts();
  });

  /** A service whose Genesys Cloud is only behind a proxy; `address` makes HTTPS_PROXY of it. */
  async function behindProxy(
    options: ConnectProxyOptions = {},
    environment: Record<string, string> = {},
    address = (proxy: ConnectProxy) => `http://${proxy.host}`,
    startWithoutToken = false,
  ) {
    let proxy!: ConnectProxy;
    const service = await startService({
      simulator,
      startWithoutToken,
      environment: { ...HOSTS, OUTBOUND_CA_FILE: caFile, ...environment },
      prepare: async ({ apiUrl }) => {
        proxy = await startConnectProxy({ port: await startTlsFront(apiUrl), ...options });
        return { HTTPS_PROXY: address(proxy) };
      },
    });
    return { service, proxy };
  }

  const total = async (service: TestService) =>
    ((await (await service.get(membersOf(QUEUE))).json()) as { total: number }).total;

  describe('through a proxy', () => {
    it('carry login and API requests, and an API connection is used again', async () => {
      const { service, proxy } = await behindProxy({}, NO_CACHE);
      for (let time = 0; time < 4; time++) expect(await total(service)).to.equal(3);
      // The name of the queue may be asked for beside a count.
      expect(new Set(proxy.tunnels)).to.deep.equal(new Set([`${LOGIN}:443`, `${API}:443`]));
      expect(proxy.tunnels.length).to.be.at.most(3);
    });

    it('log in there with the user and password of its address, which appear nowhere', async () => {
      const address = ({ host }: ConnectProxy) => `http://user:p%40ss%2Fword@${host}`;
      const { service, proxy } = await behindProxy({ auth: 'user:p@ss/word' }, {}, address);
      expect(await total(service)).to.equal(3);
      expect(proxy.tunnels).to.have.length(2);
      const status = await (await fetch(`${service.adminUrl}/status`)).text();
      expect(service.log.join('') + status).to.not.match(/p%40ss|p@ss/);
    });

    it('say that it wants a password', async () => {
      const address = ({ host }: ConnectProxy) => `http://user:wrong-word@${host}`;
      const { service, proxy } = await behindProxy({ auth: 'user:word' }, {}, address, true);
      const error = await lastError(service);
      expect(error.code).to.equal('login_unreachable');
      expect(error.hint).to.contain(`Give those of the proxy ${proxy.host} in HTTPS_PROXY`);
      await until(() => service.log.some((line) => line.includes('wants a user and a password (407)')));
      expect(service.log.join('')).to.not.contain('wrong-word');
    });

    it('name a proxy that is away', async () => {
      const { service, proxy } = await behindProxy({}, NO_CACHE);
      expect(await total(service)).to.equal(3);
      await proxy.stop();
      const answer = await service.get(membersOf(QUEUE));
      const problem = (await answer.json()) as Problem;
      expect([answer.status, problem.code]).to.deep.equal([503, 'genesys_unreachable']);
      expect(problem.detail).to.equal(`The proxy ${proxy.host} cannot be reached (ECONNREFUSED).`);
      expect(problem.hint).to.contain(`the proxy ${proxy.host} runs`);
    });

    it('name a proxy that is away at the login', async () => {
      const gone = await startConnectProxy();
      await gone.stop();
      const { service } = await behindProxy({}, {}, () => `http://user:word@${gone.host}`, true);
      const { code, hint } = await lastError(service);
      expect(code).to.equal('login_unreachable');
      expect(hint).to.contain(`the proxy ${gone.host} runs`).and.not.contain('word');
    });

    it('name a proxy that refuses', async () => {
      const { service, proxy } = await behindProxy({}, NO_CACHE);
      proxy.refuse(502);
      const problem = (await (await service.get(membersOf(QUEUE))).json()) as Problem;
      expect(problem.code).to.equal('genesys_unreachable');
      expect(problem.detail).to.equal(`The proxy ${proxy.host} gives no connection to the API host (502).`);
    });

    it('name a proxy that does not answer', async () => {
      const yaml = 'genesys: { upstreamTimeout: 200 }';
      const proxy = await startConnectProxy({ silent: true });
      const environment = { ...HOSTS, HTTPS_PROXY: `http://${proxy.host}` };
      const service = await startService({ simulator, environment, settings: yaml, startWithoutToken: true });
      const { code, hint } = await lastError(service);
      expect([code, hint.includes(proxy.host)]).to.deep.equal(['login_unreachable', true]);
      expect(proxy.asked).to.include(`${LOGIN}:443`);
    });

    it('reach a proxy that speaks TLS itself', async () => {
      const { service, proxy } = await behindProxy({ secure: true }, {}, ({ host }) => `https://${host}`);
      expect(await total(service)).to.equal(3);
      expect(proxy.tunnels).to.deep.equal([`${LOGIN}:443`, `${API}:443`]);
    });

    it('go for http addresses through HTTP_PROXY, and pass it by for hosts of NO_PROXY', async () => {
      for (const [NO_PROXY, tunnels] of [
        ['elsewhere.test', 2],
        ['elsewhere.test, 0.0.0.0', 0],
      ] as const) {
        const proxy = await startConnectProxy();
        const service = await startService({
          simulator,
          environment: { HTTP_PROXY: proxy.host, NO_PROXY },
          // Another name of this machine: its loopback is reached directly in any case.
          prepare: ({ apiUrl }) => {
            const here = apiUrl.replace('127.0.0.1', '0.0.0.0');
            return Promise.resolve({ GENESYSCLOUD_LOGIN_URL: here, GENESYSCLOUD_API_URL: here });
          },
        });
        expect(await total(service)).to.equal(3);
        expect(proxy.asked).to.have.length(tunnels);
      }
    });

    it('go without it to this machine', async () => {
      const proxy = await startConnectProxy();
      const environment = { HTTP_PROXY: proxy.host, HTTPS_PROXY: proxy.host };
      expect(await total(await startService({ simulator, environment }))).to.equal(3);
      expect(proxy.asked).to.deep.equal([]);
    });
  });

  describe('under a private authority', () => {
    const urls = async ({ apiUrl }: Simulator) => {
      const url = `https://localhost:${await startTlsFront(apiUrl)}`;
      return { GENESYSCLOUD_LOGIN_URL: url, GENESYSCLOUD_API_URL: url };
    };

    it('are trusted when the settings name it', async () => {
      const environment = { OUTBOUND_CA_FILE: caFile };
      expect(await total(await startService({ simulator, environment, prepare: urls }))).to.equal(3);
    });

    it('are refused when nobody names it, and told how to', async () => {
      const service = await startService({ simulator, prepare: urls, startWithoutToken: true });
      const { code, hint } = await lastError(service);
      expect(code).to.equal('login_unreachable');
      expect(hint).to.match(/^A private authority has signed it.*OUTBOUND_CA_FILE.*NODE_EXTRA_CA_CERTS/);
    });

    it('are told of for the API host too', async () => {
      const service = await startService({
        simulator,
        environment: { AVAILABILITY_DEADLINE_MS: '0', ...NO_CACHE },
        prepare: async (running) => {
          const { GENESYSCLOUD_API_URL } = await urls(running);
          return { GENESYSCLOUD_API_URL };
        },
      });
      const { code, detail } = (await (await service.get(membersOf(QUEUE))).json()) as Problem;
      expect(code).to.equal('genesys_unreachable');
      expect(detail).to.match(/^The certificate of the API host is not trusted \(\w+\)\.$/);
    });

    it('are trusted by a process with NODE_EXTRA_CA_CERTS, and by none without', async function () {
      this.timeout(30_000);
      const genesys = await startSimulator(simulator);
      const environment = { ...environmentFor(genesys), ...(await urls(genesys)) };
      const trusting = start('src/main.ts', [], { ...environment, NODE_EXTRA_CA_CERTS: caFile });
      const [, url = ''] = await trusting.seen(/"publicUrl":"([^"]+)"/);
      await trusting.seen(/login succeeded/);
      const response = await fetch(url + membersOf(QUEUE), { headers: { authorization: `Bearer ${KEY}` } });
      expect(await response.json()).to.include({ total: 3 });
      await start('src/main.ts', [], environment).seen(/login failed/);
      killAll();
      await genesys.close();
    });
  });
});
