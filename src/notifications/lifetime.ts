// Keeps a channel from expiring: subscribed again at half of its life, then asked how long it lives now.
import { renewIn } from './channel.rules.js';
import type { Cancel, Clock } from '../runtime/clock.js';
import type { Channel, Channels } from './channels.js';

/** What a lifetime is watched with. */
interface LifetimeDependencies {
  readonly channels: Pick<Channels, 'list'>;
  readonly channel: Channel;
  readonly clock: Clock;
  /** Subscribes again. */
  readonly renew: () => void;
  /** Hears what Genesys says of the channel's end. */
  readonly lives: (expires: string | undefined) => void;
}

/** Watches one channel's life. */
export class Lifetime {
  readonly #dependencies: LifetimeDependencies;
  #state: 'idle' | 'running' | 'renewing' | 'stopped' = 'idle';
  #cancel: Cancel = () => undefined;

  constructor(dependencies: LifetimeDependencies) {
    this.#dependencies = dependencies;
  }

  /** A subscription was answered: the first one, or one that may be the renewal. */
  subscribed(): void {
    const { expires } = this.#dependencies.channel;
    if (this.#state === 'idle' && expires !== undefined) this.#run(expires);
    else if (this.#state === 'idle' || this.#state === 'renewing') void this.#read();
  }

  stop(): void {
    this.#state = 'stopped';
    this.#cancel();
  }

  async #read(): Promise<void> {
    this.#state = 'running';
    const { channels, channel, lives } = this.#dependencies;
    // Where it isn't told (the list hides the ids of other tokens' channels), the usual life is assumed.
    const expires = await channels.list().then(
      (list) => list.expires.get(channel.id),
      () => undefined,
    );
    if (this.#isStopped()) return;
    lives(expires);
    this.#run(expires);
  }

  #run(expires: string | undefined): void {
    const { clock, renew } = this.#dependencies;
    this.#state = 'running';
    this.#cancel = clock.after(renewIn(expires, clock.wall()), () => {
      this.#state = 'renewing';
      renew();
    });
  }

  #isStopped(): boolean {
    return this.#state === 'stopped';
  }
}
