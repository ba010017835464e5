import { expect } from 'chai';
import { ERRORS, type ErrorCode } from '../../../src/domain/error-codes.js';
import { apiDescription } from '../../../src/http/openapi/document.js';
import type { ApiCheck } from '../../support/api-check.js';
import { buildPage } from '../../support/browser.js';
import { startWalker, WALK_SETTINGS, type Walker } from '../../support/described-service.js';
import { startServer, stopServers } from '../../support/http-server.js';
import { ADMIN_KEY, stopServices } from '../../support/service.js';
import { keyDigest } from '../../../src/domain/key-digest.js';
import { keyOf, SALES, SUPPORT } from '../../support/webhooks.js';
import { BAD, GOOD, LOGINS, MEMBERS, ONE, run, SEVERAL, TROUBLE, USERS } from './requests.js';

/** Only a fault of the program brings it. */
const NEVER_MET: ErrorCode[] = ['internal_error'];

/** The page is built here. */
const NOT_BUILT = /^get \/(ui\/\S+)? 503 text\/plain/;

/** A stream of events as far as its first event. */
async function openStream({ adminUrl }: Walker) {
  const { status, headers, body } = await fetch(`${adminUrl}/status/events`);
  const reader = body!.getReader();
  let text = '';
  while (!/^data: .*\n\n/m.test(text)) text += Buffer.from((await reader.read()).value).toString('utf8');
  return { status, headers, text, end: () => reader.cancel() };
}

