// One connection to a channel that shows whether it lives: pings go out, and silence ends it.
import type { OutboundRoute } from '../network/outbound-route.js';
import { doubtIn, PING_EVERY_MS } from './liveness.rules.js';
import { readMessage, type PushMessage } from './message.rules.js';
import type { Cancel, Clock } from '../runtime/clock.js';
import { openSocket, type Socket } from './socket.js';

/** Hears of one connection. */
interface ConnectionEvents {
  opened(): void;
  heard(message: PushMessage): void;
  /** Once; not after it was let go. */
  lost(reason: string): void;
}

/** What a connection is opened with. */
export interface ConnectionDependencies {
  readonly uri: string;
  readonly way: (url: string) => OutboundRoute;
  readonly clock: Clock;
  /** Milliseconds until it must stand. */
  readonly timeout: number;
}

/** The word for a connection on which nothing was heard for too long. */
export const SILENT = 'SILENT';

/** One that was replaced has this long to say what it still has to say. */
const GOODBYE_MS = 2_000;
const PING = JSON.stringify({ message: 'ping' });

/** A connection from its first moment. */
export class Connection {
  readonly #clock: Clock;
  readonly #events: ConnectionEvents;
  readonly #socket: Socket;
  #heardAt = 0;
  #pongSeen = false;
  /** Nobody is told of its end any more. */
  #letGo = false;
  #cancelDoubt: Cancel = () => undefined;
  #cancelPing: Cancel = () => undefined;

  constructor({ uri, way, clock, timeout }: ConnectionDependencies, events: ConnectionEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#socket = openSocket(uri, way, {
      opened: () => this.#opened(),
      received: (text) => this.#received(text),
      closed: (reason) => this.#lost(reason),
    });
    this.#cancelDoubt = clock.after(timeout, () => this.#give('TIMEOUT'));
  }

  /** Closes it gracefully after another took its place; what was on its way is still heard. */
  retire(): void {
    this.#letGo = true;
    this.#cancelPing();
    this.#cancelDoubt();
    this.#socket.close();
    this.#cancelDoubt = this.#clock.after(GOODBYE_MS, () => this.#socket.cut());
  }

  /** Ends it at once. */
  cut(): void {
    this.#letGo = true;
    this.#cancelPing();
    this.#cancelDoubt();
    this.#socket.cut();
  }

  #opened(): void {
    if (this.#letGo) return;
    this.#heardAt = this.#clock.now();
    this.#ping();
    this.#watch();
    this.#events.opened();
  }

  #received(text: string | undefined): void {
    this.#heardAt = this.#clock.now();
    const message: PushMessage = text === undefined ? { kind: 'unknown' } : readMessage(text);
    if (message.kind === 'pong' && !this.#pongSeen && !this.#letGo) {
      this.#pongSeen = true;
      this.#watch();
    }
    this.#events.heard(message);
  }

  #ping(): void {
    this.#socket.send(PING);
    this.#cancelPing = this.#clock.after(PING_EVERY_MS, () => this.#ping());
  }

  #watch(): void {
    this.#cancelDoubt();
    const left = doubtIn(this.#heardAt, this.#pongSeen, this.#clock.now());
    if (left === 0) return this.#give(SILENT);
    this.#cancelDoubt = this.#clock.after(left, () => this.#watch());
  }

  #give(reason: string): void {
    this.#lost(reason);
    this.#socket.cut();
  }

  #lost(reason: string): void {
    this.#cancelPing();
    this.#cancelDoubt();
    if (this.#letGo) return;
    this.#letGo = true;
    this.#events.lost(reason);
  }
}
