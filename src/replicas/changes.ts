// Changes shared through Redis: the leader holds the notification channel and publishes changes, the followers subscribe,
// and each replica publishes the queues that it is asked for.
import type { ChangeListener } from '../domain/model.js';
import type { Cancel, Clock } from '../runtime/clock.js';
import type { ChannelStore } from '../notifications/dependencies.js';
import type { ChangeDependencies, ChangeRole, ChangeSharing } from './change-sharing.js';
import { ChangeSubscriber } from './change-subscriber.js';
import { Leading, type ChangeSpace } from './leading.js';
import type { RedisLink } from './connection.js';
import { SharedWantedQueues } from './wanted.js';
import { decodeMessage } from './messages.js';
import type { ReplicasObserver } from './observer.js';

export type { ChangeSpace } from './leading.js';

interface ChangeObserver extends Pick<ReplicasObserver, 'missed' | 'unreadable'> {
  role(role: ChangeRole): void;
}

const LOOK_EVERY_MS = 500;

/** One process among those that share changes. Nothing in here rejects. */
export class RedisChanges implements ChangeSharing {
  readonly #link: RedisLink;
  readonly #owner: string;
  readonly #clock: Clock;
  readonly #observer: ChangeObserver;
  readonly #leading: Leading;
  readonly #subscriber: ChangeSubscriber;
  readonly #wanted: SharedWantedQueues;
  #role: ChangeRole = 'seeking';
  #running = false;
  #cancel: Cancel = () => undefined;
  readonly listener: ChangeListener;
  readonly channelStore: ChannelStore;

  /** To be made before `link` is started. */
  constructor(
    link: RedisLink,
    space: ChangeSpace,
    ours: ChangeDependencies,
    clock: Clock,
    observer: ChangeObserver,
  ) {
    const { channel, owner } = space;
    this.#link = link;
    this.#owner = owner;
    this.#clock = clock;
    this.#observer = observer;
    const callbacks = { won: () => this.#won(), lost: () => this.#lost() };
    this.#leading = new Leading({ link, clock, space, ours, ...callbacks });
    this.#subscriber = new ChangeSubscriber(ours.listener, clock, (what) => observer.missed(what));
    const onChange = () => ours.wake?.();
    this.#wanted = new SharedWantedQueues({ link, clock, channel, owner, ours: ours.wanted, onChange });
    this.listener = this.#leading.listener;
    this.channelStore = this.#leading.channelStore;
    link.listen(channel, (message) => this.#hear(message));
    link.watch((connected) => this.#connection(connected));
  }

  readonly wanted = () => this.#wanted.all();

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#leading.start();
    this.#look();
  }

  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    this.#cancel();
    this.#subscriber.doubt();
    await Promise.all([this.#leading.stop(), this.#wanted.leave()]);
    this.#tellRole();
  }

  role(): ChangeRole {
    if (!this.#running) return 'seeking';
    if (this.#leading.isLeader) return 'leading';
    return this.#subscriber.leader === undefined ? 'seeking' : 'following';
  }

  /** Twice a second: is there something to tell, or to forget? */
  #look(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => this.#look());
    if (!this.#leading.isLeader) this.#wanted.tell();
    this.#wanted.forgetSilent();
    this.#tellRole();
  }

  #won(): void {
    // What another covered is not covered by us yet.
    this.#subscriber.doubt();
    this.#tellRole();
  }

  #lost(): void {
    this.#wanted.republish();
    this.#tellRole();
  }

  #connection(connected: boolean): void {
    if (!this.#running) return;
    if (connected) {
      this.#wanted.republish();
      this.#leading.look();
    } else this.#subscriber.doubt();
    this.#tellRole();
  }

  #hear(text: string): void {
    if (!this.#running) return;
    const read = decodeMessage(text);
    if (!read) return this.#observer.unreadable();
    const { message, micros } = read;
    if (message.kind === 'wanted') return this.#wanted.receive(message.from, message.wanted);
    if (message.leader.startsWith(`${this.#owner} `)) return;
    const { leader } = this.#subscriber;
    if (message.kind === 'over') {
      if (message.leader === leader) this.#subscriber.doubt();
      this.#leading.look();
    } else if (this.#leading.isLeader) {
      // Only who holds the lease is heard: it is not ours any more.
      this.#leading.look();
    } else {
      if (message.leader !== leader) this.#wanted.republish();
      this.#subscriber.hear(message, this.#link.time.age(micros));
    }
    this.#tellRole();
  }

  #tellRole(): void {
    const role = this.role();
    if (role === this.#role) return;
    this.#role = role;
    this.#observer.role(role);
  }
}
