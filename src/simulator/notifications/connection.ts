// One listener's connection: heartbeats, pongs, and silence when a fault wants it.
import type { Cancel, Clock } from '../../runtime/clock.js';
import type { Line } from './channels.js';
import type { Wire } from './sockets.js';

/** What a connection does by itself. */
export interface Habits {
  readonly heartbeatMs: number;
  readonly pongs: boolean;
}

const metadata = (message: string) =>
  JSON.stringify({ topicName: 'channel.metadata', eventBody: { message } });

function isPing(text: string): boolean {
  try {
    return (JSON.parse(text) as { message?: unknown } | null)?.message === 'ping';
  } catch {
    return false;
  }
}

/** A connection from its opening to its end. */
export class Connection implements Line {
  readonly #wire: Wire;
  readonly #clock: Clock;
  readonly #habits: Habits;
  #silent = false;
  #ended = false;
  #heartbeat: Cancel;

  constructor(wire: Wire, clock: Clock, habits: Habits) {
    this.#wire = wire;
    this.#clock = clock;
    this.#habits = habits;
    this.#heartbeat = clock.after(habits.heartbeatMs, () => this.#beat());
  }

  send(text: string): boolean {
    if (this.#silent || this.#ended) return false;
    this.#wire.send(text);
    return true;
  }

  /** A text has come. @returns whether it is a ping */
  heard(text: string): boolean {
    if (!isPing(text)) return false;
    if (this.#habits.pongs) this.send(metadata('pong'));
    return true;
  }

  /** Dead but open, or alive again: what came meanwhile is read then. */
  silence(on: boolean): void {
    this.#silent = on;
    if (on) this.#wire.pause();
    else this.#wire.resume();
  }

  /** A silent connection says nothing, not even goodbye. */
  close(why: string): void {
    if (!this.#silent) this.#wire.close(why);
  }

  /** Cuts it without a word. */
  terminate(): void {
    this.#wire.terminate();
  }

  /** The wire has ended. */
  ended(): void {
    this.#ended = true;
    this.#heartbeat();
  }

  #beat(): void {
    this.send(metadata('WebSocket Heartbeat'));
    this.#heartbeat = this.#clock.after(this.#habits.heartbeatMs, () => this.#beat());
  }
}
