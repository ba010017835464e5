// Looks shared through Redis: the leader asks for what all replicas want, and tells them what it is answered.
import type { Look } from '../genesys/activity/look.js';
import { ServiceError } from '../domain/errors.js';
import type { Cancel, Clock } from '../runtime/clock.js';
import type { RedisLink } from './connection.js';
import { KnownLeader } from './known-leader.js';
import { decodeLookMessage, type LeaderMessage } from './look-messages.js';
import { LookLead } from './look-lead.js';
import { lookRole, mayBeOurs, type LookRole } from './look-role.rules.js';
import {
  NOTHING_WANTED,
  type LookDependencies,
  type LookSharing,
  type OthersWanted,
} from './look-sharing.js';
import { encodeLook } from './look-text.js';
import { SharedLooksWanted } from './looks-wanted.js';
import { PUBLISH_STAMPED } from './messages.js';
import type { ReplicasObserver } from './observer.js';
import { SharedTrust } from './shared-trust.js';

/** Redis keys and channels of one organization. */
export interface LookSpace {
  /** Key of the lease of the one that looks. */
  readonly lease: string;
  /** Key under which trust is kept. */
  readonly trust: string;
  /** The Pub/Sub channel of the replicas. */
  readonly channel: string;
  /** Names this process. */
  readonly owner: string;
}

interface LooksObserver extends Pick<ReplicasObserver, 'unreadable'> {
  role(role: LookRole): void;
}

const PULSE_MS = 500;
/** Questions that come within a moment are one message. */
const COLLECTED_MS = 10;

/** ARGV: channel, message. */
const PUBLISH = `${PUBLISH_STAMPED}
publishStamped(ARGV[1], ARGV[2])
return 1
`;

/** One process among those that share looks. Nothing in here rejects. */
export class RedisLooks implements LookSharing {
  readonly #link: RedisLink;
  readonly #space: LookSpace;
  readonly #ours: LookDependencies;
  readonly #clock: Clock;
  readonly #observer: LooksObserver;
  readonly #lead: LookLead;
  readonly #wanted: SharedLooksWanted;
  readonly #trust: SharedTrust;
  readonly #awaited = new Set<string>();
  readonly #known = new KnownLeader();
  #isRunning = false;
  #role: LookRole | undefined;
  #pulseIn: Cancel = () => undefined;
  #tellIn: Cancel | undefined;

