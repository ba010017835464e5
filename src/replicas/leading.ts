// While this process holds the leader's lease, it publishes changes to the others and stores which channel is used.
import type { ChangeListener } from '../domain/model.js';
import type { Clock } from '../runtime/clock.js';
import type { ChangeDependencies } from './change-sharing.js';
import { ChangePublisher } from './change-publisher.js';
import { RedisChannelStore } from './channel-store.js';
import { LeaderLease } from './leader-lease.js';
import type { RedisLink } from './connection.js';

/** Redis keys and channels of one organization. */
export interface ChangeSpace {
  /** Key of the leader's lease. */
  readonly lease: string;
  /** Key under which the notification channel is remembered. */
  readonly channelStore: string;
  /** The Pub/Sub channel of the replicas. */
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

/** Pulses until the stored channel is written again, which extends its time to live. */
const REMEMBER_EVERY = 60;

/** Tries to become the leader, and does a leader's work while it is one. Nothing in here rejects. */
export class Leading {
  readonly #dependencies: LeadingDependencies;
  readonly #lease: LeaderLease;
  readonly channelStore: RedisChannelStore;
  #publisher: ChangePublisher | undefined;
  #pulses = 0;

  constructor(dependencies: LeadingDependencies) {
    this.#dependencies = dependencies;
    const { link, clock, space } = dependencies;
    const { lease: key, channel, owner } = space;
    const callbacks = { won: (name: string) => this.#won(name), lost: () => this.#lost() };
    this.#lease = new LeaderLease({ link, clock, key, channel, owner, ...callbacks });
    this.channelStore = new RedisChannelStore(link, space.channelStore, key, () => this.#lease.name);
  }

  /** Whether this process is the leader now. */
  get isLeader(): boolean {
    return this.#lease.name !== undefined;
  }

  /** Passes announced changes to this process and to the others while it is the leader. */
  readonly listener: ChangeListener = {
    changed: (queueIds, at) => {
      if (!this.isLeader) return;
      this.#dependencies.ours.listener.changed(queueIds, at);
      this.#publisher?.changed(queueIds);
    },
    covered: (queueIds, since) => {
      if (!this.isLeader) return;
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
    this.channelStore.forget();
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
    if (this.#pulses % REMEMBER_EVERY === 0) void this.channelStore.refresh();
  }
}
