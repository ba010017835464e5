// One GET over pooled connections: what is sent, what comes back, and when it is given up.
import { expect } from 'chai';
import { poolTransport, TransportError, type TransportSettings } from '../../src/genesys/transport.js';
import { BodyBudget, type BodyHolder } from '../../src/genesys/body-budget.js';
import { briefHolder } from '../../src/genesys/read-body.js';
import { readRateLimit, statusFailure, transportFailure } from '../../src/genesys/answers.js';
import { watch } from '../support/failure.js';
import { FakeClock } from '../support/fake-clock.js';
import { startServer, stopServers } from '../support/http-server.js';
import { simulate, stopSimulators } from '../support/simulators.js';
import { until } from '../support/until.js';
import { QUEUE_IDS } from '../../src/simulator/index.js';

const PATH = `/api/v2/routing/queues/${QUEUE_IDS.support}/members?pageSize=100`;
const never = () => new AbortController().signal;

function transportTo(apiUrl: string, settings: Partial<TransportSettings> = {}) {
  const clock = new FakeClock();
  const defaults = { apiUrl, connections: 4, upstreamTimeout: 3_000, maxResponseBytes: 1_000_000 };
  return { clock, transport: poolTransport({ ...defaults, ...settings }, clock) };
}

/** The TransportError that `work` fails with. */
async function faultOf(work: Promise<unknown>): Promise<TransportError> {
  const fault: unknown = await work.then(
    () => new Error('It was to fail.'),
    (error: unknown) => error,
  );
  if (fault instanceof TransportError) return fault;
  throw fault;
}

