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
  readonly lead: string;
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
  readonly #parts: LeadingDependencies;
  readonly #lead: LeaderLease;
  readonly memory: RedisChannelStore;
  #announcer: ChangePublisher | undefined;
  #pulses = 0;

  constructor(parts: LeadingDependencies) {
    this.#parts = parts;
    const { link, clock, space } = parts;
    const { lead: key, channel, owner } = space;
    const told = { won: (name: string) => this.#won(name), lost: () => this.#lost() };
    this.#lead = new LeaderLease({ link, clock, key, channel, owner, ...told });
    this.memory = new RedisChannelStore(link, space.memory, key, () => this.#lead.name);
  }

  /** Whether this process leads right now. */
  get lasts(): boolean {
    return this.#lead.name !== undefined;
  }

  /** What is announced goes to this process and to the others, while it leads. */
  readonly listener: ChangeListener = {
    changed: (queueIds, at) => {
      if (!this.lasts) return;
      this.#parts.ours.listener.changed(queueIds, at);
      this.#announcer?.changed(queueIds);
    },
    covered: (queueIds, since) => {
      if (!this.lasts) return;
      this.#parts.ours.listener.covered(queueIds, since);
      this.#announcer?.covered(queueIds, since);
    },
  };

  start(): void {
    this.#lead.start();
  }

  /** Looks now whether the lead is ours, or can be. */
  look(): void {
    this.#lead.look();
  }

  /** Leaves the lead to others, without `lost` or `rest`. */
  stop(): Promise<void> {
    this.#endAnnouncing();
    return this.#lead.stop();
  }

  #won(name: string): void {
    const { link, clock, space, ours } = this.#parts;
    this.#parts.won();
    this.#pulses = 0;
    this.#announcer = new ChangePublisher(name, {
      ...{ link, clock, leadKey: space.lead, channel: space.channel },
      pulsed: () => this.#pulsed(),
      refused: () => this.#lead.look(),
    });
    ours.lead();
  }

  #lost(): void {
    this.memory.forget();
    this.#endAnnouncing();
    this.#parts.lost();
    this.#parts.ours.rest();
  }

  #endAnnouncing(): void {
    const covered = this.#announcer?.end() ?? [];
    this.#announcer = undefined;
    if (covered.length > 0) this.#parts.ours.listener.covered(covered, undefined);
  }

  #pulsed(): void {
    this.#pulses += 1;
    if (this.#pulses % REMEMBER_EVERY === 0) void this.memory.refresh();
  }
}
