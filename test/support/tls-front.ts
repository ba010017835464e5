// TLS in front of a plain HTTP server, under the certificate of the private authority.
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { HOST_CERTIFICATE, HOST_KEY } from './private-authority.js';

const running: Array<{ readonly server: Server; readonly sockets: Set<Socket> }> = [];

/** A front on a free port for what listens at `url`; `stopFronts` ends it. @returns its port */
export async function startTlsFront(url: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const keep = <T extends Socket>(socket: T): T => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer({ cert: HOST_CERTIFICATE, key: HOST_KEY }, (socket) => {
    const behind = keep(connect(Number(port), hostname));
    keep(socket).pipe(behind).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push({ server, sockets });
  return (server.address() as AddressInfo).port;
}

/** Ends every front of the test. */
export async function stopFronts(): Promise<void> {
  for (const { server, sockets } of running.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  }
}