describe('the transport', () => {
  afterEach(async () => {
    await stopServers();
    await stopSimulators();
  });

  it('sends path, query and headers as they are and gives back the answer whatever its status', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(418, { 'X-One': '1', 'X-Two': ['a', 'b'] }).end('a téapot'),
    );
    const { transport } = transportTo(server.url);
    const headers = { authorization: 'Bearer t', 'user-agent': 'tests/1' };
    const answer = await transport.get('/api/v2/a%20b?c=d%2Ce', headers, never());
    expect(server.received[0]).to.include({ method: 'GET', url: '/api/v2/a%20b?c=d%2Ce', body: '' });
    expect(server.received[0]!.headers).to.include(headers);
    expect([answer.status, answer.body]).to.deep.equal([418, 'a téapot']);
    expect(['x-one', 'x-two', 'x-three'].map((name) => answer.header(name))).to.deep.equal([
      '1',
      'a, b',
      undefined,
    ]);
  });

  it('takes a header on two lines for a list, which is no number', async () => {
    const headers = {
      'Retry-After': ['30', '60'],
      'inin-ratelimit-count': '3',
      'inin-ratelimit-allowed': ['300', '1'],
      'inin-ratelimit-reset': ['5', '5'],
    };
    const server = await startServer((_request, response) => response.writeHead(429, headers).end());
    const answer = await transportTo(server.url).transport.get('/', {}, never());
    const odd: string[] = [];
    const note = (header: string, kind: string) => void odd.push(`${header}: ${kind}`);
    expect(readRateLimit(answer, note)).to.equal(undefined);
    expect(statusFailure(answer, 0, note)).to.deep.equal({ cause: 'status', status: 429 });
    expect(odd).to.deep.equal([
      'inin-ratelimit-allowed: list',
      'inin-ratelimit-reset: list',
      'retry-after: list',
    ]);
  });

  it('reads no more at once than the budget of bytes has room for', async () => {
    const server = await startServer((_request, response) => response.end('x'.repeat(60_000)));
    const bodies = new BodyBudget(1, 100_000, 0);
    const { transport } = transportTo(server.url, { bodies });
    const [first, second] = [briefHolder(), briefHolder()];
    const get = (holder: BodyHolder) =>
      transport.send({ method: 'GET', path: '/', headers: {} }, never(), undefined, holder);
    await get(first);
    expect(bodies.bytes).to.equal(60_000);
    const waiting = watch(get(second));
    await until(() => bodies.waiting === 1);
    expect([waiting.state, bodies.bytes <= 100_000]).to.deep.equal(['pending', true]);
    first.done();
    await until(() => waiting.state === 'done');
    expect(bodies.bytes).to.equal(60_000);
    second.done();
    expect(bodies.bytes).to.equal(0);
  });

  it('says so when an answer was not read in time for want of room', async () => {
    const server = await startServer((_request, response) => response.end('x'.repeat(60_000)));
    const bodies = new BodyBudget(1, 100_000, 0);
    const { transport, clock } = transportTo(server.url, { bodies });
    const first = briefHolder();
    await transport.send({ method: 'GET', path: '/', headers: {} }, never(), undefined, first);
    const late = faultOf(transport.get('/', {}, never()));
    await until(() => bodies.waiting === 1);
    await clock.advance(3_000);
    const fault = await late;
    expect([fault.fault, fault.code]).to.deep.equal(['timeout', 'BODIES_FULL']);
    expect(transportFailure(fault).facts.detail).to.include('So many large answers');
    first.done();
    expect(bodies.bytes).to.equal(0);
  });

  it('follows no redirect', async () => {
    const other = await startServer((_request, response) => response.end());
    const server = await startServer((_request, response) =>
      response.writeHead(302, { location: other.url }).end(),
    );
    expect((await transportTo(server.url).transport.get('/', {}, never())).status).to.equal(302);
    expect(other.received).to.have.length(0);
  });

  it('asks again over the same connection', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const { transport } = transportTo(server.url, { connections: 1 });
    for (let request = 0; request < 5; request++) await transport.get('/', {}, never());
    expect([server.received.length, server.connections]).to.deep.equal([5, 1]);
    await transport.close();
    await until(() => server.open === 0, 'the end of the connection');
  });

  it('opens no more connections than it may, and serves everybody', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const { transport } = transportTo(server.url, { connections: 2 });
    const all = await Promise.all(Array.from({ length: 20 }, () => transport.get('/', {}, never())));
    expect([all.length, server.connections]).to.deep.equal([20, 2]);
  });

  for (const fault of ['hang', 'slow-body', { kind: 'slow-body', everyMs: 500 }] as const)
    it(`gives a request up after upstreamTimeout when it meets ${JSON.stringify(fault)}`, async () => {
      const clock = new FakeClock();
      const simulator = await simulate({ clock });
      simulator.fault({ do: fault });
      const settings = { connections: 1, upstreamTimeout: 3_000, maxResponseBytes: 1_000_000 };
      const transport = poolTransport({ apiUrl: simulator.apiUrl, ...settings }, clock);
      const request = transport.get(PATH, { authorization: `Bearer ${simulator.issueToken()}` }, never());
      const watched = watch(request);
      await until(() => simulator.requests.length === 1);
      await clock.advance(2_999);
      expect(watched.state).to.equal('pending');
      await clock.advance(1);
      expect(watched.state).to.equal('failed');
      expect((await faultOf(request)).fault).to.equal('timeout');
      simulator.clearFaults();
      const next = await transport.get(PATH, { authorization: `Bearer ${simulator.issueToken()}` }, never());
      expect(next.status).to.equal(200);
    });

  it('gives up by its own timers too, should the clock stand still', async () => {
    const server = await startServer(() => undefined);
    const { transport } = transportTo(server.url, { upstreamTimeout: 20 });
    expect((await faultOf(transport.get('/', {}, never()))).fault).to.equal('timeout');
  });

  it('leaves no timer behind', async () => {
    const server = await startServer((_request, response) => response.end('{}'));
    const { clock, transport } = transportTo(server.url);
    await transport.get('/', {}, never());
    expect(clock.pending).to.deep.equal([]);
  });

  it('throws the reason of the signal when it is given up from outside, before or during', async () => {
    const server = await startServer(() => undefined);
    const { clock, transport } = transportTo(server.url);
    const reason = new Error('enough');
    const during = new AbortController();
    const request = transport.get('/', {}, during.signal).catch((fault: unknown) => fault);
    await until(() => server.received.length === 1);
    during.abort(reason);
    expect(await request).to.equal(reason);
    expect(await transport.get('/', {}, AbortSignal.abort(reason)).catch((fault: unknown) => fault)).to.equal(
      reason,
    );
    expect(server.received).to.have.length(1);
    expect(clock.pending).to.deep.equal([]);
  });

  it('takes a body of maxResponseBytes and none of a byte more', async () => {
    const server = await startServer(({ url }, response) => response.end('x'.repeat(Number(url.slice(1)))));
    const { transport } = transportTo(server.url, { maxResponseBytes: 70_000 });
    expect((await transport.get('/70000', {}, never())).body).to.have.length(70_000);
    expect((await faultOf(transport.get('/70001', {}, never()))).fault).to.equal('too-large');
  });

  it('stops reading a body that is too large', async () => {
    const simulator = await simulate();
    simulator.fault({ do: { kind: 'huge', bytes: 2_000_000_000 } });
    const { transport } = transportTo(simulator.apiUrl);
    expect((await faultOf(transport.get(PATH, {}, never()))).fault).to.equal('too-large');
  });

  for (const fault of ['reset', 'truncate'] as const)
    it(`calls a ${fault} a failed connection and goes on with the next request`, async () => {
      const simulator = await simulate();
      simulator.fault({ times: 1, do: fault });
      const { transport } = transportTo(simulator.apiUrl);
      const headers = { authorization: `Bearer ${simulator.issueToken()}` };
      expect((await faultOf(transport.get(PATH, headers, never()))).fault).to.equal('connection');
      expect((await transport.get(PATH, headers, never())).status).to.equal(200);
    });

  it('says that nobody listens, and finds the host again when it is back', async () => {
    const simulator = await simulate();
    const { transport } = transportTo(simulator.apiUrl);
    await simulator.goDown();
    expect(await faultOf(transport.get(PATH, {}, never()))).to.include({
      fault: 'connection',
      code: 'ECONNREFUSED',
    });
    await simulator.comeBack();
    expect((await transport.get(PATH, {}, never())).status).to.equal(401);
  });

  it('ends what is under way when it closes', async () => {
    const server = await startServer((request, response) => {
      if (request.url !== '/slow') response.end();
    });
    const { transport } = transportTo(server.url);
    await transport.get('/', {}, never());
    const request = faultOf(transport.get('/slow', {}, never()));
    await transport.close();
    expect(await request).to.include({ fault: 'connection' });
  });
});
