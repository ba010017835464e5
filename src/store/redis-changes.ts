// Through Redis one replica hears of changes for all: who leads tells, who follows hears, and each says what it wants.
import type { ChangeListener } from '../model.js';
import type { Cancel, Clock } from '../runtime/clock.js';
import type { ChangeParts, ChangeRole, ChangeSharing } from './change-sharing.js';
import { Announcer } from './redis-announcer.js';
import { RedisChannelMemory } from './redis-channel-memory.js';
import { Follower, type Missed } from './redis-follower.js';
import { RedisLead } from './redis-lead.js';
import type { RedisLink } from './redis-link.js';
import { WantedOfAll } from './redis-wanted.js';
import { decodeWord } from './redis-words.js';

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

export interface ChangeObserver {
  role(role: ChangeRole): void;
  /** Word of the leader was lost or late. */
  missed(what: Missed): void;
  /** A message is none of ours. */
  unreadable(): void;
}

const LOOK_EVERY_MS = 500;
/** Pulses of the leader between two times that the channel is written down again. */
const REMEMBER_EVERY = 60;

/** One process among those that share changes. Nothing in here rejects. */
export class RedisChanges implements ChangeSharing {
  readonly #link: RedisLink;
  readonly #space: ChangeSpace;
  readonly #ours: ChangeParts;
  readonly #clock: Clock;
  readonly #observer: ChangeObserver;
  readonly #lead: RedisLead;
  readonly #follower: Follower;
  readonly #wanted: WantedOfAll;
  readonly #memory: RedisChannelMemory;
  /** While this process leads. */
  #announcer: Announcer | undefined;
  #role: ChangeRole = 'seeking';
  #running = false;
  #pulses = 0;
  #cancel: Cancel = () => undefined;

  /** To be made before `link` is started. */
  constructor(
    link: RedisLink,
    space: ChangeSpace,
    ours: ChangeParts,
    clock: Clock,
    observer: ChangeObserver,
  ) {
    const { channel, owner, lead: key, memory } = space;
    const parts = { link, clock, channel, owner };
    this.#link = link;
    this.#space = space;
    this.#ours = ours;
    this.#clock = clock;
    this.#observer = observer;
    this.#lead = new RedisLead({ ...parts, key, won: (name) => this.#won(name), lost: () => this.#lost() });
    this.#follower = new Follower(ours.listener, clock, (what) => observer.missed(what));
    this.#wanted = new WantedOfAll({ ...parts, ours: ours.wanted, onChange: () => ours.wake?.() });
    this.#memory = new RedisChannelMemory(link, memory, key, () => this.#lead.name);
    link.listen(channel, (message) => this.#hear(message));
    link.watch((connected) => this.#connection(connected));
  }

  readonly listener: ChangeListener = {
    changed: (queueIds, at) => {
      if (this.#lead.name === undefined) return;
      this.#ours.listener.changed(queueIds, at);
      this.#announcer?.changed(queueIds);
    },
    covered: (queueIds, since) => {
      if (this.#lead.name === undefined) return;
      this.#ours.listener.covered(queueIds, since);
      this.#announcer?.covered(queueIds, since);
    },
  };

  readonly wanted = () => this.#wanted.all();

  get memory() {
    return this.#memory;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#lead.start();
    this.#look();
  }

  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    this.#cancel();
    this.#follower.doubt();
    this.#endAnnouncing();
    await Promise.all([this.#lead.stop(), this.#wanted.leave()]);
    this.#tellRole();
  }

  role(): ChangeRole {
    if (!this.#running) return 'seeking';
    if (this.#lead.name !== undefined) return 'leading';
    return this.#follower.leader === undefined ? 'seeking' : 'following';
  }

  /** Twice a second: is there something to tell of? */
  #look(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => this.#look());
    if (this.#lead.name === undefined) this.#wanted.tell();
    this.#wanted.look();
    this.#tellRole();
  }

  #won(name: string): void {
    // What another covered is not covered by us yet.
    this.#follower.doubt();
    this.#pulses = 0;
    const { channel, lead: leadKey } = this.#space;
    this.#announcer = new Announcer(name, {
      ...{ link: this.#link, clock: this.#clock, leadKey, channel },
      pulsed: () => this.#pulsed(),
      refused: () => this.#lead.look(),
    });
    this.#tellRole();
    this.#ours.lead();
  }

  #lost(): void {
    this.#memory.forget();
    this.#endAnnouncing();
    this.#wanted.tellAnew();
    this.#tellRole();
    this.#ours.rest();
  }

  #endAnnouncing(): void {
    const covered = this.#announcer?.end() ?? [];
    this.#announcer = undefined;
    if (covered.length > 0) this.#ours.listener.covered(covered, undefined);
  }

  #pulsed(): void {
    this.#pulses += 1;
    if (this.#pulses % REMEMBER_EVERY === 0) void this.#memory.refresh();
  }

  #connection(connected: boolean): void {
    if (!this.#running) return;
    if (connected) {
      this.#wanted.tellAnew();
      this.#lead.look();
    } else this.#follower.doubt();
    this.#tellRole();
  }

  #hear(message: string): void {
    if (!this.#running) return;
    const read = decodeWord(message);
    if (!read) return this.#observer.unreadable();
    const { word, micros } = read;
    if (word.kind === 'wanted') return this.#wanted.hear(word.from, word.wanted);
    if (word.leader.startsWith(`${this.#space.owner} `)) return;
    if (word.kind === 'over') this.#hearOver(word.leader);
    // Only who holds the lease is heard: it is not ours any more.
    else if (this.#lead.name !== undefined) this.#lead.look();
    else {
      if (word.leader !== this.#follower.leader) this.#wanted.tellAnew();
      this.#follower.hear(word, this.#link.time.age(micros));
    }
    this.#tellRole();
  }

  #hearOver(leader: string): void {
    if (leader === this.#follower.leader) this.#follower.doubt();
    this.#lead.look();
  }

  #tellRole(): void {
    const role = this.role();
    if (role === this.#role) return;
    this.#role = role;
    this.#observer.role(role);
  }
}
