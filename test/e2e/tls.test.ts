import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CERTIFICATE, PRIVATE_KEY } from '../settings/pem.js';
import { startService, stopServices, membersOf, KEY } from '../support/service.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

describe('TLS on the public listener', () => {
  afterEach(stopServices);

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
