// A WebSocket server that does what a test says, for what the simulator doesn't send.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export interface SocketServer {
  /** `ws://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Sockets in the order in which they came. */
  readonly sockets: WebSocket[];
  /** Paths and headers of the handshakes. */
  readonly asked: Array<{ readonly path: string; readonly headers: IncomingHttpHeaders }>;
  /** What the clients said. */
  readonly said: string[];
  /** Answers no handshake from now on; when it is off again, those that wait too. */
  hang(on: boolean): void;
  /** Answers each handshake from now on with this status. */
  refuse(status: number): void;
}

const running: Array<{ readonly server: Server; readonly sockets: WebSocketServer }> = [];

/** A server that answers pings as Genesys does; `stopSocketServers` ends it. */
export async function startSocketServer(): Promise<SocketServer> {
  const server = createServer();
  const accepting = new WebSocketServer({ noServer: true });
  const [sockets, asked, said]: [WebSocket[], SocketServer['asked'], string[]] = [[], [], []];
  let hanging = false;
  let refusing: number | undefined;
  const waiting: Array<() => void> = [];
  server.on('upgrade', (request, socket, head) => {
    asked.push({ path: request.url ?? '', headers: request.headers });
    socket.on('error', () => socket.destroy());
    if (refusing !== undefined)
      return void socket.end(`HTTP/1.1 ${refusing} Refused\r\nContent-Length: 0\r\n\r\n`);
    const accept = () => accepting.handleUpgrade(request, socket, head, greet);
    if (hanging) waiting.push(accept);
    else accept();
  });
  const greet = (one: WebSocket) => {
    sockets.push(one);
    one.on('error', () => one.terminate());
    one.on('message', (data) => {
      said.push((data as Buffer).toString('utf8'));
      one.send(JSON.stringify({ topicName: 'channel.metadata', eventBody: { message: 'pong' } }));
    });
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push({ server, sockets: accepting });
  const { port } = server.address() as AddressInfo;
  const hang = (on: boolean) => {
    hanging = on;
    if (!on) for (const accept of waiting.splice(0)) accept();
  };
  return {
    url: `ws://127.0.0.1:${port}`,
    port,
    sockets,
    asked,
    said,
    hang,
    refuse: (status) => (refusing = status),
  };
}

/** Ends every server of the test and cuts its sockets. */
export async function stopSocketServers(): Promise<void> {
  for (const { server, sockets } of running.splice(0)) {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
}
