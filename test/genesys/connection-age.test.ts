// Connections that grow old: after a change of DNS the new node is asked, and no connection lives for ever.
import { expect } from 'chai';
import { connect, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { poolTransport, TransportError, type Transport } from '../../src/genesys/transport.js';
import { genesysClient, loadLimit } from '../../src/genesys/client.js';
import { Budget } from '../../src/genesys/budget.js';
import { FakeClock } from '../support/fake-clock.js';
import { drive } from '../support/genesys.js';
import { sendJson, startServer, stopServers, type TestServer } from '../support/http-server.js';

const open: Transport[] = [];

/** A client of one name behind which the node can be changed. */
function clientOf(first: TestServer) {
  const clock = new FakeClock();
  const dns = { node: first };
  const tunnel = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(Number(new URL(dns.node.url).port), '127.0.0.1', () => resolve(socket));
      socket.once('error', reject);
    });
  const settings = { connections: 4, upstreamTimeout: 3_000, maxResponseBytes: 100_000 };
  const transport = poolTransport({ apiUrl: 'http://api.genesys.test', ...settings, way: { tunnel } }, clock);
  open.push(transport);
  const token = { value: 't', generation: 1, requestedAt: 0, expiresAt: Infinity, obtainedAt: 0 };
  const client = genesysClient({
    ...{ transport, clock, budget: new Budget(clock), userAgent: 'tests/1', random: () => 0.5 },
    tokens: {
      token: () => Promise.resolve(token),
      accepted: () => undefined,
      rejected: () => Promise.resolve(undefined),
    },
    observer: { requested: () => undefined, rateLimit: () => undefined },
  });
  const ask = () => drive(clock, client.get('/a', loadLimit(10_000, clock)));
  return { clock, dns, ask, transport };
}

describe('connections to Genesys', () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((transport) => transport.close()));
    await stopServers();
  });

  for (const status of [500, 503, 404])
    it(`reach the new node within the request when the old one answers ${status} after a change of DNS`, async () => {
      const state = { moved: false };
      const old = await startServer((_request, response) =>
        state.moved ? response.writeHead(status).end('<html>') : sendJson(response, {}),
      );
      const moved = await startServer((_request, response) => sendJson(response, { moved: true }));
      const { clock, dns, ask } = clientOf(old);
      await ask();
      await clock.advance(5_000);
      state.moved = true;
      dns.node = moved;
      expect((await ask()).body).to.equal('{"moved":true}');
      expect(moved.received).to.have.length(1);
    });

  it('live for no longer than two minutes, also when all is well', async () => {
    const old = await startServer((_request, response) => sendJson(response, {}));
    const moved = await startServer((_request, response) => sendJson(response, {}));
    const { clock, dns, ask } = clientOf(old);
    await ask();
    dns.node = moved;
    for (let second = 0; second < 119; second += 7) {
      await ask();
      await clock.advance(7_000);
    }
    await clock.advance(2_000);
    await ask();
    expect(moved.received.length).to.be.within(1, 2);
    expect(old.connections).to.equal(1);
  });

  it('are not opened anew for each error of an outage', async () => {
    const server = await startServer((_request, response) => response.writeHead(503).end());
    const { ask } = clientOf(server);
    for (let load = 0; load < 20; load++) await ask().catch(() => undefined);
    expect(server.received.length).to.be.above(40);
    expect(server.connections).to.be.below(10);
  });

  const FORMS: Array<[string, (body: Buffer) => Buffer]> = [
    ['gzip', (body) => gzipSync(body)],
    ['br', (body) => brotliCompressSync(body)],
    ['deflate', (body) => deflateSync(body)],
    ['deflate', (body) => deflateRawSync(body)],
  ];
  for (const [encoding, compress] of FORMS)
    it(`bring what was compressed by ${encoding} though nobody asked, and no more than the bound`, async () => {
      const body = { text: '\ufeff{"a":1}' };
      const server = await startServer((_request, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(compress(Buffer.from(body.text))),
      );
      const { ask } = clientOf(server);
      expect((await ask()).body).to.equal('{"a":1}');
      body.text = 'x'.repeat(1_000_000);
      const fault: unknown = await ask().catch((error: unknown) => error);
      expect(fault).to.include({ code: 'genesys_answer_invalid' });
      expect(String(fault)).to.contain(`compressed (${encoding})`);
    });

  const RAW: Array<[string, string, string]> = [
    ['headers of 40 KB', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 'larger than 16 KB'],
    ['chunks that are none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'no HTTP'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9\r\n', 'no HTTP'],
    ['half a body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}', 'before the answer was whole'],
  ];
  for (const [what, bytes, words] of RAW)
    it(`say what is wrong when they bring ${what}`, async () => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(bytes));
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { ask } = clientOf({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      } as TestServer);
      const fault: unknown = await ask().catch((error: unknown) => error);
      expect(String(fault)).to.contain(words);
      expect(fault).not.to.be.instanceOf(TransportError);
      server.close();
    });
});