  /** To be made before `link` is started. */
  constructor(
    link: RedisLink,
    space: LookSpace,
    ours: LookDependencies,
    clock: Clock,
    observer: LooksObserver,
  ) {
    const { channel, owner } = space;
    this.#link = link;
    this.#space = space;
    this.#ours = ours;
    this.#clock = clock;
    this.#observer = observer;
    const changed = () => this.#changed();
    const lease = { key: space.lease, won: () => this.#won(), lost: changed };
    this.#lead = new LookLead({ link, clock, channel, owner, ...lease });
    const say = (message: object) => this.#say(message);
    this.#wanted = new SharedLooksWanted({ clock, ours: ours.wanted, say });
    const unreadable = () => observer.unreadable();
    this.#trust = new SharedTrust({ link, clock, key: space.trust, ours, say, unreadable });
    link.listen(channel, (message) => this.#hear(message));
    link.watch((connected) => this.#connection(connected));
  }

  role(): LookRole {
    const isConnected = this.#isRunning && this.#link.connected;
    const isLeader = this.#lead.name !== undefined;
    return lookRole({ isConnected, isLeader, ...this.#known.standing }, this.#clock.now());
  }

  others(): OthersWanted {
    return this.#link.connected ? this.#wanted.all() : NOTHING_WANTED;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#connection(this.#link.connected);
    this.#pulse();
  }

  seek(on: boolean): void {
    if (!this.#isRunning || !this.#lead.seek(on)) return;
    this.#known.since(this.#clock.now());
    this.#tellSoon();
  }

  await(queueId: string): void {
    this.#awaited.add(queueId);
    this.#tellSoon();
  }

  tellLook(look: Look): void {
    if (!this.others().isLooking) return;
    for (const part of encodeLook(look, this.#link.time)) this.#say({ kind: 'look', ...part });
  }

  tellFailure({ code }: ServiceError, pauseMs: number): void {
    if (!this.others().isLooking) return;
    if (!mayBeOurs(code)) return this.#say({ kind: 'failed', code, pauseMs: Math.round(pauseMs) });
    if (!this.#lead.leave(pauseMs)) return;
    this.#known.forget(this.#clock.now());
    this.#changed();
  }

  tellNoted(): void {
    if (this.#link.connected) this.#trust.tell();
  }

  async stop(): Promise<void> {
    if (!this.#isRunning) return;
    this.#pulseIn();
    this.#tellIn?.();
    if (this.#link.connected) this.#trust.tell();
    this.#wanted.leave();
    this.#isRunning = false;
    await this.#lead.stop();
  }

  /** Twice a second: is there something to tell, or to forget? */
  #pulse(): void {
    this.#pulseIn = this.#clock.after(PULSE_MS, () => this.#pulse());
    this.#wanted.forgetSilent();
    if (this.#link.connected) {
      const { name } = this.#lead;
      if (name !== undefined) {
        this.#say({ kind: 'looking', leader: name });
        this.#trust.save();
      }
      this.#tell();
    }
    this.#changed();
  }

  #tell(): void {
    this.#tellIn?.();
    this.#tellIn = undefined;
    if (!this.#link.connected) return;
    this.#trust.tell();
    this.#wanted.tell(this.#awaited);
    this.#awaited.clear();
  }

  #tellSoon(): void {
    if (this.#isRunning) this.#tellIn ??= this.#clock.after(COLLECTED_MS, () => this.#tell());
  }

  #won(): void {
    this.#known.forget(this.#clock.now());
    const { name } = this.#lead;
    if (name !== undefined) this.#say({ kind: 'looking', leader: name });
    this.#changed();
  }

  #connection(connected: boolean): void {
    this.#known.forget(this.#clock.now());
    if (!this.#isRunning) return;
    if (connected) {
      void this.#trust.load();
      this.#wanted.repeat();
      this.#tellSoon();
      this.#lead.look();
    }
    this.#changed();
  }

  #hear(text: string): void {
    if (!this.#isRunning) return;
    const message = decodeLookMessage(text, this.#link.time, this.#clock.now());
    if (!message) return this.#observer.unreadable();
    if ('leader' in message) return this.#hearLeader(message);
    if (message.from === this.#space.owner) return;
    switch (message.kind) {
      case 'look':
        return this.#ours.looked(message.look);
      case 'failed':
        return this.#ours.failed(new ServiceError(message.code), message.pauseMs);
      case 'found':
        return this.#ours.learned(message.found);
      case 'wanted': {
        const awaited = this.#wanted.hear(message.from, message.wanted);
        if (awaited.length > 0 && this.#lead.name !== undefined) this.#ours.awaited(awaited);
        this.#ours.changed();
      }
    }
  }

  #hearLeader(message: LeaderMessage): void {
    if (message.leader.startsWith(`${this.#space.owner} `)) return;
    this.#known.hear(message, this.#clock.now());
    // Only who holds the lease leads, and now it may be nobody.
    if (message.kind === 'over' || this.#lead.name !== undefined) this.#lead.look();
    this.#changed();
  }

  #changed(): void {
    const role = this.role();
    if (role === this.#role) return;
    this.#role = role;
    this.#observer.role(role);
    this.#ours.changed();
  }

  #say(message: object): void {
    if (!this.#link.connected) return;
    const text = JSON.stringify({ ...message, from: this.#space.owner });
    void this.#link.run(PUBLISH, [], [this.#space.channel, text]);
  }
}
