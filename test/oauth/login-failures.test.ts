// Every way in which a login fails, what it is called, and that nothing secret leaves with the error.
import { expect } from 'chai';
import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '../../src/domain/error-codes.js';
import type { FaultRule } from '../../src/simulator/index.js';
import { clientCredentials } from '../../src/oauth/client-credentials.js';
import { everythingIn, failureOf, watch } from '../support/failure.js';
import { FakeClock } from '../support/fake-clock.js';
import { sendJson, startServer, stopServers } from '../support/http-server.js';
import { CLIENT, formsOf, LOGIN_TIMEOUT, loginClient } from '../support/login.js';
import { simulate, stopSimulators } from '../support/simulators.js';
import { until } from '../support/until.js';
import { systemClock } from '../../src/runtime/clock.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const CANARY = 'canary-token-0123456789';
const TOKEN = { access_token: CANARY, token_type: 'bearer', expires_in: 3600 };
/** Upstream text that repeats everything it was told. */
const ECHO = `secret ${CLIENT.secret}, ${formsOf(CLIENT).join(', ')}, token ${CANARY}`;
const oauth = (error: string) => ({ error, description: ECHO, error_description: ECHO });

async function failing(rule: FaultRule['do']) {
  const simulator = await simulate({ clients: [CLIENT] });
  simulator.fault({ on: 'login', do: rule });
  const error = await failureOf(clientCredentials(loginClient(simulator.loginUrl), new FakeClock()).token());
  for (const secret of [...simulator.secrets, ...formsOf(CLIENT), CANARY])
    expect(everythingIn(error)).not.to.contain(secret);
  return error;
}

const json = (body: unknown, status = 200): FaultRule['do'] => ({ kind: 'json', body, status });
const status = (code: number, body: unknown, retryAfter: number | string | null = null): FaultRule['do'] => ({
  kind: 'status',
  status: code,
  body,
  retryAfter,
});
const answer = (parts: Record<string, unknown>) => json({ ...TOKEN, ...parts });

const CASES: Array<[string, FaultRule['do'], ErrorCode]> = [
  ['a reset connection', 'reset', 'login_unreachable'],
  ['half a body', 'truncate', 'login_answer_invalid'],
  ['an HTML page', 'html', 'login_answer_invalid'],
  ['an HTML page with 401', { kind: 'html', status: 401 }, 'login_foreign_answer'],
  ['an HTML page with 503', { kind: 'html', status: 503 }, 'login_unavailable'],
  ['nothing', 'empty', 'login_answer_invalid'],
  ['another object', json({ hello: 1 }), 'login_answer_invalid'],
  ['an array', json([TOKEN]), 'login_answer_invalid'],
  ['a string', json(CANARY), 'login_answer_invalid'],
  ['null', json(null), 'login_answer_invalid'],
  ['no expires_in', answer({ expires_in: undefined }), 'login_answer_invalid'],
  ['expires_in 0', answer({ expires_in: 0 }), 'login_answer_invalid'],
  ['a negative expires_in', answer({ expires_in: -5 }), 'login_answer_invalid'],
  ['expires_in as text', answer({ expires_in: '3600' }), 'login_answer_invalid'],
  ['expires_in null', answer({ expires_in: null }), 'login_answer_invalid'],
  ['an absurd expires_in', answer({ expires_in: 86_400_000 }), 'login_answer_invalid'],
  ['no token', answer({ access_token: undefined }), 'login_answer_invalid'],
  ['an empty token', answer({ access_token: '' }), 'login_answer_invalid'],
  ['a token with spaces', answer({ access_token: `${CANARY} x` }), 'login_answer_invalid'],
  ['a token with a newline', answer({ access_token: `${CANARY}\n` }), 'login_answer_invalid'],
  ['a token with a header', answer({ access_token: `${CANARY}\r\nX-Evil: 1` }), 'login_answer_invalid'],
  ['a token that is no ASCII', answer({ access_token: `${CANARY}é` }), 'login_answer_invalid'],
  ['a token that is a number', answer({ access_token: 12_345_678 }), 'login_answer_invalid'],
  ['a token of 9,000 characters', answer({ access_token: 'x'.repeat(9_000) }), 'login_answer_invalid'],
  ['another token type', answer({ token_type: 'mac' }), 'login_answer_invalid'],
  ['a body over the cap', answer({ padding: 'x'.repeat(70_000) }), 'login_answer_invalid'],
  ['400 invalid_client', status(400, oauth('invalid_client')), 'login_invalid_client'],
  ['401 invalid_client', status(401, oauth('invalid_client')), 'login_invalid_client'],
  ['401 without a reason', status(401, {}), 'login_foreign_answer'],
  ['400 invalid_request', status(400, oauth('invalid_request')), 'login_refused'],
  ['401 unauthorized_client', status(401, oauth('unauthorized_client')), 'login_refused'],
  ['403', status(403, { message: ECHO }), 'login_foreign_answer'],
  ['an error name that is a sentence', status(400, { error: ECHO }), 'login_refused'],
  ['500', status(500, { message: ECHO }), 'login_unavailable'],
  ['502', status(502, ECHO), 'login_unavailable'],
  ['503', status(503, { message: ECHO }), 'login_unavailable'],
];

