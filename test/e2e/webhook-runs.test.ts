import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CERTIFICATE, PRIVATE_KEY } from '../settings/pem.js';
import {
  ADMIN_KEY,
  KEY,
  membersOf,
  startService,
  stopServices,
  type TestService,
} from '../support/service.js';
import { until } from '../support/until.js';

const SALES = 'abcdefab-0000-4000-8000-0000000000a1';
const EMPTY = 'abcdefab-0000-4000-8000-0000000000a2';
const LARGE = 'abcdefab-0000-4000-8000-0000000000a3';
const queues = [
  { id: SALES, agents: [{}, {}, {}] },
  { id: EMPTY, agents: [{ presence: 'Busy' }] },
  { id: LARGE, members: 500 },
];
const WRONG = 'wrong-key-0123456789-abcdefghij';
const ANYONE = { by: 'field', field: 'total', condition: 'Greater Than', value: '0' };

interface Ran {
  readonly status: number;
  readonly durationMs: number;
  readonly headers: Array<[string, string]>;
  readonly body: string;
  readonly accepted: boolean;
  readonly decidedBy: { readonly what: string; readonly found: string };
  readonly reason: string;
  readonly code?: string;
  readonly detail?: string;
}

const start = (environment: Record<string, string> = {}) =>
  startService({ simulator: { queues, rateLimit: false }, environment });

