// An outbound HTTP proxy on a free port: tunnels by CONNECT, counts them, wants a password or refuses on demand.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HOST_CERTIFICATE, HOST_KEY } from './private-authority.js';

export interface ConnectProxyOptions {
  /** The port on this machine behind every name that is asked for; without it, where the name says. */
  readonly port?: number;
  /** `user:password` that it wants. */
  readonly auth?: string;
  /** Speaks TLS itself, under the certificate of the private authority. */
  readonly secure?: boolean;
  /** Accepts connections and never answers. */
  readonly silent?: boolean;
}

export interface ConnectProxy {
  /** `host:port` */
  readonly host: string;
  /** Whom tunnels were opened to, in order. */
  readonly tunnels: string[];
  /** What was asked for, whether it was granted or not. */
  readonly asked: string[];
  /** Refuses every CONNECT from now on with this status; 0 ends that. */
  refuse(status: number): void;
  /** Cuts all tunnels and listens no more. */
  stop(): Promise<void>;
}

const running: ConnectProxy[] = [];

/** A proxy; `stopProxies` ends it. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const notHere: RequestListener = (_request, response) => response.writeHead(501).end();
  const server: Server = options.secure
    ? createSecureServer({ cert: HOST_CERTIFICATE, key: HOST_KEY }, notHere)
    : createServer(notHere);
  const sockets = new Set<Duplex>();
  const keep = <T extends Duplex>(socket: T): T => {
    sockets.add(socket);
    // What is cut is cut: neither side minds.
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };
  const [tunnels, asked]: [string[], string[]] = [[], []];
  let refusal = 0;
  server.on('connection', (socket: Socket) => keep(socket));
  server.on('connect', ({ url = '', headers }: IncomingMessage, client: Duplex) => {
    asked.push(url);
    keep(client);
    if (options.silent) return;
    const wanted = options.auth && `Basic ${Buffer.from(options.auth).toString('base64')}`;
    const status = wanted && headers['proxy-authorization'] !== wanted ? 407 : refusal;
    if (status > 0) return void client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    const { hostname, port } = new URL(`http://${url}`);
    const far = keep(
      options.port === undefined ? connect(Number(port), hostname) : connect(options.port, '127.0.0.1'),
    );
    far.once('connect', () => {
      tunnels.push(url);
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.pipe(client).pipe(far);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: ConnectProxy = {
    host: `${options.secure ? 'localhost' : '127.0.0.1'}:${(server.address() as AddressInfo).port}`,
    tunnels,
    asked,
    refuse: (status) => (refusal = status),
    async stop() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
  running.push(proxy);
  return proxy;
}

/** Ends every proxy of the test. */
export async function stopProxies(): Promise<void> {
  await Promise.all(running.splice(0).map((proxy) => proxy.stop()));
}
