// The login host: every way to send credentials, every refusal, and the life of a token.
import { expect } from 'chai';
import { QUEUE_IDS } from '../../src/simulator/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { closeAll, get, login, members, start } from './helpers.js';

const odd = { id: 'client with:odd', secret: 'p@ss+w%rd/= ü' };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const PATH = members('', QUEUE_IDS.sales);

describe('the simulated login', () => {
  afterEach(closeAll);

  it('answers what Genesys answers', async () => {
    const simulator = await start({ tokenLifetimeSeconds: 300 });
    const response = await login(simulator);
    const body = (await response.json()) as Record<string, unknown>;
    expect(response.status).to.equal(200);
    expect(response.headers.get('ININ-Correlation-Id')).to.match(/^[0-9a-f-]{36}$/);
    expect(body).to.have.keys('access_token', 'token_type', 'expires_in');
    expect(body).to.include({ token_type: 'bearer', expires_in: 300 });
    expect((await get(simulator, PATH, String(body.access_token))).status).to.equal(200);
  });

  const accepted: Array<[string, string, string | undefined, Record<string, string>]> = [
    ['raw in the header', 'header-raw', base64(`${odd.id}:${odd.secret}`), {}],
    [
      'percent-encoded in the header',
      'header-percent',
      base64(`${encodeURIComponent(odd.id)}:${encodeURIComponent(odd.secret)}`),
      {},
    ],
    [
      'form-encoded in the header',
      'header-percent',
      base64(new URLSearchParams([[odd.id, odd.secret]]).toString().replace('=', ':')),
      {},
    ],
    ['in the body', 'body', undefined, { client_id: odd.id, client_secret: odd.secret }],
  ];
  for (const [title, credentials, basic, form] of accepted)
    it(`accepts credentials ${title} and records how they came`, async () => {
      const simulator = await start({ clients: [odd] });
      const response = await fetch(`${simulator.loginUrl}/oauth/token`, {
        method: 'POST',
        headers: basic === undefined ? {} : { Authorization: `Basic ${basic}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
      });
      expect(response.status).to.equal(200);
      expect(simulator.requests).to.have.length(1);
      expect(simulator.requests[0]).to.include({ route: 'login', status: 200, token: 1, credentials });
    });

  const refused: Array<[string, number, string, Record<string, string>]> = [
    ['a wrong secret', 401, 'invalid_client', { client_secret: 'no' }],
    ['a wrong id', 401, 'invalid_client', { client_id: 'no' }],
    ['another grant', 400, 'unsupported_grant_type', { grant_type: 'password' }],
  ];
  for (const [title, status, error, form] of refused)
    it(`refuses ${title} with ${status} ${error}`, async () => {
      const simulator = await start();
      const response = await login(simulator, form);
      const body = (await response.json()) as Record<string, unknown>;
      expect(response.status).to.equal(status);
      expect(body.error).to.equal(error);
      expect(body.description).to.be.a('string').that.equals(body.error_description);
    });

  it('refuses a wrong secret with 400 when told to', async () => {
    const simulator = await start({ invalidClientStatus: 400 });
    expect((await login(simulator, { client_secret: 'no' })).status).to.equal(400);
  });

  for (const text of ['no colon', 'id:%zz', ''])
    it(`refuses the Basic credential of "${text}"`, async () => {
      const simulator = await start();
      const response = await fetch(`${simulator.loginUrl}/oauth/token`, {
        method: 'POST',
        headers: { Authorization: `Basic ${base64(text)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      expect([response.status, ((await response.json()) as { error: string }).error]).to.eql([
        401,
        'invalid_client',
      ]);
    });

  it('refuses a body that is no form, and other methods', async () => {
    const simulator = await start();
    const url = `${simulator.loginUrl}/oauth/token`;
    const json = await fetch(url, {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    });
    expect([json.status, ((await json.json()) as { error: string }).error]).to.eql([400, 'invalid_request']);
    expect((await fetch(url)).status).to.equal(405);
  });

  it('knows only the new secret after setSecret, and the old tokens still', async () => {
    const simulator = await start();
    const token = simulator.issueToken();
    const old = simulator.client.secret;
    simulator.setSecret(simulator.client.id, 'brand-new');
    expect((await login(simulator, { client_secret: old })).status).to.equal(401);
    expect((await login(simulator, { client_secret: 'brand-new' })).status).to.equal(200);
    expect((await get(simulator, PATH, token)).status).to.equal(200);
    expect(simulator.secrets).to.include.members([old, 'brand-new', token]);
  });

  it('lets a token die at its very expiry', async () => {
    const clock = new FakeClock();
    const simulator = await start({ clock, tokenLifetimeSeconds: 300 });
    const token = simulator.issueToken();
    await clock.advance(299_999);
    expect((await get(simulator, PATH, token)).status).to.equal(200);
    await clock.advance(1);
    const late = await get(simulator, PATH, token);
    expect([late.status, ((await late.json()) as { code: string }).code]).to.eql([401, 'bad.credentials']);
  });

  it('revokes every token issued until now, and none issued later', async () => {
    const simulator = await start();
    const [one, two] = [simulator.issueToken(), simulator.issueToken()];
    simulator.revokeTokens();
    const three = simulator.issueToken();
    const statuses = [];
    for (const token of [one, two, three]) statuses.push((await get(simulator, PATH, token)).status);
    expect(statuses).to.eql([401, 401, 200]);
    expect(simulator.requests.map(({ token }) => token)).to.eql([1, 2, 3]);
  });

  it('keeps no secret in its records', async () => {
    const simulator = await start();
    const { access_token: token } = (await (await login(simulator)).json()) as { access_token: string };
    await get(simulator, PATH, token);
    const text = JSON.stringify(simulator.requests);
    expect(simulator.secrets).to.include(token);
    for (const secret of simulator.secrets) expect(text).not.to.contain(secret);
  });
});
