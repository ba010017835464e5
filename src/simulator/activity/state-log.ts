// Remembers for a minute what every member's state was, so that an answer can be behind.
import type { Clock } from '../../runtime/clock.js';
import type { Member } from '../member.js';
import type { World } from '../world.js';
import type { Change, Queue, WorldObserver } from '../world-change.js';

/** A member's state as analytics tells it; dates are wall-clock milliseconds. */
export interface MemberStatus {
  readonly userId: string;
  readonly joined: boolean;
  readonly presence: string;
  readonly presenceSince: number;
  readonly routingStatus: string;
  readonly routingStatusSince: number;
}

type States = ReadonlyMap<string, MemberStatus>;

interface Undo {
  readonly at: number;
  readonly queueId: string;
  readonly userId: string;
  /** Undefined: the user was no member. */
  readonly before: MemberStatus | undefined;
}

const REMEMBERED_MS = 60_000;

/** Holds the state of every member of every queue, now and up to a minute ago. */
export class StateLog implements WorldObserver {
  readonly #clock: Clock;
  readonly #queues = new Map<string, Map<string, MemberStatus>>();
  #undo: Undo[] = [];

  constructor(clock: Clock, world: World) {
    this.#clock = clock;
    for (const queue of world.queues) this.queueAdded(queue);
    world.observe(this);
  }

  queueAdded(queue: Queue): void {
    const states = queue.members.map((member) => [member.userId, this.#statusOf(member)] as const);
    this.#queues.set(queue.id, new Map(states));
  }

  changed({ user, queues }: Change): void {
    for (const queue of queues) {
      const states = this.#queues.get(queue.id);
      // A queue that is just being made is taken up when it is whole.
      if (!states) continue;
      const before = states.get(user.id);
      this.#undo.push({ at: this.#clock.now(), queueId: queue.id, userId: user.id, before });
      const member = queue.members.find((one) => one.user === user);
      if (member) states.set(user.id, this.#statusOf(member, before));
      else states.delete(user.id);
    }
    this.#forget();
  }

  /** The members of a queue as they were so many milliseconds ago. */
  statesOf(queueId: string, agoMs: number): States {
    const now = this.#queues.get(queueId) ?? new Map<string, MemberStatus>();
    if (agoMs <= 0) return now;
    const then = new Map(now);
    const at = this.#clock.now() - agoMs;
    for (let index = this.#undo.length - 1; index >= 0; index -= 1) {
      const change = this.#undo[index] as Undo;
      if (change.at <= at) break;
      if (change.queueId !== queueId) continue;
      if (change.before) then.set(change.userId, change.before);
      else then.delete(change.userId);
    }
    return then;
  }

  #statusOf({ userId, joined, presence, routingStatus }: Member, before?: MemberStatus): MemberStatus {
    const wall = this.#clock.wall();
    return {
      ...{ userId, joined, presence, routingStatus },
      presenceSince: before?.presence === presence ? before.presenceSince : wall,
      routingStatusSince: before?.routingStatus === routingStatus ? before.routingStatusSince : wall,
    };
  }

  #forget(): void {
    const since = this.#clock.now() - 2 * REMEMBERED_MS;
    if ((this.#undo[0]?.at ?? Infinity) > since) return;
    this.#undo = this.#undo.filter(({ at }) => at > since + REMEMBERED_MS);
  }
}
