// The WebSocket on its way out: through a proxy, to a host of a private authority, and never with a token.
import { expect } from 'chai';
import { openSocket, type SocketEvents } from '../../src/notifications/socket.js';
import { outboundRoutes, type OutboundRoute } from '../../src/network/outbound-route.js';
import { startConnectProxy, stopProxies } from '../support/connect-proxy.js';
import { startListening, stopNotifications } from '../support/notifications.js';
import { AUTHORITY } from '../support/private-authority.js';
import { startSocketServer, stopSocketServers } from '../support/socket-server.js';
import { startTlsFront, stopFronts } from '../support/tls-front.js';
import { until } from '../support/until.js';

const SECRET = '/channels/the-secret-id';

describe('the WebSocket of the notifications', () => {
  afterEach(async () => {
    await stopNotifications();
    await stopSocketServers();
    await stopProxies();
    await stopFronts();
  });

  function open(uri: string, way: (url: string) => OutboundRoute = () => ({})) {
    const happened: string[] = [];
    const events: SocketEvents = {
      opened: () => happened.push('opened'),
      received: (text) => happened.push(`received ${text}`),
      closed: (reason) => happened.push(`closed ${reason}`),
    };
    return { happened, socket: openSocket(uri, way, events) };
  }

  const waysWith = (settings: Partial<Parameters<typeof outboundRoutes>[0]>) =>
    outboundRoutes({ noProxy: [], ...settings }, 1_000);

  it('carries no token', async () => {
    const server = await startSocketServer();
    const { simulator, live } = await startListening({}, {}, false);
    simulator.notifications.streamAt(server.url);
    await live();
    expect(server.asked[0]!.headers).not.to.have.any.keys('authorization', 'cookie');
    for (const token of simulator.secrets.filter((secret) => !secret.startsWith('streaming-')))
      expect(JSON.stringify(server.asked)).not.to.contain(token);
    expect(server.said[0]).to.equal('{"message":"ping"}');
  });

  for (const secure of [false, true])
    it(`goes through a proxy${secure ? ', and through TLS within it, to a host of a private authority' : ''}`, async () => {
      const server = await startSocketServer();
      const port = secure ? await startTlsFront(server.url.replace('ws', 'http')) : server.port;
      const proxy = await startConnectProxy({ port });
      const scheme = secure ? 'httpsProxy' : 'httpProxy';
      const way = waysWith({ [scheme]: { value: `http://${proxy.host}` }, ca: AUTHORITY });
      const { happened, socket } = open(`${secure ? 'wss' : 'ws'}://api.genesys.test${SECRET}`, way);
      await until(() => happened.includes('opened'), 'the opening');
      expect(proxy.tunnels).to.deep.equal([`api.genesys.test:${secure ? 443 : 80}`]);
      expect(server.asked[0]?.path).to.equal(SECRET);
      socket.cut();
    });

  it('trusts a private authority without a proxy too, and nobody else', async () => {
    const server = await startSocketServer();
    const port = await startTlsFront(server.url.replace('ws', 'http'));
    const trusting = open(`wss://localhost:${port}${SECRET}`, waysWith({ ca: AUTHORITY }));
    await until(() => trusting.happened.includes('opened'), 'the opening');
    trusting.socket.cut();
    const other = open(`wss://localhost:${port}${SECRET}`);
    await until(() => other.happened.length > 0);
    expect(other.happened[0]).to.match(/^closed (UNABLE_TO_VERIFY|SELF_SIGNED|DEPTH_ZERO)/);
  });

  it('asks a certificate for the name of the host, within a tunnel too', async () => {
    const server = await startSocketServer();
    const port = await startTlsFront(server.url.replace('ws', 'http'));
    const proxy = await startConnectProxy({ port });
    const way = waysWith({ httpsProxy: { value: `http://${proxy.host}` }, ca: AUTHORITY });
    const { happened } = open(`wss://another.genesys.test${SECRET}`, way);
    await until(() => happened.length > 0);
    expect(happened).to.deep.equal(['closed ERR_TLS_CERT_ALTNAME_INVALID']);
  });

  it('says that a proxy refuses', async () => {
    const proxy = await startConnectProxy();
    proxy.refuse(403);
    const { happened } = open(
      'ws://api.genesys.test/x',
      waysWith({ httpProxy: { value: `http://${proxy.host}` } }),
    );
    await until(() => happened.length > 0);
    expect(happened).to.deep.equal(['closed PROXY_REFUSED']);
  });

  for (const address of [
    'http://127.0.0.1:1/x',
    'file:///etc/passwd',
    'nonsense',
    'ws://127.0.0.1:1/x#fragment',
  ])
    it(`is never opened to ${address}`, async () => {
      const { happened } = open(address);
      await until(() => happened.length > 0);
      expect(happened).to.have.length(1);
      expect(happened[0]).to.match(/^closed [A-Z_]+$/);
    });

  it('says why in a code, without the address', async () => {
    const { happened } = open(`ws://127.0.0.1:1${SECRET}`);
    await until(() => happened.length > 0);
    expect(happened).to.deep.equal(['closed ECONNREFUSED']);
  });

  for (const way of ['close', 'cut'] as const)
    it(`can be ended before it begins (${way})`, async () => {
      const server = await startSocketServer();
      const { happened, socket } = open(server.url);
      socket[way]();
      await until(() => happened.length > 0);
      expect(happened).to.deep.equal([way === 'cut' ? 'closed CUT' : 'closed CLOSED']);
      socket.send('into the void');
    });
});
