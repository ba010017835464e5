// The times in which this process leads: while it holds the lease it tells the others, and remembers the channel.
import type { ChangeListener } from '../domain/model.js';
import type { Clock } from '../runtime/clock.js';
import type { ChangeDependencies } from './change-sharing.js';
import { ChangePublisher } from './change-publisher.js';
import { RedisChannelStore } from './channel-store.js';
import { LeaderLease } from './leader-lease.js';
import type { RedisLink } from './connection.js';

/** Where the word of one organization goes. */
export interface ChangeSpace {
  /** Key of the lease of the lead. */
  readonly lease: string;
  /** Key under which the notification channel is remembered. */
  readonly memory: string;
  /** What replicas write to each other on. */
  readonly channel: string;
  /** Names this process. */
  readonly owner: string;
}

interface LeadingDependencies {
  readonly link: RedisLink;
  readonly clock: Clock;
  readonly space: ChangeSpace;
  readonly ours: ChangeDependencies;
  /** Before the channel is opened. */
  won(): void;
  /** Before it is left. */
  lost(): void;
}

/** Pulses between two times that the channel is written down again. */
const REMEMBER_EVERY = 60;

/** Seeks the lead; does what is to be done while it lasts. Nothing in here rejects. */
export class Leading {
  readonly #dependencies: LeadingDependencies;
  readonly #lease: LeaderLease;
  readonly memory: RedisChannelStore;
  #publisher: ChangePublisher | undefined;
  #pulses = 0;

  constructor(dependencies: LeadingDependencies) {
    this.#dependencies = dependencies;
    const { link, clock, space } = dependencies;
    const { lease: key, channel, owner } = space;
    const callbacks = { won: (name: string) => this.#won(name), lost: () => this.#lost() };
    this.#lease = new LeaderLease({ link, clock, key, channel, owner, ...callbacks });
    this.memory = new RedisChannelStore(link, space.memory, key, () => this.#lease.name);
  }

  /** Whether this process leads right now. */
  get lasts(): boolean {
    return this.#lease.name !== undefined;
  }

  /** What is announced goes to this process and to the others, while it leads. */
  readonly listener: ChangeListener = {
    changed: (queueIds, at) => {
      if (!this.lasts) return;
      this.#dependencies.ours.listener.changed(queueIds, at);
      this.#publisher?.changed(queueIds);
    },
    covered: (queueIds, since) => {
      if (!this.lasts) return;
      this.#dependencies.ours.listener.covered(queueIds, since);
      this.#publisher?.covered(queueIds, since);
    },
  };

  start(): void {
    this.#lease.start();
  }

  /** Looks now whether the lead is ours, or can be. */
  look(): void {
    this.#lease.look();
  }

  /** Leaves the lead to others, without `lost` or `rest`. */
  stop(): Promise<void> {
    this.#endAnnouncing();
    return this.#lease.stop();
  }

  #won(name: string): void {
    const { link, clock, space, ours } = this.#dependencies;
    this.#dependencies.won();
    this.#pulses = 0;
    this.#publisher = new ChangePublisher(name, {
      ...{ link, clock, leadKey: space.lease, channel: space.channel },
      pulsed: () => this.#pulsed(),
      refused: () => this.#lease.look(),
    });
    ours.onElected();
  }

  #lost(): void {
    this.memory.forget();
    this.#endAnnouncing();
    this.#dependencies.lost();
    this.#dependencies.ours.onDemoted();
  }

  #endAnnouncing(): void {
    const covered = this.#publisher?.end() ?? [];
    this.#publisher = undefined;
    if (covered.length > 0) this.#dependencies.ours.listener.covered(covered, undefined);
  }

  #pulsed(): void {
    this.#pulses += 1;
    if (this.#pulses % REMEMBER_EVERY === 0) void this.memory.refresh();
  }
}
