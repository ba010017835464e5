// Small HTTP servers on free ports, for answers that the simulator doesn't give.
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A request that came, with its whole body. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TestServer {
  readonly url: string;
  readonly received: Received[];
  /** Connections since the start. */
  readonly connections: number;
  /** Connections that are open now. */
  readonly open: number;
}

const running: Server[] = [];

/** A server that answers with `answer`; `stopServers` ends it. */
export async function startServer(
  answer: (request: Received, response: ServerResponse) => void,
): Promise<TestServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const whole = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(whole);
      answer(whole, response);
    });
  });
  const counts = { connections: 0, open: 0 };
  server.on('connection', (socket) => {
    counts.connections += 1;
    counts.open += 1;
    socket.on('close', () => (counts.open -= 1));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    get connections() {
      return counts.connections;
    },
    get open() {
      return counts.open;
    },
  };
}

/** Answers with `body` as JSON. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Ends every server of the test and cuts its connections. */
export async function stopServers(): Promise<void> {
  await Promise.all(
    running.splice(0).map(async (server) => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    }),
  );
}
