// One time of listening: a line to the channel and what it is subscribed to, until one of them ends.
import type { ServiceError } from '../domain/errors.js';
import type { PushMessage } from './message.rules.js';
import type { RefusedTopic } from './topics.rules.js';
import type { Channel, Channels } from './channels.js';
import { Coverage } from './coverage.js';
import { Lifetime } from './lifetime.js';
import { ReconnectingSocket } from './reconnecting-socket.js';
import type { NotificationsDependencies } from './dependencies.js';
import { Reassertion } from './reassertion.js';
import { Subscription } from './subscription.js';

/** Why it ended. */
export type Ending =
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'forbidden'; readonly error: ServiceError };

/** Hears of it. */
interface ListeningEvents {
  /** The first list was answered: from now on changes are announced. */
  live(): void;
  /** It could not be yet. */
  failed(error: ServiceError): void;
  ended(ending: Ending): void;
  lives(expires: string | undefined): void;
}

/** What it is made of. */
type ListeningDependencies = Pick<
  NotificationsDependencies,
  'way' | 'wanted' | 'listener' | 'observer' | 'clock' | 'timeout'
> & {
  readonly random: () => number;
  readonly channels: Channels;
  readonly channel: Channel;
  /** Whether nobody held the channel before. */
  readonly made: boolean;
  /** Whether the channel is known for sure to be ours. */
  readonly proven: boolean;
};

/** Begins at once; ends by itself, or with `end`. */
export class Listening {
  readonly #dependencies: ListeningDependencies;
  readonly #events: ListeningEvents;
  readonly #coverage: Coverage;
  readonly #line: ReconnectingSocket;
  readonly #subscription: Subscription;
  readonly #lifetime: Lifetime;
  readonly #reassertion: Reassertion;
  #over = false;
  /** Accepted by Genesys. */
  topics = 0;
  liveSince: number | undefined;
  connectedAt: number | undefined;
  heardAt: number | undefined;
  heartbeatAt: number | undefined;

  constructor(dependencies: ListeningDependencies, events: ListeningEvents) {
    const { channel, clock, observer, listener } = dependencies;
    this.#dependencies = dependencies;
    this.#events = events;
    this.#coverage = new Coverage(listener);
    this.#subscription = new Subscription(
      { ...dependencies, channelId: channel.id, coverage: this.#coverage },
      {
        answered: (topics) => this.#answered(topics),
        refused: (topics, fresh) => {
          fresh.forEach(({ queueId, kind, permission }) => observer.refused(queueId, kind, permission));
          observer.refusals(topics);
        },
        failed: (error) => events.failed(error),
        gone: () => this.#end({ kind: 'gone' }),
        forbidden: (error) => this.#end({ kind: 'forbidden', error }),
      },
    );
    this.#lifetime = new Lifetime({
      ...dependencies,
      renew: () => this.#subscription.renew(),
      lives: (expires) => events.lives(expires),
    });
    this.#reassertion = new Reassertion(clock, () => this.#subscription.renew());
    this.#line = new ReconnectingSocket(
      { ...dependencies, uri: channel.connectUri },
      {
        opened: () => {
          this.connectedAt = clock.now();
          observer.opened();
          this.#subscription.start();
        },
        heard: (message) => this.#heard(message),
        doubted: () => this.#coverage.doubt(),
        handedOver: (clean) => this.#handedOver(clean),
        lost: (reason) => {
          observer.lost(reason);
          this.#end({ kind: 'lost', reason });
        },
      },
    );
  }

  get queuesCovered(): number {
    return this.#coverage.size;
  }

  /** Those that are not to be had. */
  get refused(): readonly RefusedTopic[] {
    return this.#subscription.refused;
  }

  /** Every snapshot of what is listened to is suspect. */
  suspect(): void {
    const held = [...this.#subscription.held.keys()];
    if (held.length > 0) this.#dependencies.listener.changed(held, this.#dependencies.clock.now());
  }

  wake(): void {
    this.#subscription.wake();
  }

  /** Ends it at once, and tells of nothing but the coverage that is lost. */
  end(): void {
    this.#over = true;
    this.#subscription.stop();
    this.#lifetime.stop();
    this.#reassertion.stop();
    this.#line.close();
    this.#coverage.keep([]);
  }

  #end(ending: Ending): void {
    if (this.#over) return;
    this.end();
    this.#events.ended(ending);
  }

  #answered(topics: number): void {
    this.topics = topics;
    this.#dependencies.observer.subscribed(topics);
    this.#lifetime.subscribed();
    if (this.liveSince !== undefined) return;
    this.liveSince = this.#dependencies.clock.now();
    if (!this.#dependencies.made) this.#reassertion.start();
    this.#events.live();
  }

  #heard(message: PushMessage): void {
    const { clock, listener, observer } = this.#dependencies;
    const now = clock.now();
    this.heardAt = now;
    if (message.kind === 'heartbeat') this.heartbeatAt = now;
    if (!('queueId' in message)) return observer.arrived(message.kind);
    const isOurs = this.#subscription.held.has(message.queueId);
    observer.arrived(isOurs ? message.kind : 'unknown');
    if (isOurs) listener.changed([message.queueId], now);
  }

  #handedOver(clean: boolean): void {
    const now = this.#dependencies.clock.now();
    this.connectedAt = now;
    this.#dependencies.observer.handedOver(clean);
    if (clean) return;
    this.#coverage.trust(now);
    this.suspect();
  }
}