describe('every answer is as the API description says', () => {
  let api: ApiCheck | undefined;
  const start = async (...[options]: Parameters<typeof startWalker>): Promise<Walker> => {
    const walker = await startWalker(options, api);
    api = walker.api;
    return walker;
  };
  before(function () {
    this.timeout(30_000);
    buildPage();
  });
  afterEach(async () => {
    await stopServices();
    await stopServers();
  });

  it('when the answer is good, in every form', async () => {
    const walker = await start();
    for (const [target, wanted, sending] of GOOD)
      expect((await walker.ask(target, sending)).status, target).to.equal(wanted);
  });

  it('when the caller has it already', async () => {
    const walker = await start({ environment: { AVAILABILITY_FRESH_FOR_MS: '60000' } });
    const targets = [MEMBERS, USERS, ONE, SEVERAL, '/v1/webhooks/one', '/openapi.json'];
    for (const target of targets) {
      const { headers } = await walker.ask(target);
      const again = await walker.ask(target, { headers: { 'if-none-match': headers.get('etag')! } });
      expect(again.status, target).to.equal(304);
    }
  });

  it('when the request is at fault', async () => {
    const walker = await start();
    for (const [code, target, sending] of BAD) {
      const { body, status } = await walker.ask(target, sending);
      expect(body['code'], target).to.equal(code);
      expect(status).to.equal(ERRORS[code].status);
    }
  });

  it('when the request is none', async () => {
    const { askRaw } = await start();
    expect((await askRaw('nonsense\r\n\r\n', MEMBERS)).status).to.equal(400);
    const large = `GET ${MEMBERS} HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect((await askRaw(large, MEMBERS)).status).to.equal(431);
  });

  it('when limits are met', async () => {
    const { ask } = await start();
    for (let time = 0; time < 6; time++) await ask(ONE, { key: 'x'.repeat(30) });
    expect((await ask(ONE, { key: 'x'.repeat(30) })).body['code']).to.equal('too_many_failed_keys');
    await ask(MEMBERS, { key: keyOf('limited') });
    const { body } = await ask(MEMBERS, { key: keyOf('limited') });
    expect(body['code']).to.equal('caller_quota_exceeded');
  });

  it('when the admin key is missing or right', async () => {
    const { ask } = await start({ environment: { ADMIN_KEY } });
    for (const path of ['/status', '/openapi.json', '/', '/ui/app.js']) {
      expect((await ask(path, { admin: true, key: '' })).body['code']).to.equal('admin_key_required');
      expect((await ask(path, { admin: true, key: ADMIN_KEY })).status, path).to.equal(200);
      const authorization = `Basic ${Buffer.from(`any:${ADMIN_KEY}`).toString('base64')}`;
      await ask(path, { admin: true, key: '', headers: { authorization } });
    }
  });

  for (const [code, fault] of TROUBLE) {
    it(`when Genesys brings ${code}`, async () => {
      const { ask, simulator } = await start();
      simulator.fault({ on: 'members', do: fault });
      expect((await ask(MEMBERS)).body['code']).to.equal(code);
      await Promise.all([
        ask(ONE),
        ask(`${ONE}?format=xml&statusCodes=true`),
        ask(SEVERAL),
        ask('/v1/webhooks/one', { json: {} }),
        ask('/v1/webhooks/two?format=text'),
      ]);
    });
  }

  it('when Genesys fails and the policy is error, or an older answer is there', async () => {
    const settings = `availability: { failurePolicy: error, freshFor: 0, staleWhileRevalidate: 0 }\n`;
    const { ask, simulator } = await start({ settings: settings + WALK_SETTINGS });
    await ask(MEMBERS);
    simulator.fault({ on: 'members', do: { kind: 'status', status: 500 } });
    const { headers } = await ask(MEMBERS);
    expect(headers.get('cache-status')).to.include('fwd=stale');
    const other = `/v1/queues/${SUPPORT}/availability`;
    expect((await ask(other)).body['code']).to.equal('genesys_unavailable');
    expect((await ask('/v1/availability', { json: { queue: SUPPORT } })).status).to.equal(503);
  });

  it('when a webhook that is run answers with more than a platform would read', async () => {
    const agents = [{ name: 'x'.repeat(4_200_000) }];
    const simulator = { queues: [{ id: SALES, agents }], rateLimit: false } as const;
    const { ask } = await start({ simulator, environment: { AVAILABILITY_DEADLINE_MS: '5000' } });
    const { body } = await ask('/webhook-runs', { admin: true, json: run(MEMBERS) });
    expect(body).to.include({ code: 'webhook_run_failed' });
  });

  it('when a login fails', async () => {
    const organizations: string[] = [];
    const callers: string[] = [];
    for (const [code, answer] of LOGINS) {
      const login = answer
        ? (await startServer((_request, response) => answer(response))).url
        : 'http://127.0.0.1:9';
      const name = code.replace(/_/g, '-');
      const urls = `loginUrl: "${login}", apiUrl: "${login}"`;
      organizations.push(`  ${name}: { ${urls}, clientId: id, clientSecret: secret }`);
      const digest = keyDigest(keyOf(name));
      callers.push(`  ${name}: { keys: ["sha256:${digest}"], organization: ${name} }`);
    }
    const { ask } = await start({
      settings: [
        'genesys: { loginTimeout: 1000 }',
        ...['organizations:', ...organizations],
        ...['callers:', ...callers],
      ].join('\n'),
    });
    for (const [code] of LOGINS) {
      const name = code.replace(/_/g, '-');
      expect((await ask(MEMBERS, { key: keyOf(name) })).body['code']).to.equal(code);
      await ask(ONE, { key: keyOf(name) });
      expect((await ask(`/health/token?organization=${name}`)).status).to.equal(503);
    }
    expect((await ask('/health/token')).status).to.equal(503);
    expect((await ask('/readyz?verbose')).status).to.equal(200);
  });

  it('before there is a token', async () => {
    const { ask } = await start({
      startWithoutToken: true,
      environment: { GENESYSCLOUD_OAUTHCLIENT_SECRET: 'not-the-secret' },
    });
    expect((await ask('/readyz')).status).to.equal(503);
    expect((await ask('/readyz?verbose', { admin: true })).status).to.equal(503);
    expect((await ask('/health/token')).status).to.equal(503);
  });

  it('when the status is told as events', async () => {
    const walker = await start();
    await walker.ask(MEMBERS);
    await walker.ask('/v1/webhooks/one');
    await walker.ask('/v1/webhooks/other');
    const streams = await Promise.all(Array.from({ length: 50 }, () => openStream(walker)));
    const { status, headers, text } = streams[0]!;
    walker.api.check({ method: 'GET', target: '/status/events' }, { status, headers, text });
    expect(text).to.match(/^retry: 2000\n\nevent: status\n/);
    const told: unknown = JSON.parse(/^data: (.*)$/m.exec(text)![1]!);
    expect(walker.api.faultsOf('/components/schemas/Status', told)).to.equal(undefined);
    expect((await walker.ask('/status/events', { admin: true })).body['code']).to.equal('too_many_streams');
    await Promise.all(streams.map(({ end }) => end()));
    // With everything in it that was asked here.
    const { body } = await walker.ask('/status', { admin: true });
    for (const list of ['queries', 'webhooks', 'callers', 'problems'])
      expect(body[list]).to.not.deep.equal([]);
  });

  it('when the status page is asked for', async () => {
    const { ask } = await start();
    for (const path of ['/', '/ui/app.js', '/ui/app.css', '/ui/icon.svg']) {
      const { status, headers } = await ask(path, { admin: true });
      expect(status, path).to.equal(200);
      const etag = { 'if-none-match': headers.get('etag')! };
      expect((await ask(path, { admin: true, headers: etag })).status).to.equal(304);
    }
  });

  it('in text and XML, whose fields are those of the JSON', async () => {
    const { ask } = await start();
    for (const target of [ONE, SEVERAL, '/v1/webhooks/one']) {
      const and = target.includes('?') ? '&' : '?';
      const { queues, ...scalars } = (await ask(target)).body;
      const text = (await ask(`${target}${and}format=text`)).text;
      expect([...text.matchAll(/^(\w+)=/gm)].map(([, name]) => name)).to.deep.equal(Object.keys(scalars));
      const xml = (await ask(`${target}${and}format=xml`)).text.replace(
        /<queues>.*<\/queues>/,
        '<queues></queues>',
      );
      const wanted = ['availability', ...Object.keys(scalars), ...(queues === undefined ? [] : ['queues'])];
      expect([...xml.matchAll(/<(\w+)>/g)].map(([, name]) => name)).to.deep.equal(wanted);
    }
  });

  it('in all that is described', () => {
    const described = Object.entries(apiDescription('admin').paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, { responses }]) =>
        Object.entries(responses).flatMap(([code, response]) =>
          '$ref' in response
            ? []
            : Object.keys(response.content ?? { '': {} }).map((media) =>
                `${method} ${path} ${code} ${media}`.trim(),
              ),
        ),
      ),
    );
    expect(described.filter((answer) => !api!.seen.has(answer) && !NOT_BUILT.test(answer))).to.deep.equal([]);
    const codes = Object.keys(ERRORS) as ErrorCode[];
    expect(codes.filter((code) => !api!.codes.has(code))).to.deep.equal(NEVER_MET);
  });
});
