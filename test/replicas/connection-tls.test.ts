// Redis over TLS: with the authority that signed its certificate, and not without.
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CERTIFICATE, PRIVATE_KEY, RENEWED_CERTIFICATE } from '../settings/pem.js';
import { freePorts } from '../support/ports.js';
import { startRedis, stopRedis, type TestRedis } from '../support/redis.js';
import { connected, makeLink, stopLinks } from '../support/redis-sides.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

describe('Redis over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-tls-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  let plain: TestRedis;
  let port: number;
  before(async function () {
    needs(this, 'redis-server');
    port = Number((await freePorts(1))[0]);
    const files = ['--tls-cert-file', write('crt', CERTIFICATE), '--tls-key-file', write('key', PRIVATE_KEY)];
    plain = await startRedis('--tls-port', String(port), ...files, '--tls-auth-clients', 'no');
  });
  afterEach(stopLinks);
  after(() => {
    stopRedis();
    rmSync(folder, { recursive: true });
  });

  it('is reached when its authority is known', async () => {
    const side = makeLink(`rediss://localhost:${port}`, { ca: CERTIFICATE });
    side.link.start();
    await connected(side);
    expect(await side.link.run('return 1', [], [])).to.equal(1);
  });

  const refused: Array<[what: string, url: () => string, ca: string | undefined, why: RegExp]> = [
    ['without its authority', () => `rediss://localhost:${port}`, undefined, /self-signed certificate/],
    ['with another authority', () => `rediss://localhost:${port}`, RENEWED_CERTIFICATE, /certificate/],
    ['by a name not in the certificate', () => `rediss://127.0.0.1:${port}`, CERTIFICATE, /127\.0\.0\.1/],
    ['where it speaks no TLS', () => plain.url.replace('redis:', 'rediss:'), CERTIFICATE, /./],
    ['in the clear where it speaks TLS', () => `redis://localhost:${port}`, CERTIFICATE, /./],
  ];
  for (const [what, url, ca, why] of refused)
    it(`is not reached ${what}`, async () => {
      const side = makeLink(url(), { ca, connectTimeout: 500 });
      side.link.start();
      await until(() => side.told.length > 0, 'a refusal');
      expect(side.told[0]).to.match(why);
      expect(side.link.trouble).to.equal(side.told[0]);
    });
});
