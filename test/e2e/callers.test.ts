import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { keyDigest } from '../../src/domain/key-digest.js';
import { startService, stopServices, membersOf, KEY, type TestService } from '../support/service.js';
import { statusOf } from '../support/status.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const OTHER = 'abcdefab-0000-4000-8000-000000000002';
const keyOf = (name: string) => `${name}-key-0123456789-abcdefghij`;
const digestOf = (name: string) => `sha256:${keyDigest(keyOf(name))}`;

const CALLERS = `
callers:
  limited: { keys: ["${digestOf('limited')}"], quota: { requests: 2, perSeconds: 3600 } }
  listed: { keys: ["${digestOf('listed')}"], queues: [${QUEUE.toUpperCase()}] }
  counting: { keys: ["${digestOf('counting')}"], fields: counts }
  urlkey: { keys: ["${digestOf('urlkey')}"], keyInUrl: true, ignoreParameters: [callId] }
  rotating: { keys: ["${digestOf('old')}", "${digestOf('new')}"] }
http: { failedKeysPerMinute: 3 }
`;

interface Problem {
  code: string;
  detail: string;
  hint: string;
}

describe('callers, whole service', () => {
  let service: TestService;
  const ask = async (headers: Record<string, string>, path = membersOf(QUEUE)) => {
    const response = await service.get(path, headers);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Problem };
  };
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const as = (name: string) => ({ authorization: `Bearer ${keyOf(name)}` });

  beforeEach(async () => {
    service = await startService({
      simulator: { queues: [QUEUE, OTHER].map((id) => ({ id, agents: [{}, {}] })) },
      settings: CALLERS,
    });
  });
  afterEach(stopServices);

  it('knows a key in every form that platforms send it', async () => {
    const forms: Array<Record<string, string>> = [
      { authorization: `Bearer ${KEY}` },
      { authorization: `bearer ${KEY}` },
      { authorization: `Bearer Bearer ${KEY}` },
      { authorization: `Token ${KEY}` },
      { authorization: `token  ${KEY}` },
      { authorization: basic(`anybody:${KEY}`) },
      { authorization: basic(`:${KEY}`) },
      { 'x-api-key': KEY },
      { 'x-api-key': KEY, authorization: '' },
      { 'x-api-key': KEY, authorization: 'Bearer ' },
      { 'x-api-key': KEY, authorization: basic('platform:secret') },
    ];
    for (const headers of forms) expect((await ask(headers)).status, JSON.stringify(headers)).to.equal(200);
  });

  it('takes each line of a header that is repeated for itself, and remembers none for the others', async () => {
    const askOnLines = async (headers: Record<string, string[]>) => {
      const asked = request(`${service.publicUrl}${membersOf(QUEUE)}`, { headers });
      asked.end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    const [good, wrong] = [`Bearer ${KEY}`, `Bearer ${keyOf('nobody')}`];
    for (const headers of [
      { authorization: [good, good] },
      { authorization: ['', good] },
      { authorization: [wrong, good] },
      { 'x-api-key': [KEY, KEY] },
      { 'x-api-key': [keyOf('nobody'), KEY] },
    ]) {
      for (let time = 0; time < 2; time++)
        expect(await askOnLines(headers), JSON.stringify(headers)).to.equal(200);
    }
    expect((await ask({ authorization: wrong })).status).to.equal(401);
    expect((await ask({ 'x-api-key': `${keyOf('nobody')}, ${KEY}` })).status).to.equal(401);
    const fifth = [wrong, wrong, wrong, wrong, good];
    expect(await askOnLines({ authorization: fifth })).to.equal(401);
  });

  it('refuses what holds no key of a caller, in every form', async () => {
    const forms: Array<[headers: Record<string, string>, code: string]> = [
      [{ authorization: KEY }, 'caller_key_missing'],
      [{ authorization: 'Bearer' }, 'caller_key_missing'],
      [{ authorization: 'Token Bearer' }, 'caller_key_missing'],
      [{ authorization: `Digest ${KEY}` }, 'caller_key_missing'],
      [{ authorization: basic(KEY) }, 'caller_key_missing'],
      [{ authorization: basic(`${KEY}:`) }, 'caller_key_missing'],
      [{ authorization: basic(`user:${KEY}x`) }, 'caller_key_invalid'],
    ];
    service = await startService({ simulator: { queues: [{ id: QUEUE, agents: [{}] }] } });
    for (const [headers, code] of forms) {
      const { status, body } = await ask(headers);
      expect([status, body.code], JSON.stringify(headers)).to.deep.equal([401, code]);
    }
  });

  it('refuses without a key or with a wrong one, says how to do it, and asks Genesys nothing', async () => {
    const missing = await ask({});
    expect(missing.status).to.equal(401);
    expect(missing.body.code).to.equal('caller_key_missing');
    expect(missing.headers.get('www-authenticate')).to.equal('Bearer realm="availability-proxy"');
    expect(missing.headers.get('content-type')).to.include('application/problem+json');
    const wrong = await ask({ authorization: `Bearer ${KEY}x` });
    expect(wrong.status).to.equal(401);
    expect(wrong.body.code).to.equal('caller_key_invalid');
    expect(wrong.headers.get('www-authenticate')).to.include('error="invalid_token"');
    expect(service.simulator.count('members')).to.equal(0);
  });

  it('asks for the key before it answers from the cache', async () => {
    expect((await ask({ 'x-api-key': KEY })).status).to.equal(200);
    expect((await ask({})).status).to.equal(401);
  });

  it('throttles an address that keeps failing, and still answers its valid keys', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) statuses.push((await ask({ 'x-api-key': 'wrong' })).status);
    expect(statuses).to.deep.equal([401, 401, 401, 429, 429]);
    const throttled = await ask({ 'x-api-key': 'wrong' });
    expect(throttled.body.code).to.equal('too_many_failed_keys');
    expect(Number(throttled.headers.get('retry-after'))).to.be.within(1, 60);
    expect((await ask({ 'x-api-key': KEY })).status).to.equal(200);
    const { problems } = await statusOf(service);
    const noted = problems.find(({ code }) => code === 'too_many_failed_keys');
    expect(noted?.detail).to.match(/ Last from (::ffff:)?127\.0\.0\.1\.$/);
  });

  it('counts each queue that a question names against the quota', async () => {
    const both = `/v1/availability?queue=${QUEUE}&queue=${OTHER}`;
    expect((await ask(as('limited'), both)).status).to.equal(200);
    expect((await ask(as('limited'))).body.code).to.equal('caller_quota_exceeded');
  });

  it('holds a caller to its quota and tells when to come back', async () => {
    expect((await ask(as('limited'))).status).to.equal(200);
    expect((await ask(as('limited'))).status).to.equal(200);
    const third = await ask(as('limited'));
    expect(third.status).to.equal(429);
    expect(third.body.code).to.equal('caller_quota_exceeded');
    expect(Number(third.headers.get('retry-after'))).to.be.within(3500, 3600);
    expect((await ask({ 'x-api-key': KEY })).status).to.equal(200);
  });

  it('keeps a caller to its queues, on every route', async () => {
    expect((await ask(as('listed'))).status).to.equal(200);
    const paths = [
      membersOf(OTHER),
      `/v1/queues/${OTHER}/availability`,
      `/v1/availability?queue=${QUEUE}&queue=${OTHER}`,
    ];
    for (const path of paths) {
      const refused = await ask(as('listed'), path);
      expect(refused.status, path).to.equal(403);
      expect(refused.body.code).to.equal('queue_not_allowed');
      expect(refused.body.detail).to.include(OTHER).and.not.include(QUEUE);
    }
    expect(service.simulator.requests.some(({ path }) => path.includes(OTHER))).to.equal(false);
  });

  it("keeps agents' data inside for a caller of counts, whatever was cached for others", async () => {
    const full = await ask({ 'x-api-key': KEY });
    expect(full.body).to.have.property('entities').with.length(2);
    const counts = await ask(as('counting'));
    expect(counts.body).to.deep.include({ entities: [], total: 2, pageCount: 1 });
  });

  it('takes a key in the URL only from a caller that opted in, and never repeats or logs it', async () => {
    const url = (name: string) => `${membersOf(QUEUE)}&key=${keyOf(name)}`;
    const accepted = await ask({}, `${url('urlkey')}&callId=17`);
    expect(accepted.status).to.equal(200);
    expect(JSON.stringify(accepted.body)).to.not.include(keyOf('urlkey'));
    expect((await ask({}, url('limited'))).status).to.equal(401);
    expect(service.log.join('')).to.not.include(keyOf('urlkey'));
  });

  it('passes over only the parameters that the caller may ignore', async () => {
    const refused = await ask({ 'x-api-key': KEY }, `${membersOf(QUEUE)}&callId=17`);
    expect(refused.status).to.equal(400);
    expect(refused.body.code).to.equal('unknown_parameter');
    expect(refused.body.detail).to.include('"callId"');
  });

  it('tells how much each key is used, also where answers come from memory', async () => {
    for (let time = 0; time < 3; time++) await ask(as('old'));
    await ask(as('new'), `${membersOf(QUEUE)}&pageSize=0`);
    const { callers } = await statusOf(service);
    const keys = (wanted: string) => callers.find(({ name }) => name === wanted)?.keys;
    expect(keys('rotating')?.map(({ digest, requests }) => [digest, requests])).to.deep.equal([
      [keyDigest(keyOf('old')).slice(0, 8), 3],
      [keyDigest(keyOf('new')).slice(0, 8), 1],
    ]);
    expect(Date.now() - Date.parse(keys('rotating')?.[0]?.lastUsedAt ?? '')).to.be.within(-1_000, 10_000);
    expect(keys('listed')).to.deep.equal([
      { digest: keyDigest(keyOf('listed')).slice(0, 8), requests: 0, lastUsedAt: null },
    ]);
  });

  it('takes the old and the new key while they are being changed', async () => {
    expect((await ask(as('old'))).status).to.equal(200);
    expect((await ask(as('new'))).status).to.equal(200);
  });
});
