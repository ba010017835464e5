// Whose channel is ours: the remembered one if it still exists, else a new one if there is room.
import { asServiceError, type ServiceError } from '../domain/errors.js';
import { hasRoom, isSomebodyElses, mayBeMade } from './channel.rules.js';
import type { Channel, Channels } from './channels.js';
import type { ChannelStore, NotificationsObserver } from './dependencies.js';
import { RememberedChannel } from './remembered-channel.js';

/** One more channel would push out another application's. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
  constructor(readonly channels: number) {
    super(`${channels} channels exist`);
  }
}

/** A channel was asked for, and nobody knows whether it was made; it isn't found. */
export class CreationUnconfirmed extends Error {
  override readonly name = 'PerhapsMade';
  constructor(readonly error: ServiceError) {
    super(error.message);
  }
}

/** A creation that came to nobody knows what. */
interface Unclear {
  readonly error: ServiceError;
  /** Ids of the channels that were there before. */
  readonly before: ReadonlySet<string>;
  /** It was looked for, and whoever waited has waited. */
  readonly missed: boolean;
}

/** Knows our channel. */
export class ChannelProvider {
  readonly #channels: Channels;
  readonly #channelStore: RememberedChannel;
  readonly #observer: NotificationsObserver;
  readonly #signal: AbortSignal;
  #asked = false;
  /** Perhaps ours: not looked for yet. */
  #remembered: Channel | undefined;
  #channel: Channel | undefined;
  #made = false;
  #proven = false;
  #unclear: Unclear | undefined;

  constructor(
    channels: Channels,
    {
      channelStore,
      observer,
    }: { readonly channelStore: ChannelStore; readonly observer: NotificationsObserver },
    signal: AbortSignal,
  ) {
    this.#channels = channels;
    this.#channelStore = new RememberedChannel(channelStore);
    this.#observer = observer;
    this.#signal = signal;
  }

  /** Ours, as far as we know. */
  get channel(): Channel | undefined {
    return this.#channel;
  }

  /** Whether we made it: nobody held it before. */
  get made(): boolean {
    return this.#made;
  }

  /** Whether it is known for sure to be ours: we made it, or Genesys let us subscribe. */
  get proven(): boolean {
    return this.#proven;
  }

  /** Our channel, which exists. @throws NoRoom, CreationUnconfirmed, ChannelStoreAway or ServiceError; the signal's reason once it is aborted */
  async obtain(): Promise<Channel> {
    const known = await this.#known();
    this.#signal.throwIfAborted();
    if (known && (await this.#exists(known.id))) {
      if (this.#channel !== known) this.#observer.channel('reused');
      return (this.#channel = known);
    }
    if (known) this.gone();
    const made = await this.#creationUnconfirmed();
    if (made) return made;
    const { count, expires } = await this.#channels.list();
    if (!hasRoom(count)) throw new NoRoom(count);
    this.#signal.throwIfAborted();
    return this.#create(new Set(expires.keys()));
  }

  /** It exists no more. */
  gone(): void {
    this.#channel = undefined;
    this.#remembered = undefined;
    this.#made = false;
    this.#proven = false;
    this.#observer.channel('gone');
  }

  /** Genesys let us subscribe. */
  prove(): void {
    this.#proven = true;
  }

  /** Genesys said how long it lives now. */
  lives(expires: string | undefined): void {
    if (this.#channel) this.#channel = { ...this.#channel, expires };
  }

  /** Not given up half-way: a channel that was made must be remembered. */
  async #create(before: ReadonlySet<string>): Promise<Channel> {
    try {
      return await this.#keep(await this.#channels.create());
    } catch (fault) {
      const error = asServiceError(fault);
      if (!mayBeMade(error.code, error.facts.upstreamStatus)) throw error;
      this.#unclear = { error, before, missed: false };
      const made = await this.#creationUnconfirmed();
      if (made) return made;
      throw error;
    }
  }

  /**
   * What a creation of unknown outcome made: repeated at once, each call could make one more, until there is no room
   * for those of others. So the next one waits until this was looked for twice, with a long pause in between.
   */
  async #creationUnconfirmed(): Promise<Channel | undefined> {
    if (!this.#unclear) return undefined;
    const { error, before, missed } = this.#unclear;
    const made = (await this.#channels.own()).find(({ id }) => !before.has(id));
    if (!made && !missed) {
      this.#unclear = { error, before, missed: true };
      throw new CreationUnconfirmed(error);
    }
    this.#unclear = undefined;
    return made && this.#keep(made);
  }

  async #keep(channel: Channel): Promise<Channel> {
    this.#channel = channel;
    this.#made = true;
    this.#proven = true;
    this.#observer.channel('created');
    await this.#channelStore.save(channel);
    return channel;
  }

  /** A channel of another OAuth client is none that we can use: as good as gone. */
  async #exists(id: string): Promise<boolean> {
    try {
      return await this.#channels.exists(id);
    } catch (fault) {
      const { code, facts } = asServiceError(fault);
      if (this.#proven || !isSomebodyElses(code, facts.upstreamStatus)) throw fault;
      return false;
    }
  }

  async #known(): Promise<Channel | undefined> {
    if (this.#channel || this.#asked) return this.#channel ?? this.#remembered;
    this.#remembered = await this.#channelStore.load();
    this.#asked = true;
    return this.#remembered;
  }
}