describe('a login that fails', () => {
  afterEach(async () => {
    await stopServers();
    await stopSimulators();
  });

  for (const [what, rule, code] of CASES)
    it(`is ${code} after ${what}, and tells no secret`, async () => {
      expect((await failing(rule)).code).to.equal(code);
    });

  it('names the fields of an answer that are wrong', async () => {
    const { message } = await failing(answer({ expires_in: '3600', token_type: 'mac' }));
    expect(message).to.contain('expires_in').and.to.contain('token_type');
    expect(message).not.to.contain('access_token');
  });

  it('is login_unreachable with the reason when nobody listens', async () => {
    const simulator = await simulate();
    await simulator.goDown();
    const error = await failureOf(
      clientCredentials(loginClient(simulator.loginUrl), new FakeClock()).token(),
    );
    expect(error.code).to.equal('login_unreachable');
    expect(error.message).to.contain('ECONNREFUSED');
    expect(everythingIn(error)).not.to.contain(CLIENT.secret);
  });

  for (const fault of ['hang', 'slow-body', { kind: 'slow-body', everyMs: 1_000 }] as const)
    it(`is given up at the timeout after ${JSON.stringify(fault)}`, async () => {
      const clock = new FakeClock();
      const simulator = await simulate({ clock });
      simulator.fault({ on: 'login', do: fault });
      const login = clientCredentials(
        loginClient(simulator.loginUrl, simulatorClient(simulator)),
        clock,
      ).token();
      const watched = watch(login);
      await until(() => simulator.count('login') === 1);
      await clock.advance(LOGIN_TIMEOUT - 1);
      expect(watched.state).to.equal('pending');
      await clock.advance(1);
      expect(watched.state).to.equal('failed');
      expect((await failureOf(login)).code).to.equal('login_timeout');
    });

  const UNENDING: Array<[string, (response: ServerResponse) => unknown, ErrorCode]> = [
    ['no answer', () => undefined, 'login_timeout'],
    ['half an answer', (response) => response.writeHead(200, JSON_TYPE).write('{"access'), 'login_timeout'],
    [
      'too much of an answer',
      (response) => response.writeHead(200, JSON_TYPE).write(' '.repeat(70_000)),
      'login_answer_invalid',
    ],
    ['an endless error', (response) => response.writeHead(500, JSON_TYPE).write('{'), 'login_timeout'],
  ];
  for (const [what, begin, code] of UNENDING)
    it(`leaves no connection open after ${what}`, async () => {
      const server = await startServer((_request, response) => void begin(response));
      const login = clientCredentials(loginClient(server.url, { timeout: 50 }), systemClock).token();
      expect((await failureOf(login)).code).to.equal(code);
      await until(() => server.open === 0, 'the end of the connection');
    });

  const WALL = Date.UTC(2026, 0, 1);
  const RETRY_AFTER: Array<[number | string, number | undefined]> = [
    [17, 17],
    [0, 0],
    [new Date(WALL + 42_000).toUTCString(), 42],
    [new Date(WALL - 42_000).toUTCString(), 0],
    ['soon', undefined],
  ];
  for (const [retryAfter, seconds] of RETRY_AFTER)
    for (const [code, name] of [
      [429, 'login_rate_limited'],
      [503, 'login_unavailable'],
    ] as const)
      it(`passes on a ${code}'s Retry-After: ${retryAfter}`, async () => {
        const error = await failing(status(code, {}, retryAfter));
        expect(error.code).to.equal(name);
        expect(error.facts.retryAfterSeconds).to.equal(seconds);
      });

  it('takes no redirect along, so that the credentials go to nobody else', async () => {
    const other = await startServer((_request, response) => sendJson(response, TOKEN));
    const server = await startServer((_request, response) =>
      response.writeHead(302, { location: `${other.url}/oauth/token` }).end(),
    );
    const error = await failureOf(clientCredentials(loginClient(server.url), new FakeClock()).token());
    expect(error.code).to.equal('login_answer_invalid');
    expect([server.received.length, other.received.length]).to.deep.equal([1, 0]);
  });

  it('spends no generation', async () => {
    const simulator = await simulate({ clients: [CLIENT] });
    simulator.fault({ on: 'login', times: 1, do: json({ hello: 1 }) });
    const source = clientCredentials(loginClient(simulator.loginUrl), new FakeClock());
    await failureOf(source.token());
    expect((await source.token()).generation).to.equal(1);
  });
});

function simulatorClient({ client }: { client: { id: string; secret: string } }) {
  return { credentials: () => client };
}
