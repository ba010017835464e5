// A host whose name comes to mean another node: connections from before go on reaching the old one, which answers 503.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface MovingHost {
  readonly url: string;
  /** From now on the old node is out of service, and new connections reach the new one. */
  move(): void;
  close(): void;
}

const OUT_OF_SERVICE = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n';
const END_OF_HEAD = '\r\n\r\n';

/** A host in front of `origin`, an http URL; requests have no bodies. */
export async function startMovingHost(origin: string): Promise<MovingHost> {
  const target = new URL(origin);
  const open = new Set<{ readonly near: Socket; readonly far: Socket }>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const both = { near, far };
    open.add(both);
    near.pipe(far);
    far.pipe(near);
    for (const socket of [near, far]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(both);
        near.destroy();
        far.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const move = () => {
    for (const { near, far } of open) {
      near.unpipe(far);
      far.unpipe(near);
      // It ends with the near side; what it still had to say is not said any more.
      far.removeAllListeners('close');
      far.destroy();
      near.on('data', (chunk: Buffer) => {
        const requests = chunk.toString('latin1').split(END_OF_HEAD).length - 1;
        near.write(OUT_OF_SERVICE.repeat(requests));
      });
      near.resume();
    }
  };
  const close = () => {
    server.close();
    for (const { near } of open) near.destroy();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, move, close };
}
