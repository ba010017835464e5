import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CERTIFICATE, PRIVATE_KEY, RENEWED_CERTIFICATE, RENEWED_KEY } from '../settings/pem.js';
import { startService, stopServices, membersOf, KEY } from '../support/service.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

describe('TLS on the public listener', () => {
  afterEach(stopServices);

  it('takes a renewed certificate for new connections, and keeps the old one while the new is half there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    const write = (certificate: string, privateKey: string) => {
      writeFileSync(cert, certificate);
      writeFileSync(key, privateKey);
    };
    write(CERTIFICATE, PRIVATE_KEY);
    const service = await startService({ environment: { TLS_CERT_FILE: cert, TLS_KEY_FILE: key } });
    const statusUnder = (ca: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = { ca, agent: false as const, checkServerIdentity: () => undefined };
        get(`${service.publicUrl}/livez`, options, (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        }).on('error', reject);
      });
    expect(await statusUnder(CERTIFICATE)).to.equal(200);
    write(RENEWED_CERTIFICATE, PRIVATE_KEY);
    await service.reload();
    expect(await statusUnder(CERTIFICATE)).to.equal(200);
    write(RENEWED_CERTIFICATE, RENEWED_KEY);
    await service.reload();
    expect(await statusUnder(RENEWED_CERTIFICATE)).to.equal(200);
    expect(await statusUnder(CERTIFICATE).catch((fault: NodeJS.ErrnoException) => fault.code)).to.match(
      /SELF_SIGNED/,
    );
    rmSync(folder, { recursive: true });
  });

  it('answers webhooks under the given certificate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    writeFileSync(cert, CERTIFICATE);
    writeFileSync(key, PRIVATE_KEY);
    const service = await startService({
      simulator: { queues: [{ id: QUEUE, agents: [{}, {}] }] },
      environment: { TLS_CERT_FILE: cert, TLS_KEY_FILE: key },
    });
    rmSync(folder, { recursive: true });
    expect(service.publicUrl).to.match(/^https:/);
    const trust = { ca: CERTIFICATE, checkServerIdentity: () => undefined, headers: { 'x-api-key': KEY } };
    const body = await new Promise<string>((resolve, reject) => {
      get(service.publicUrl + membersOf(QUEUE), trust, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk))).on('end', () => resolve(text));
      }).on('error', reject);
    });
    expect(JSON.parse(body)).to.include({ total: 2 });
    await until(() => service.log.some((line) => line.includes('"total":2')));
  });
});
