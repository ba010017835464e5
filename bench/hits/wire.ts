// One keep-alive connection that sends one request at a time and finds the end of each answer itself: cheap
// enough that what is measured is the server.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

export class Wire {
  readonly #socket: Socket;
  readonly #request: Buffer;
  #head = '';
  /** Bytes of the body that are still to come; undefined while the head is being read. */
  #left: number | undefined;
  #good = false;
  #done: (good: boolean) => void = () => undefined;

  private constructor(socket: Socket, request: Buffer) {
    this.#socket = socket;
    this.#request = request;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => this.#done(false));
    socket.on('close', () => this.#done(false));
  }

  static async open(url: URL, headers: Readonly<Record<string, string>>): Promise<Wire> {
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, 'connect');
    const lines = Object.entries({ host: url.host, ...headers }).map(([name, value]) => `${name}: ${value}`);
    const target = url.pathname + url.search;
    return new Wire(socket, Buffer.from([`GET ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n')));
  }

  /** Sends the request; `done` hears whether the answer was a whole 200. */
  ask(done: (good: boolean) => void): void {
    this.#done = done;
    this.#socket.write(this.#request);
  }

  close(): void {
    this.#done = () => undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#left === undefined) {
      this.#head += chunk.toString('latin1');
      const end = this.#head.indexOf(HEAD_END);
      if (end < 0) return;
      const head = this.#head.slice(0, end);
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      this.#good = head.startsWith('HTTP/1.1 200');
      this.#left = length - (this.#head.length - end - HEAD_END.length);
    } else this.#left -= chunk.length;
    if (this.#left > 0) return;
    this.#left = undefined;
    this.#head = '';
    this.#done(this.#good);
  }
}
