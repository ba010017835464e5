// A listener that can be cut off and come back on the same port.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** As long as the load balancers in front of Genesys keep idle connections. */
const KEEP_ALIVE_MS = 60_000;

/** Takes over a connection. */
export type Upgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/** One HTTP server and every connection it has. */
export class Listener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #host: string;
  #port: number;

  /** `upgrade` takes over connections that ask for another protocol; without it they are plain requests. */
  constructor(handle: RequestListener, host: string, port: number, upgrade?: Upgrade) {
    this.#host = host;
    this.#port = port;
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handle);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    if (upgrade) this.#server.on('upgrade', upgrade);
  }

  /** Known once it has listened, and kept from then on. */
  get port(): number {
    return this.#port;
  }

  /** Listens, unless it does already. @throws Error when the port is taken. */
  async up(): Promise<void> {
    if (this.#server.listening) return;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, this.#host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Stops listening and cuts every connection, WebSockets too. */
  async down(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}
