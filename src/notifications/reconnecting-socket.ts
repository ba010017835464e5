// The line to a channel: one connection, and a second one for the moment in which Genesys closes the first.
import { growingPause } from '../domain/retry.rules.js';
import type { PushMessage } from './message.rules.js';
import type { Cancel, Clock } from '../runtime/clock.js';
import { Connection, SILENT, type ConnectionDependencies } from './connection.js';

/** Hears of the line. */
interface ReconnectingSocketEvents {
  opened(): void;
  heard(message: PushMessage): void;
  /** The first connection ended while the second was on its way: nothing is heard until `handedOver` or `lost`. */
  doubted(): void;
  /** A second connection took over. `clean`: the first was open until then. */
  handedOver(clean: boolean): void;
  /** Once; the line is of no use any more. */
  lost(reason: string): void;
}

/**
 * Genesys allows one connection a channel and closes the old one when the new one comes; the word of that may be here
 * before the word that the new one stands. So the line is not given up at once; what it covers is in doubt all the same.
 */
const REPLACED_WITHIN_MS = 250;
const AGAIN_FIRST_MS = 500;
const AGAIN_LONGEST_MS = 10_000;
/**
 * The first word of a closing is followed at once. Genesys gives about a minute for it, so who says it again and again
 * is followed only so often; should the connection end meanwhile, the session makes another.
 */
export const REPLACE_EVERY_MS = 10_000;

/** What a line is opened with. */
interface ReconnectingSocketDependencies extends ConnectionDependencies {
  readonly random: () => number;
}

/** A line from its first moment. */
export class ReconnectingSocket {
  readonly #dependencies: ReconnectingSocketDependencies;
  readonly #events: ReconnectingSocketEvents;
  readonly #clock: Clock;
  #current: Connection;
  #next: Connection | undefined;
  /** Retired, and perhaps still talking. */
  #former: Connection | undefined;
  /** Why the current one ended while the next one was on its way. */
  #ended: string | undefined;
  /** Second connections that failed in a row. */
  #failures = 0;
  /** Monotonic milliseconds before which no closing leads to another connection. */
  #replaceAfter = -Infinity;
  #replaceDue = false;
  #cancel: Cancel = () => undefined;

  constructor(dependencies: ReconnectingSocketDependencies, events: ReconnectingSocketEvents) {
    this.#dependencies = dependencies;
    this.#events = events;
    this.#clock = dependencies.clock;
    this.#current = this.#connect(() => events.opened());
  }

  /** Ends it at once and says nothing more. */
  close(): void {
    this.#cancel();
    for (const connection of [this.#current, this.#next, this.#former]) connection?.cut();
  }

  #connect(opened: (self: Connection) => void): Connection {
    const self: Connection = new Connection(this.#dependencies, {
      opened: () => opened(self),
      heard: (message) => this.#heard(self, message),
      lost: (reason) => this.#lost(self, reason),
    });
    return self;
  }

  #heard(connection: Connection, message: PushMessage): void {
    if (message.kind === 'closing' && connection === this.#current && !this.#next)
      this.#replaceIn(this.#replaceAfter - this.#clock.now());
    this.#events.heard(message);
  }

  /** One that waits already is not hurried by another word. */
  #replaceIn(ms: number): void {
    if (this.#replaceDue) return;
    this.#replaceDue = true;
    if (ms <= 0) return this.#replace();
    this.#cancel = this.#clock.after(ms, () => this.#replace());
  }

  #replace(): void {
    this.#cancel();
    this.#replaceDue = false;
    this.#replaceAfter = this.#clock.now() + REPLACE_EVERY_MS;
    this.#next = this.#connect((next) => this.#takeOver(next));
  }

  #takeOver(next: Connection): void {
    this.#cancel();
    const clean = this.#ended === undefined;
    this.#former = this.#current;
    this.#former.retire();
    this.#current = next;
    this.#next = undefined;
    this.#ended = undefined;
    this.#failures = 0;
    this.#events.handedOver(clean);
  }

  #lost(connection: Connection, reason: string): void {
    if (connection === this.#next) return this.#nextLost();
    if (!this.#next || reason === SILENT) return this.#end(reason);
    this.#ended = reason;
    this.#cancel();
    this.#cancel = this.#clock.after(REPLACED_WITHIN_MS, () => this.#end(reason));
    this.#events.doubted();
  }

  #nextLost(): void {
    this.#next = undefined;
    if (this.#ended !== undefined) return this.#end(this.#ended);
    this.#failures += 1;
    const wait = growingPause(AGAIN_FIRST_MS, AGAIN_LONGEST_MS, this.#failures, this.#dependencies.random());
    this.#replaceIn(wait);
  }

  #end(reason: string): void {
    this.close();
    this.#events.lost(reason);
  }
}
