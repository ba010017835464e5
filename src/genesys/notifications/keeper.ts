// Whose channel is ours: the remembered one if it still exists, else a new one if there is room.
import { hasRoom } from '../../rules/push-channel.js';
import { channelSchema, type Channel, type Channels } from './channels.js';
import type { ChannelMemory, NotificationsObserver } from './parts.js';

/** One more channel would push out another application's. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
  constructor(readonly channels: number) {
    super(`${channels} channels exist`);
  }
}

/** Knows our channel. */
export class Keeper {
  readonly #channels: Channels;
  readonly #memory: ChannelMemory;
  readonly #observer: NotificationsObserver;
  readonly #signal: AbortSignal;
  #asked = false;
  /** Perhaps ours: not looked for yet. */
  #remembered: Channel | undefined;
  #channel: Channel | undefined;

  constructor(
    channels: Channels,
    { memory, observer }: { readonly memory: ChannelMemory; readonly observer: NotificationsObserver },
    signal: AbortSignal,
  ) {
    this.#channels = channels;
    this.#memory = memory;
    this.#observer = observer;
    this.#signal = signal;
  }

  /** Ours, as far as we know. */
  get channel(): Channel | undefined {
    return this.#channel;
  }

  /** Our channel, which exists. @throws {NoRoom} or ServiceError; the signal's reason once it is aborted */
  async obtain(): Promise<Channel> {
    const known = await this.#known();
    this.#signal.throwIfAborted();
    if (known && (await this.#channels.exists(known.id))) {
      if (this.#channel !== known) this.#observer.channel('reused');
      return (this.#channel = known);
    }
    if (known) this.gone();
    const { count } = await this.#channels.list();
    if (!hasRoom(count)) throw new NoRoom(count);
    this.#signal.throwIfAborted();
    return this.#create();
  }

  /** It exists no more. */
  gone(): void {
    this.#channel = undefined;
    this.#remembered = undefined;
    this.#observer.channel('gone');
  }

  /** Genesys said how long it lives now. */
  lives(expires: string | undefined): void {
    if (this.#channel) this.#channel = { ...this.#channel, expires };
  }

  /** Not given up half-way: a channel that was made must be remembered. */
  async #create(): Promise<Channel> {
    const channel = await this.#channels.create();
    this.#channel = channel;
    this.#observer.channel('created');
    const { id, connectUri } = channel;
    await this.#memory.save(JSON.stringify({ id, connectUri })).catch(() => undefined);
    return channel;
  }

  async #known(): Promise<Channel | undefined> {
    if (this.#channel || this.#asked) return this.#channel ?? this.#remembered;
    const text = await this.#memory.load().catch(() => undefined);
    this.#asked = true;
    try {
      this.#remembered = text === undefined ? undefined : channelSchema.parse(JSON.parse(text));
    } catch {
      // Written by somebody else: as good as nothing.
    }
    return this.#remembered;
  }
}
