// How a login is asked for, and what becomes of a good answer.
import { expect } from 'chai';
import { USER_AGENT } from '../../src/runtime/version.js';
import { clientCredentials, type LoginClient } from '../../src/oauth/client-credentials.js';
import { failureOf } from '../support/failure.js';
import { FakeClock } from '../support/fake-clock.js';
import { sendJson, startServer, stopServers } from '../support/http-server.js';
import { base64, CLIENT, loginClient } from '../support/login.js';
import { simulate, stopSimulators } from '../support/simulators.js';
import { until } from '../support/until.js';

const TOKEN = { access_token: 'a-token', token_type: 'bearer', expires_in: 3600 };
const SECRETS = [CLIENT.secret, 'p%20q', 'plain', 'with space and + and ü€'];

type Way = Pick<LoginClient, 'credentialsIn' | 'credentialsEncoding'>;
const WAYS: Record<'header-raw' | 'header-percent' | 'body', Way> = {
  'header-raw': { credentialsIn: 'header', credentialsEncoding: 'raw' },
  'header-percent': { credentialsIn: 'header', credentialsEncoding: 'percent' },
  body: { credentialsIn: 'body', credentialsEncoding: 'raw' },
};

/** Spelled out by hand, so that the encoder isn't held to itself. */
const FORM_ENCODED: Record<string, string> = {
  [CLIENT.secret]: 'a%2Bb%2Fc%25d%21%28e%29%3D%26%C3%A9',
  'p%20q': 'p%2520q',
  plain: 'plain',
  'with space and + and ü€': 'with+space+and+%2B+and+%C3%BC%E2%82%AC',
};

describe('the client-credentials login', () => {
  afterEach(async () => {
    await stopServers();
    await stopSimulators();
  });

  for (const secret of SECRETS) {
    for (const [way, settings] of Object.entries(WAYS))
      it(`is understood by Genesys with the secret ${secret} as ${way}`, async () => {
        const client = { id: CLIENT.id, secret };
        const simulator = await simulate({ clients: [client] });
        const parts = { ...settings, credentials: () => client };
        const token = await clientCredentials(
          loginClient(simulator.loginUrl, parts),
          new FakeClock(),
        ).token();
        expect(simulator.secrets).to.include(token.value);
        expect(simulator.requests).to.have.length(1);
        const unencoded = way === 'header-percent' && FORM_ENCODED[secret] === secret;
        expect(simulator.requests[0]).to.include({
          method: 'POST',
          path: '/oauth/token',
          status: 200,
          credentials: unencoded ? 'header-raw' : way,
        });
      });

    it(`sends the secret ${secret} to the letter`, async () => {
      const server = await startServer((_request, response) => sendJson(response, TOKEN));
      for (const settings of Object.values(WAYS)) {
        const parts = { ...settings, credentials: () => ({ id: CLIENT.id, secret }) };
        await clientCredentials(loginClient(server.url, parts), new FakeClock()).token();
      }
      const sent = server.received.map(({ headers, body }) => [headers.authorization, body]);
      const grant = 'grant_type=client_credentials';
      expect(sent.slice(0, 2)).to.deep.equal([
        [`Basic ${base64(`${CLIENT.id}:${secret}`)}`, grant],
        [`Basic ${base64(`${CLIENT.id}:${FORM_ENCODED[secret]}`)}`, grant],
      ]);
      expect(sent[2]?.[0]).to.equal(undefined);
      const form = [...new URLSearchParams(sent[2]?.[1])].sort();
      expect(form).to.deep.equal([
        ['client_id', CLIENT.id],
        ['client_secret', secret],
        ['grant_type', 'client_credentials'],
      ]);
    });
  }

  it('posts a form, asks for JSON and says who it is', async () => {
    const server = await startServer((_request, response) => sendJson(response, TOKEN));
    await clientCredentials(loginClient(server.url, { userAgent: USER_AGENT }), new FakeClock()).token();
    const { method, url, headers } = server.received[0]!;
    expect([method, url]).to.deep.equal(['POST', '/oauth/token']);
    expect(headers['content-type']).to.match(/^application\/x-www-form-urlencoded/);
    expect(headers.accept).to.equal('application/json');
    expect(headers['user-agent']).to.match(/^genesys-availability-proxy\/\d+\.\d+\.\d+/);
  });

  it('counts the lifetime from the moment the request was sent, and the generations', async () => {
    const clock = new FakeClock();
    const simulator = await simulate({ clock, clients: [CLIENT], tokenLifetimeSeconds: 300 });
    const source = clientCredentials(loginClient(simulator.loginUrl), clock);
    const sentAt = clock.now();
    simulator.fault({ on: 'login', times: 1, do: { kind: 'latency', ms: 400 } });
    const first = source.token();
    await until(() => simulator.count('login') === 1);
    await clock.advance(400);
    const { value, ...rest } = await first;
    expect(simulator.secrets).to.include(value);
    expect(rest).to.deep.equal({
      generation: 1,
      requestedAt: sentAt,
      expiresAt: sentAt + 300_000,
      obtainedAt: clock.wall(),
    });
    const second = await source.token();
    expect(second.generation).to.equal(2);
    expect(second.value).not.to.equal(value);
  });

  it('logs in with the credentials as they are then', async () => {
    const simulator = await simulate({ clients: [CLIENT] });
    let secret = CLIENT.secret;
    const credentials = () => ({ id: CLIENT.id, secret });
    const source = clientCredentials(loginClient(simulator.loginUrl, { credentials }), new FakeClock());
    await source.token();
    simulator.setSecret(CLIENT.id, 'brand-new');
    expect((await failureOf(source.token())).code).to.equal('login_invalid_client');
    secret = 'brand-new';
    expect((await source.token()).generation).to.equal(2);
  });

  for (const extra of [
    { token_type: 'Bearer' },
    { expires_in: 1 },
    { expires_in: 172_800 },
    { refresh_token: 'unasked', scope: '' },
    { padding: 'x'.repeat(60_000) },
  ])
    it(`takes an answer with ${JSON.stringify(extra).slice(0, 60)}`, async () => {
      const server = await startServer((_request, response) => sendJson(response, { ...TOKEN, ...extra }));
      const token = await clientCredentials(loginClient(server.url), new FakeClock()).token();
      expect(token.value).to.equal(TOKEN.access_token);
    });
});
