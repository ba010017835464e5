import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { foregroundClock } from '../../../src/runtime/clock.js';
import { CERTIFICATE, PRIVATE_KEY } from '../../settings/pem.js';
import { diagnose } from '../../support/doctor.js';
import { sendJson, startServer, stopServers } from '../../support/http-server.js';
import { environmentFor } from '../../support/service.js';
import { simulate, stopSimulators } from '../../support/simulators.js';

describe("the doctor's look at the hosts", () => {
  const ends: Array<() => void> = [];
  afterEach(async () => {
    ends.splice(0).forEach((end) => end());
    await stopServers();
    await stopSimulators();
  });

  const withLogin = async (loginUrl: string, more: Record<string, string> = {}) =>
    diagnose({ ...environmentFor(await simulate()), GENESYSCLOUD_LOGIN_URL: loginUrl, ...more });

  it('tells a name that does not exist from a host that is down', async () => {
    const { check, failed } = await withLogin('https://login.nowhere.invalid');
    expect(check('login-dns')).to.include({ status: 'warn' });
    expect(failed).to.deep.equal(['login']);
    expect(check('login-dns')?.detail).to.include('login.nowhere.invalid');
    expect(check('login-tcp')).to.include({ status: 'skipped' });
    expect(check('api-tcp')).to.include({ status: 'ok' });
  });

  it('says that a certificate is self-signed', async () => {
    const server = createTlsServer({ cert: CERTIFICATE, key: PRIVATE_KEY }).listen(0, '127.0.0.1');
    ends.push(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { check, failed } = await withLogin(`https://127.0.0.1:${port}`);
    expect(failed).to.deep.equal(['login']);
    expect(check('login-tls')).to.include({ status: 'warn' });
    expect(check('login-tls')?.detail).to.include('self-signed');
    expect(check('login-tls')?.hint).to.include('OUTBOUND_CA_FILE').and.include('NODE_EXTRA_CA_CERTS');
    expect(check('login')?.hint).to.equal(check('login-tls')?.hint);
  });

  it('says that what answers speaks no TLS', async () => {
    const { url } = await startServer((_request, response) => sendJson(response, {}));
    const { check } = await withLogin(url.replace('http:', 'https:'));
    expect(check('login-tls')?.detail).to.include('does not speak TLS');
  });

  for (const [offset, words] of [
    [120_000, /1[12]\d s ahead of/],
    [-120_000, /1[12]\d s behind/],
  ] as const) {
    it(`warns of a clock that is off by ${offset} ms, and why that matters`, async () => {
      const simulator = await simulate();
      const clock = { ...foregroundClock, wall: () => foregroundClock.wall() + offset };
      const { check, exit } = await diagnose(environmentFor(simulator), {}, { clock });
      expect(exit).to.equal(0);
      expect(check('clock')).to.include({ status: 'warn' });
      expect(check('clock')?.detail).to.match(words);
      expect(check('clock')?.hint).to.match(/asOf.*certificates/);
    });
  }
});
