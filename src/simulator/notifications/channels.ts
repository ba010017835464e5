// The book of channels: whose they are, how long they live, and which must go when there are too many.
import type { Cancel, Clock } from '../../runtime/clock.js';
import type { Random } from '../random.js';
import type { Client, IssuedToken } from '../tokens.js';

/** A way to the one who listens. */
export interface Line {
  /** @returns whether it went out */
  send(text: string): boolean;
  /** Closes with a closing handshake; `why` is for people. */
  close(why: string): void;
}

/** A channel that may change. */
export interface Channel {
  readonly id: string;
  readonly client: Client;
  /** The index of the token that made it. */
  readonly token: number;
  topics: ReadonlySet<string>;
  /** Monotonic milliseconds. */
  expiresAt: number;
  /** The same as an ISO 8601 instant. */
  expires: string;
  /** Grows with every use of any channel. */
  lastUse: number;
  line: Line | undefined;
  forget: Cancel;
}

/** Holds the channels that live. */
export class ChannelBook {
  readonly #channels = new Map<string, Channel>();
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #lifeMs: number;
  readonly #most: number;
  #uses = 0;

  constructor(clock: Clock, random: Random, lifeMs: number, most: number) {
    this.#clock = clock;
    this.#random = random;
    this.#lifeMs = lifeMs;
    this.#most = most;
  }

  /** In the order in which they were made. */
  get all(): Channel[] {
    return [...this.#channels.values()];
  }

  find(id: string): Channel | undefined {
    return this.#channels.get(id);
  }

  of(client: Client): Channel[] {
    return this.all.filter((channel) => channel.client === client);
  }

  /** Those that have subscribed to a topic, letter by letter. */
  subscribers(topic: string): Channel[] {
    return this.all.filter(({ topics }) => topics.has(topic));
  }

  /** A new channel; one too many pushes out one without connection, or else the least recently used. */
  create(token: IssuedToken): Channel {
    const others = this.of(token.client).sort(
      (one, other) => Number(Boolean(one.line)) - Number(Boolean(other.line)) || one.lastUse - other.lastUse,
    );
    for (const channel of others.slice(0, Math.max(0, others.length - this.#most + 1)))
      this.remove(channel, 'There are too many channels.');
    const channel: Channel = {
      id: `streaming-${this.#random.below(6)}-${this.#random.uuid().replaceAll('-', '').slice(0, 26)}`,
      client: token.client,
      token: token.index,
      topics: new Set(),
      expiresAt: 0,
      expires: '',
      lastUse: 0,
      line: undefined,
      forget: () => undefined,
    };
    this.#channels.set(channel.id, channel);
    this.extend(channel);
    return channel;
  }

  use(channel: Channel): void {
    channel.lastUse = ++this.#uses;
  }

  /** The channel lives a whole life from now. */
  extend(channel: Channel): void {
    this.use(channel);
    channel.expiresAt = this.#clock.now() + this.#lifeMs;
    channel.expires = new Date(this.#clock.wall() + this.#lifeMs).toISOString();
    channel.forget();
    channel.forget = this.#clock.after(this.#lifeMs, () => this.remove(channel, 'The channel has expired.'));
  }

  /** Another connection takes the place of the one that was. */
  connect(channel: Channel, line: Line): void {
    this.use(channel);
    const former = channel.line;
    channel.line = line;
    former?.close('Another connection has been opened.');
  }

  /** A connection has ended; it may have been replaced before. */
  disconnect(channel: Channel, line: Line): void {
    if (channel.line !== line) return;
    this.use(channel);
    channel.line = undefined;
  }

  remove(channel: Channel, why: string): void {
    channel.forget();
    this.#channels.delete(channel.id);
    const { line } = channel;
    channel.line = undefined;
    line?.close(why);
  }

  /** Ends every timer. */
  close(): void {
    for (const channel of this.#channels.values()) channel.forget();
  }
}
