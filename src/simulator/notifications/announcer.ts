// Turns changes of the world into events.
import type { Cancel, Clock } from '../../runtime/clock.js';
import { presenceJson, routingStatusJson } from '../entity.js';
import type { User } from '../member.js';
import type { Change, Queue, WorldObserver } from '../world-change.js';
import type { ChannelBook } from './channels.js';
import type { Delivery } from './delivery.js';
import { activityTopic, observationsTopic, usersTopic } from './topics.js';

interface Pace {
  announcedAt: number;
  /** Set while an announcement waits for its time. */
  waiting: Cancel | undefined;
}

function counts(queue: Queue, metric: string, field: 'presence' | 'routingStatus') {
  const tally = new Map<string, number>();
  for (const member of queue.members) tally.set(member[field], (tally.get(member[field]) ?? 0) + 1);
  return [...tally].map(([qualifier, count]) => ({ metric, qualifier, stats: { count } }));
}

function observations(queue: Queue, wall: number, everyMs: number) {
  const interval = `${new Date(wall - everyMs).toISOString()}/${new Date(wall).toISOString()}`;
  const metrics = [
    ...counts(queue, 'oUserRoutingStatuses', 'routingStatus'),
    ...counts(queue, 'oUserPresences', 'presence'),
  ];
  return { group: { queueId: queue.id }, data: [{ interval, metrics }] };
}

const activity = (user: User) => ({
  id: user.id,
  routingStatus: routingStatusJson(user),
  presence: presenceJson(user),
});

/** Announces what changes: observations of a queue at most once in `everyMs`, the last change always. */
export class Announcer implements WorldObserver {
  readonly #clock: Clock;
  readonly #book: ChannelBook;
  readonly #delivery: Delivery;
  readonly #everyMs: number;
  readonly #paces = new Map<Queue, Pace>();

  constructor(clock: Clock, book: ChannelBook, delivery: Delivery, everyMs: number) {
    this.#clock = clock;
    this.#book = book;
    this.#delivery = delivery;
    this.#everyMs = everyMs;
  }

  changed({ user, activity: active, counted, membership }: Change): void {
    if (membership) {
      const { queue, memberId, joined } = membership;
      const body = { id: memberId, user: { id: user.id }, queueId: queue.id, joined };
      this.#delivery.announce(usersTopic(queue.id), () => body);
    }
    if (active) this.#delivery.announce(activityTopic(user.id), () => activity(user));
    for (const queue of counted) this.#observe(queue);
  }

  /** Ends every timer. */
  close(): void {
    for (const { waiting } of this.#paces.values()) waiting?.();
    this.#paces.clear();
  }

  #observe(queue: Queue): void {
    const pace = this.#paces.get(queue);
    if (pace?.waiting) return;
    const wait = pace ? pace.announcedAt + this.#everyMs - this.#clock.now() : 0;
    // Nobody hears it: no timer, which would only hold up the first one who does.
    const heard = this.#book.subscribers(observationsTopic(queue.id)).length > 0;
    if (!pace || wait <= 0 || !heard) this.#announce(queue, heard);
    else pace.waiting = this.#clock.after(wait, () => this.#announce(queue, true));
  }

  #announce(queue: Queue, heard: boolean): void {
    if (heard) this.#paces.set(queue, { announcedAt: this.#clock.now(), waiting: undefined });
    const body = () => observations(queue, this.#clock.wall(), this.#everyMs);
    this.#delivery.announce(observationsTopic(queue.id), body);
  }
}