/** Runs a webhook as the page would; `run` is laid over a good one. */
async function runOn(
  service: TestService,
  run: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) {
  const good = { method: 'GET', path: membersOf(SALES), headers: bearer(KEY), accept: ANYONE };
  const response = await fetch(`${service.adminUrl}/webhook-runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ...good, ...run }),
  });
  return { status: response.status, body: (await response.json()) as Ran };
}

const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

describe('running a webhook from the admin page', () => {
  afterEach(stopServices);

  it('shows the answer as a platform gets it, and that the call is accepted', async () => {
    const { status, body } = await runOn(await start());
    expect(status).to.equal(200);
    expect(body).to.include({ status: 200, accepted: true });
    expect(body.decidedBy).to.deep.equal({ what: 'field total Greater Than 0', found: '3' });
    expect(body.durationMs).to.be.a('number').greaterThan(0);
    expect(JSON.parse(body.body)).to.include({ total: 3 });
    const names = body.headers.map(([name]) => name.toLowerCase());
    expect(names).to.include('content-type').and.include('cache-status');
  });

  it('does not accept when nobody is available', async () => {
    const { body } = await runOn(await start(), { path: membersOf(EMPTY) });
    expect(body).to.include({ status: 200, accepted: false });
    expect(body.decidedBy.found).to.equal('0');
  });

  it('does not accept with a wrong key, and says what to do', async () => {
    const { body } = await runOn(await start(), { headers: bearer(WRONG) });
    expect(body).to.include({ status: 401, accepted: false });
    expect(body.decidedBy.found).to.equal('401 caller_key_invalid');
    expect(body.reason).to.include("Check that the header holds this service's caller key");
  });

  it('runs POST, and decides by status code alone where the platform does', async () => {
    const service = await start();
    const post = (queue: string) =>
      runOn(service, {
        method: 'POST',
        path: `/v1/queues/${queue}/availability?statusCodes=true`,
        headers: { 'X-API-Key': KEY, 'Content-Type': 'application/json' },
        accept: { by: 'status' },
      });
    expect((await post(SALES)).body).to.include({ status: 200, accepted: true });
    const no = (await post(EMPTY)).body;
    expect(no).to.include({ status: 409, accepted: false });
    expect(no.decidedBy).to.deep.equal({ what: 'status code 200 to 299', found: '409' });
  });

  it('judges the whole body and shows the first 64 KB of it', async () => {
    const path = membersOf(LARGE, 'pageSize=100&expand=presence,routingStatus,skills');
    const accept = { by: 'field', field: 'pageCount', condition: 'Equals', value: 5 };
    const { body } = await runOn(await start(), { path, accept });
    expect(Buffer.byteLength(body.body)).to.equal(65_536);
    expect(body).to.include({ status: 200, accepted: true });
  });

  it('asks a listener with a certificate, whatever host that names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    writeFileSync(cert, CERTIFICATE);
    writeFileSync(key, PRIVATE_KEY);
    const service = await start({ TLS_CERT_FILE: cert, TLS_KEY_FILE: key });
    rmSync(folder, { recursive: true });
    expect(service.publicUrl).to.match(/^https:/);
    expect((await runOn(service)).body).to.include({ status: 200, accepted: true });
  });

  it("is not for other sites' pages", async () => {
    const service = await start();
    const host = new URL(service.adminUrl).host;
    const foreign: Array<Record<string, string>> = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of foreign) {
      const { status, body } = await runOn(service, {}, headers);
      expect([status, body.code], JSON.stringify(headers)).to.deep.equal([403, 'cross_site_request']);
    }
    for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: `http://${host}` }] as Array<
      Record<string, string>
    >)
      expect((await runOn(service, {}, headers)).status).to.equal(200);
    // What a form of another site could send.
    const plain = await runOn(service, {}, { 'content-type': 'text/plain' });
    expect([plain.status, plain.body.code]).to.deep.equal([415, 'unsupported_media_type']);
  });

  it('reaches nothing but what webhooks may ask of the public listener', async () => {
    const service = await start();
    const refused: Array<Record<string, unknown>> = [
      ...[
        '/livez',
        '/health/token',
        '/v1/../livez',
        '/v1/%2e%2e/livez',
        '/v1/..\\..\\livez',
        '//evil.example/v1/',
      ],
      ...['http://evil.example/v1/', '@evil.example/v1/', '', 'v1/availability', `/v1/${'x'.repeat(8_192)}`],
    ].map((path) => ({ path }));
    refused.push(
      { method: 'DELETE' },
      { headers: { Host: 'evil.example' } },
      { headers: { Authorization: `Bearer ${KEY}\r\nX-Evil: 1` } },
      { accept: { by: 'mood' } },
      { accept: { ...ANYONE, field: 'nonsense' } },
      { accept: { ...ANYONE, condition: 'Roughly' } },
      { accept: { ...ANYONE, value: 'many' } },
      { body: 'more than is known' },
    );
    for (const run of refused) {
      const { status, body } = await runOn(service, run);
      expect([status, body.code], JSON.stringify(run)).to.deep.equal([400, 'invalid_webhook_run']);
      expect(JSON.stringify(body)).not.to.include(KEY);
    }
    expect(
      service.log.filter((line) => /"route":"(members|livez|health|availability|unknown)"/.test(line)),
    ).to.deep.equal([]);
  });

  it('asks for the admin key like every page', async () => {
    const service = await start({ ADMIN_KEY });
    expect((await runOn(service)).body.code).to.equal('admin_key_required');
    const withKey = await runOn(service, {}, { 'x-api-key': ADMIN_KEY });
    expect(withKey.body).to.include({ accepted: true });
  });

  it('leaves no key in log, errors or metrics', async () => {
    const service = await start();
    await runOn(service);
    await runOn(service, { headers: bearer(WRONG) });
    await runOn(service, { headers: { ...bearer(KEY), Cookie: WRONG } });
    await runOn(service, { path: `/livez?key=${KEY}` });
    await until(() => service.log.filter((line) => line.includes('"route":"webhook-runs"')).length === 4);
    const told = service.log.join('') + (await (await fetch(`${service.adminUrl}/metrics`)).text());
    for (const key of [KEY, WRONG]) expect(told).not.to.include(key);
  });

  it('takes JSON that is broken or too large for what it is', async () => {
    const { adminUrl } = await start();
    const post = (body: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { 'content-type': 'application/json' };
        const sent = request(`${adminUrl}/webhook-runs`, { method: 'POST', headers }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode));
        });
        sent.once('error', reject).end(body);
      });
    expect(await post('{')).to.equal(400);
    expect(await post('[]')).to.equal(400);
    expect(await post(JSON.stringify({ path: 'x'.repeat(40_000) }))).to.equal(413);
  });
});
