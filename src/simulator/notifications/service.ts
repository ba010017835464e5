// The notification service, held together: channels, connections, events.
import type { Clock } from '../../runtime/clock.js';
import { random } from '../random.js';
import type { IssuedToken, TokenDesk } from '../tokens.js';
import type { World } from '../world.js';
import { Announcer } from './announcer.js';
import { ChannelBook, type Channel } from './channels.js';
import { Connection, type Habits } from './connection.js';
import { Delivery } from './delivery.js';
import type { Wire, WireEvents } from './sockets.js';
import type { NotificationOptions, PushFaults } from './types.js';

const DEFAULTS: Required<NotificationOptions> = {
  heartbeatMs: 30_000,
  channelLifeMs: 86_400_000,
  observationEveryMs: 1_000,
  pongs: true,
  maxChannels: 20,
  maxTopics: 1_000,
};

const CLOSING = JSON.stringify({
  topicName: 'v2.system.socket_closing',
  version: '2',
  eventBody: { message: 'The WebSocket will be closed soon.' },
});

/** What of the simulator the service stands on. */
interface Ground {
  readonly seed: number;
  readonly clock: Clock;
  readonly world: World;
  readonly desk: TokenDesk;
}

/** Who listens to what, and through which connection. */
export class Notifications {
  readonly book: ChannelBook;
  readonly delivery: Delivery;
  readonly maxTopics: number;
  /** How connect URIs begin; undefined: as the caller came. */
  origin: string | undefined;
  /** How many connections and how many pings there ever were. */
  opened = 0;
  pings = 0;
  readonly #clock: Clock;
  readonly #desk: TokenDesk;
  readonly #habits: Habits;
  readonly #announcer: Announcer;
  readonly #connections = new Set<Connection>();

  constructor({ seed, clock, world, desk }: Ground, options: NotificationOptions) {
    const all = { ...DEFAULTS, ...options };
    this.#clock = clock;
    this.#desk = desk;
    this.#habits = all;
    this.maxTopics = all.maxTopics;
    this.book = new ChannelBook(clock, random(seed, 'channels'), all.channelLifeMs, all.maxChannels);
    this.delivery = new Delivery(clock, random(seed, 'events'), this.book);
    this.#announcer = new Announcer(clock, this.book, this.delivery, all.observationEveryMs);
    world.observe(this.#announcer);
  }

  /** A new channel, whose id is a secret from now on. */
  create(token: IssuedToken): Channel {
    const channel = this.book.create(token);
    this.#desk.secrets.push(channel.id);
    return channel;
  }

  connectUri({ id }: Channel, host: string | null): string {
    return `${this.origin ?? `ws://${host ?? 'localhost'}`}/channels/${id}`;
  }

  /** A WebSocket to a channel has been opened. */
  connect(channel: Channel, wire: Wire): WireEvents {
    const connection = new Connection(wire, this.#clock, this.#habits);
    this.opened += 1;
    this.#connections.add(connection);
    if (this.delivery.faults.silent) connection.silence(true);
    this.book.connect(channel, connection);
    return {
      text: (text) => {
        if (connection.heard(text)) this.pings += 1;
      },
      closed: () => {
        connection.ended();
        this.#connections.delete(connection);
        this.book.disconnect(channel, connection);
      },
    };
  }

  announceClosing(ms: number): void {
    const leaving = [...this.#connections];
    for (const connection of leaving) connection.send(CLOSING);
    this.#clock.after(ms, () => {
      for (const connection of leaving) connection.close('The server is going away.');
    });
  }

  dropConnections(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  silence(on: boolean): void {
    for (const connection of this.#connections) connection.silence(on);
  }

  setFaults(faults: PushFaults): void {
    const before = this.delivery.faults.silent ?? false;
    this.delivery.faults = faults;
    const now = faults.silent ?? false;
    if (before !== now) this.silence(now);
  }

  /** Ends every timer and connection. */
  close(): void {
    this.#announcer.close();
    this.book.close();
    this.dropConnections();
  }
}
