// The connections of one listener: silent, idle or busy; who goes when there are too many, and who at the end.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

interface Connection {
  /** As it was accepted: under TLS the socket below the encrypted one. */
  readonly socket: Socket;
  /** Where answers are written; under TLS absent until the handshake is done. */
  wire?: Socket;
  readonly answers: Set<ServerResponse>;
  /** Whether it was used since it was last passed over. */
  used: boolean;
}

/** Busy connections that are looked at for one that has stalled: the oldest, among which it must be. */
const LOOKED_AT = 64;

/** Follows every connection from its acceptance on. */
export class Connections {
  /** Nothing has been asked there yet: no handshake, no whole header. The oldest first. */
  readonly #silent = new Set<Connection>();
  readonly #idle = new Set<Connection>();
  readonly #busy = new Set<Connection>();
  readonly #bySocket = new WeakMap<Duplex, Connection>();
  /** By both ends, until the handshake is done: the encrypted socket doesn't say on which it is built. */
  readonly #greeting = new Map<string, Connection>();

  get size(): number {
    return this.#silent.size + this.#idle.size + this.#busy.size;
  }

  /** @param encrypted whether a handshake has to come first */
  add(socket: Socket, encrypted: boolean): void {
    const connection: Connection = {
      socket,
      answers: new Set(),
      used: false,
      ...(!encrypted && { wire: socket }),
    };
    const ends = endsOf(socket);
    this.#silent.add(connection);
    if (encrypted) this.#greeting.set(ends, connection);
    else this.#bySocket.set(socket, connection);
    socket.once('close', () => {
      for (const set of [this.#silent, this.#idle, this.#busy]) set.delete(connection);
      if (this.#greeting.get(ends) === connection) this.#greeting.delete(ends);
    });
  }

  /** The handshake of `wire` is done. */
  secure(wire: Socket): void {
    const ends = endsOf(wire);
    const connection = this.#greeting.get(ends);
    if (!connection) return;
    this.#greeting.delete(ends);
    connection.wire = wire;
    this.#bySocket.set(wire, connection);
  }

  /** Whether requests can be read and answered there. */
  speaks(wire: Duplex): boolean {
    return this.#bySocket.has(wire);
  }

  /** A request was answered at once, or is being answered until its response closes. */
  asked({ socket }: IncomingMessage, response: ServerResponse): void {
    const connection = this.#bySocket.get(socket);
    if (!connection) return;
    connection.used = true;
    if (response.writableFinished) {
      if (this.#silent.delete(connection)) this.#idle.add(connection);
      return;
    }
    this.#silent.delete(connection);
    this.#idle.delete(connection);
    this.#busy.add(connection);
    connection.answers.add(response);
    response.once('close', () => {
      connection.answers.delete(response);
      if (connection.answers.size === 0 && this.#busy.delete(connection)) this.#idle.add(connection);
    });
  }

  /** Answers that are on their way; each of their requests has arrived as a whole. */
  pending(wire: Duplex): ServerResponse[] {
    return [...(this.#bySocket.get(wire)?.answers ?? [])].filter(({ req }) => req.complete);
  }

  /**
   * Closes one connection but the newest: the longest silent, else one that is idle and was not used lately, else one
   * whose client neither sends nor takes anything. @returns whether there was one
   */
  shed(): boolean {
    const [oldest] = this.#silent;
    if (oldest && this.#silent.size > 1) return end(oldest);
    for (const connection of this.#idle) {
      if (!connection.used) return end(connection);
      connection.used = false;
      this.#idle.delete(connection);
      this.#idle.add(connection);
    }
    let looked = 0;
    for (const connection of this.#busy) {
      if (isWaitedFor(connection)) return end(connection);
      if ((looked += 1) === LOOKED_AT) break;
    }
    return false;
  }

  /** Closes all where no answer is owed; what was written goes out first. */
  endIdle(): void {
    for (const connection of [...this.#silent, ...this.#idle])
      if (!connection.wire?.writableLength) end(connection);
  }

  /** Those whose client, not this service, is waited for. */
  stalled(): ReadonlySet<unknown> {
    return new Set([...this.#silent, ...this.#idle, ...this.#busy].filter(isWaitedFor));
  }

  /** Closes those of `stalled` that still are. */
  endStalled(before: ReadonlySet<unknown>): void {
    for (const connection of this.stalled()) if (before.has(connection)) end(connection as Connection);
  }

  /** Closes all. */
  endAll(): void {
    for (const connection of [...this.#silent, ...this.#idle, ...this.#busy]) end(connection);
  }
}

function end({ socket, wire }: Connection): true {
  wire?.destroy();
  socket.destroy();
  return true;
}

/** Its requests have not arrived as a whole, or its answers are not taken. */
const isWaitedFor = ({ answers }: Connection) =>
  [...answers].every((answer) => answer.writableEnded || !answer.req.complete);

const endsOf = ({ remoteAddress, remotePort, localAddress }: Socket) =>
  [remoteAddress, remotePort, localAddress].join(' ');
