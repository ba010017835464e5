// The doctor goes the way of the service: through its proxies, and trusting whom it trusts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DoctorOptions } from '../../../src/cli/doctor.js';
import { startConnectProxy, stopProxies, type ConnectProxyOptions } from '../../support/connect-proxy.js';
import { diagnose } from '../../support/doctor.js';
import { AUTHORITY } from '../../support/private-authority.js';
import { environmentFor } from '../../support/service.js';
import { simulate, stopSimulators } from '../../support/simulators.js';
import { startTlsFront, stopFronts } from '../../support/tls-front.js';

const [LOGIN, API] = ['login.genesys.test', 'api.genesys.test'];
const HOSTS = { GENESYSCLOUD_LOGIN_URL: `https://${LOGIN}`, GENESYSCLOUD_API_URL: `https://${API}` };

describe('the doctor behind a proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-outbound-'));
  const caFile = join(folder, 'ca.crt');
  const proxyFile = join(folder, 'proxy');
  writeFileSync(caFile, AUTHORITY);
  after(() => rmSync(folder, { recursive: true }));
  afterEach(async () => {
    await stopProxies();
    await stopFronts();
    await stopSimulators();
  });

  /** A Genesys Cloud whose names only the proxy knows, and that is under a private authority. */
  async function behind(options: ConnectProxyOptions = {}) {
    const simulator = await simulate();
    const proxy = await startConnectProxy({ port: await startTlsFront(simulator.apiUrl), ...options });
    const environment = { ...environmentFor(simulator), ...HOSTS, OUTBOUND_CA_FILE: caFile };
    const look = (more: Record<string, string>, asked: DoctorOptions = {}, parts = {}) =>
      diagnose({ ...environment, ...more }, asked, parts);
    return { proxy, look };
  }

  it('calls what works well: hosts, certificates, clock, login and queues', async () => {
    const { proxy, look } = await behind();
    const { check, checks, exit, failed } = await look({ HTTPS_PROXY: proxy.host }, { queue: ['sales'] });
    expect([exit, failed]).to.deep.equal([0, []]);
    expect(checks.map(({ id }) => id).slice(2, 8)).to.deep.equal([
      ...['login-proxy', 'login-tls', 'api-proxy', 'api-tls', 'clock', 'login'],
    ]);
    for (const id of ['login-proxy', 'login-tls', 'api-proxy', 'api-tls', 'clock', 'available'])
      expect(check(id), id).to.include({ status: 'ok' });
    expect(check('login-proxy')?.detail).to.equal(`${LOGIN}:443 is reached through proxy ${proxy.host}.`);
  });

  it('reads the proxy from a file, and tells nothing of its password', async () => {
    const { proxy, look } = await behind({ auth: 'user:proxy-word' });
    writeFileSync(proxyFile, `http://user:proxy-word@${proxy.host}`);
    const { exit, text } = await look({ HTTPS_PROXY_FILE: proxyFile });
    expect(exit).to.equal(0);
    expect(text).to.include(proxy.host).and.not.include('proxy-word');
  });

  it('says what is wrong with the proxy, and tries the login all the same', async () => {
    const { proxy, look } = await behind({ auth: 'user:proxy-word' });
    const { check, failed } = await look({ HTTPS_PROXY: proxy.host });
    expect(failed).to.deep.equal(['login']);
    expect(check('login-proxy')).to.include({ status: 'warn' });
    expect(check('login-proxy')?.detail).to.include('wants a user and a password (407)');
    expect(check('login-tls')).to.include({ status: 'skipped' });
    expect(check('login')?.hint).to.equal(check('login-proxy')?.hint);
  });

  it('goes directly where NO_PROXY says so', async () => {
    const { proxy, look } = await behind();
    const { check } = await look({ HTTPS_PROXY: proxy.host, NO_PROXY: LOGIN });
    expect(check('login-dns')).to.include({ status: 'warn' });
    expect(check('login-proxy')).to.equal(undefined);
    expect(check('api-tls')).to.include({ status: 'ok' });
    expect(proxy.asked).to.include(`${API}:443`).and.not.include(`${LOGIN}:443`);
  });

  it('tries other regions the same way', async () => {
    const { proxy, look } = await behind();
    const loginUrl = 'https://localhost';
    const regions = [{ name: 'other', domain: 'other.test', loginUrl: `https://${LOGIN}`, apiUrl: loginUrl }];
    const wrong = await simulate({ clients: [{ id: 'somebody-else', secret: 'another' }] });
    const more = { HTTPS_PROXY: proxy.host, GENESYSCLOUD_LOGIN_URL: wrong.loginUrl };
    const { check } = await look(more, { tryRegions: true }, { regions });
    expect(check('regions')?.facts).to.deep.include({ worksIn: 'other' });
  });

  it('trusts the authority of the settings without a proxy too', async () => {
    const simulator = await simulate();
    const url = `https://localhost:${await startTlsFront(simulator.apiUrl)}`;
    const hosts = { GENESYSCLOUD_LOGIN_URL: url, GENESYSCLOUD_API_URL: url };
    const environment = { ...environmentFor(simulator), ...hosts };
    const { check, exit } = await diagnose({ ...environment, OUTBOUND_CA_FILE: caFile });
    expect(exit).to.equal(0);
    expect(check('login-tls')).to.include({ status: 'ok' });
    expect(check('clock')).to.include({ status: 'ok' });
    const without = await diagnose(environment);
    expect(without.failed).to.deep.equal(['login']);
    expect(without.check('login-tls')?.hint).to.include('OUTBOUND_CA_FILE');
  });
});
