// TLS on the admin listener: health, a renewed certificate, the image's health check; and what a wrong path leaves in the log.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CERTIFICATE, PRIVATE_KEY, RENEWED_CERTIFICATE, RENEWED_KEY } from '../settings/pem.js';
import { startSimulator } from '../../src/simulator/index.js';
import { killAll, start } from '../support/process.js';
import { environmentFor, KEY, startService, stopServices } from '../support/service.js';
import { freePorts } from '../support/ports.js';

describe('TLS on the admin listener', function () {
  this.timeout(30_000);
  let folder = '';
  const files = () => ({
    ADMIN_TLS_CERT_FILE: join(folder, 'tls.crt'),
    ADMIN_TLS_KEY_FILE: join(folder, 'tls.key'),
  });
  const write = (certificate: string, privateKey: string) => {
    writeFileSync(files().ADMIN_TLS_CERT_FILE, certificate);
    writeFileSync(files().ADMIN_TLS_KEY_FILE, privateKey);
  };
  const statusOf = (url: string, ca: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      get(url, { ca, agent: false, checkServerIdentity: () => undefined }, (response) =>
        response.resume().once('end', () => resolve(response.statusCode)),
      ).once('error', reject);
    });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'admin-tls-'));
    write(CERTIFICATE, PRIVATE_KEY);
  });
  afterEach(async () => {
    killAll();
    await stopServices();
    rmSync(folder, { recursive: true });
  });

  it('takes its certificate, and a renewed one without a restart; the public listener stays as it is', async () => {
    const service = await startService({ environment: files(), startWithoutToken: true });
    expect(service.adminUrl).to.match(/^https:/);
    expect(service.publicUrl).to.match(/^http:/);
    for (const path of ['/livez', '/metrics', '/status'])
      expect(await statusOf(service.adminUrl + path, CERTIFICATE), path).to.equal(200);
    write(RENEWED_CERTIFICATE, RENEWED_KEY);
    await service.reload();
    expect(await statusOf(`${service.adminUrl}/livez`, RENEWED_CERTIFICATE)).to.equal(200);
    expect((await service.get('/livez')).status).to.equal(200);
  });

  it('is asked by the health check of the image, which needs no authority', async () => {
    const simulator = await startSimulator({});
    const [port = ''] = await freePorts(1);
    const environment = { ...environmentFor(simulator), ...files(), ADMIN_PORT: port };
    const service = start('src/main.ts', [], environment);
    await service.seen(/"msg":"listening"/);
    const check = start('src/healthcheck.ts', [], environment);
    expect([await check.ended, check.output()]).to.deep.equal([0, '/livez says 200\n']);
    const plain = start('src/healthcheck.ts', [], {
      ...environment,
      ADMIN_TLS_CERT_FILE: '',
      ADMIN_TLS_KEY_FILE: '',
    });
    expect(await plain.ended).to.equal(1);
    await simulator.close();
  });
});

describe('a path that leads nowhere', () => {
  afterEach(stopServices);

  it('is in its log line: without parameters, without a key that was pasted there, and not for ever', async () => {
    const service = await startService();
    const paths = [
      '/api/v2/routing/queue?key=secret',
      `/v1/${KEY}/x`,
      '/v1/queues/abcdefab-0000-4000-8000-000000000001/availabilty',
      `/${'a/'.repeat(500)}`,
    ];
    for (const path of paths) expect((await service.get(path)).status).to.equal(404);
    const lines = service.log.filter((line) => line.includes('"route":"unknown"'));
    const shown = lines.map((line) => (JSON.parse(line) as { path: string }).path);
    expect(shown.slice(0, 3)).to.deep.equal([
      '/api/v2/routing/queue',
      '/v1/…/x',
      '/v1/queues/abcdefab-0000-4000-8000-000000000001/availabilty',
    ]);
    expect(shown[3]).to.have.length(128);
    expect(service.log.join('')).to.not.include(KEY);
  });
});
