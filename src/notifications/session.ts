// From one start to the next stop: obtains the channel, listens, and begins again whenever that ends.
import { asServiceError, type ServiceError } from '../domain/errors.js';
import { BY_HAND_MS, pushPause, STABLE_MS } from './pause.rules.js';
import { pause } from '../runtime/clock.js';
import { genesysChannels, type Channel, type Channels } from './channels.js';
import { ChannelProvider, NoRoom, CreationUnconfirmed } from './channel-provider.js';
import { Listening, type Ending } from './listening.js';
import type { NotificationsDependencies } from './dependencies.js';
import { ChannelStoreAway } from './remembered-channel.js';
import {
  callFailed,
  CHANNEL_GONE,
  connectionLost,
  detailOf,
  LIVE,
  CHANNEL_STORE_AWAY,
  noRoom,
  creationUnconfirmed,
  STARTING,
  type Status,
} from './status.js';

/** What happens at the end to what the channel listens to. */
export type StopMode = 'unsubscribe' | 'leave';

/** What one try came to. */
interface Outcome {
  readonly status: Status;
  readonly byHand?: boolean;
  readonly retryAfterSeconds?: number;
}

/** One session; `run` is called once. */
export class Session {
  readonly #dependencies: NotificationsDependencies;
  readonly #random: () => number;
  readonly #live: () => void;
  readonly #stopping = new AbortController();
  readonly #channels: Channels;
  readonly #channelProvider: ChannelProvider;
  #running: Promise<void> = Promise.resolve();
  #failures = 0;
  status: Status = STARTING;
  listening: Listening | undefined;

  /** @param live hears of each time that changes begin to be heard of */
  constructor(dependencies: NotificationsDependencies, live: () => void) {
    this.#dependencies = dependencies;
    this.#live = live;
    this.#random = dependencies.random ?? Math.random;
    this.#channels = genesysChannels(dependencies, this.#stopping.signal);
    this.#channelProvider = new ChannelProvider(this.#channels, dependencies, this.#stopping.signal);
  }

  get hasChannel(): boolean {
    return this.#channelProvider.channel !== undefined;
  }

  /** @param before what must have ended by then */
  run(before: Promise<void>): void {
    this.#running = before.then(() => this.#loop());
  }

  /** Ends it, whatever it is doing; resolves when nothing of it is under way any more. */
  async stop(stopMode: StopMode, mayStill: () => boolean): Promise<void> {
    this.#stopping.abort(new Error('stopped'));
    this.listening?.end();
    this.listening = undefined;
    await this.#running;
    const { channel } = this.#channelProvider;
    if (stopMode === 'unsubscribe' && channel && mayStill()) {
      await this.#channels
        .unsubscribe(channel.id)
        .catch((fault: unknown) => this.#tell(asServiceError(fault)));
    }
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const { status, byHand = false, retryAfterSeconds } = await this.#try();
      if (signal.aborted) return;
      this.status = status;
      this.#failures += 1;
      const wait = byHand ? BY_HAND_MS : pushPause(this.#failures, retryAfterSeconds, this.#random());
      await pause(this.#dependencies.clock, wait, signal).catch(() => undefined);
    }
  }

  /** Never rejects. */
  async #try(): Promise<Outcome> {
    try {
      const channel = await this.#channelProvider.obtain();
      this.#stopping.signal.throwIfAborted();
      return this.#outcomeOf(await this.#listen(channel));
    } catch (fault) {
      if (this.#stopping.signal.aborted) return { status: this.status };
      return this.#failure(fault);
    }
  }

  #failure(fault: unknown): Outcome {
    if (fault instanceof NoRoom) {
      this.#dependencies.observer.noRoom(fault.channels);
      return { status: noRoom(fault.channels), byHand: true };
    }
    if (fault instanceof ChannelStoreAway) return { status: CHANNEL_STORE_AWAY };
    if (!(fault instanceof CreationUnconfirmed)) return this.#failed(asServiceError(fault));
    this.#tell(fault.error);
    return { status: creationUnconfirmed(fault.error), byHand: true };
  }

  #listen(channel: Channel): Promise<Ending> {
    const { made, proven } = this.#channelProvider;
    return new Promise((resolve) => {
      const stopped = () => resolve({ kind: 'lost', reason: 'STOPPED' });
      this.#stopping.signal.addEventListener('abort', stopped, { once: true });
      const listening = new Listening(
        { ...this.#dependencies, random: this.#random, channels: this.#channels, channel, made, proven },
        {
          live: () => {
            this.status = LIVE;
            this.#channelProvider.prove();
            this.#live();
          },
          failed: (error) => {
            this.#tell(error);
            if (this.status.state !== 'live') this.status = callFailed(error);
          },
          lives: (expires) => this.#channelProvider.lives(expires),
          ended: (ending) => {
            this.#stopping.signal.removeEventListener('abort', stopped);
            this.listening = undefined;
            this.#stability(listening.liveSince);
            resolve(ending);
          },
        },
      );
      this.listening = listening;
    });
  }

  /** After a while of quiet the pauses begin anew. */
  #stability(liveSince: number | undefined): void {
    if (liveSince !== undefined && this.#dependencies.clock.now() - liveSince >= STABLE_MS)
      this.#failures = 0;
  }

  #outcomeOf(ending: Ending): Outcome {
    if (ending.kind === 'lost') return { status: connectionLost(ending.reason) };
    if (ending.kind === 'forbidden') return this.#failed(ending.error);
    this.#channelProvider.gone();
    return { status: CHANNEL_GONE };
  }

  #failed(error: ServiceError): Outcome {
    this.#tell(error);
    const { retryAfterSeconds } = error.facts;
    const byHand = error.code === 'genesys_permission_missing';
    return {
      status: callFailed(error),
      byHand,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    };
  }

  #tell(error: ServiceError): void {
    this.#dependencies.observer.failed(error.code, detailOf(error));
  }
}
