// Whether a request that failed had gone out at all: what never reached the host spends nothing of its limit.
import { expect } from 'chai';
import { createServer, type Socket } from 'node:net';
import { ProxyFault } from '../../src/network/tunnel.js';
import { poolTransport, type TransportSettings } from '../../src/genesys/transport.js';
import { FakeClock } from '../support/fake-clock.js';
import { startServer, stopServers } from '../support/http-server.js';
import { until } from '../support/until.js';

const never = () => new AbortController().signal;

/** Sends one GET and says how often it was told to be on its way, and how it ended. */
function attempt(settings: Partial<TransportSettings> & { apiUrl: string }, signal = never()) {
  const clock = new FakeClock();
  const defaults = { connections: 1, upstreamTimeout: 3_000, maxResponseBytes: 1_000 };
  const transport = poolTransport({ ...defaults, ...settings }, clock);
  const seen = { sent: 0 };
  const ended = transport
    .send({ method: 'GET', path: '/', headers: {} }, signal, () => (seen.sent += 1))
    .then(
      ({ status }) => status,
      (fault: Error) => fault.message,
    )
    .finally(() => transport.close());
  return { clock, seen, ended };
}

describe('a request of the transport', () => {
  afterEach(stopServers);

  it('is sent once when it is answered', async () => {
    const server = await startServer((_request, response) => response.end());
    const { seen, ended } = attempt({ apiUrl: server.url });
    expect([await ended, seen.sent]).to.deep.equal([200, 1]);
  });

  it('is sent when the connection ends without an answer, or the answer does not come', async () => {
    const server = await startServer((_request, response) => {
      if (server.received.length === 1) response.socket?.destroy();
    });
    const cut = attempt({ apiUrl: server.url });
    expect([await cut.ended, cut.seen.sent]).to.deep.equal(['connection: UND_ERR_SOCKET', 1]);
    const slow = attempt({ apiUrl: server.url });
    await until(() => server.received.length === 2);
    await slow.clock.advance(3_000);
    expect([await slow.ended, slow.seen.sent]).to.deep.equal(['timeout: UPSTREAM_TIMEOUT', 1]);
  });

  it('is not sent where nobody listens, the name is unknown, or the proxy refuses', async () => {
    const server = await startServer(() => undefined);
    const { url } = server;
    await stopServers();
    const refused = attempt({ apiUrl: url });
    expect([await refused.ended, refused.seen.sent]).to.deep.equal(['connection: ECONNREFUSED', 0]);
    const unknown = attempt({ apiUrl: 'http://nowhere.invalid' });
    expect(await unknown.ended).to.match(/^connection: (ENOTFOUND|EAI_AGAIN)$/);
    expect(unknown.seen.sent).to.equal(0);
    const tunnel = () => Promise.reject(new ProxyFault('proxy:3128', 'PROXY_REFUSED', 403));
    const proxied = attempt({ apiUrl: url, way: { tunnel } });
    expect([await proxied.ended, proxied.seen.sent]).to.deep.equal(['connection: PROXY_REFUSED', 0]);
  });

  it('is not sent where the other side speaks no TLS, or never ends the handshake', async () => {
    const server = await startServer((_request, response) => response.end());
    const plain = attempt({ apiUrl: server.url.replace('http:', 'https:') });
    expect(await plain.ended).to.match(/^connection: /);
    expect(plain.seen.sent).to.equal(0);
    const sockets: Socket[] = [];
    const mute = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await until(() => mute.listening);
    const { port } = mute.address() as { port: number };
    const enough = new AbortController();
    const hanging = attempt({ apiUrl: `https://127.0.0.1:${port}` }, enough.signal);
    await until(() => sockets.length === 1);
    enough.abort(new Error('enough'));
    sockets[0]?.destroy();
    expect([await hanging.ended, hanging.seen.sent]).to.deep.equal(['enough', 0]);
    mute.close();
  });
});
