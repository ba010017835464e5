// The simulated organization: its users, its queues and who is a member of which.
import type { Clock } from '../runtime/clock.js';
import { Member, User } from './member.js';
import { drawAgent, drawState } from './population.js';
import { random, type Random } from './random.js';
import type { AgentPatch, AgentSpec, QueueSpec } from './options.js';
import type { MemberState } from './types.js';
import { ON_QUEUE_STATUSES } from './vocabulary.js';
import type { Change, Queue, WorldObserver } from './world-change.js';

/** Holds users and queues; every change goes through here. */
export class World {
  readonly queues: Queue[] = [];
  readonly #steady = new Set<Queue>();
  readonly #users = new Map<string, User>();
  readonly #random: Random;
  readonly #shuffles: Random;
  readonly #clock: Clock;
  readonly #places = new Map<User, Set<Queue>>();
  readonly #observers: WorldObserver[] = [];

  constructor(seed: number, clock: Clock, queues: readonly QueueSpec[]) {
    this.#random = random(seed, 'world');
    this.#shuffles = random(seed, 'shuffle');
    this.#clock = clock;
    for (const spec of queues) this.addQueue(spec);
  }

  /** Tells `observer` of every change from now on. */
  observe(observer: WorldObserver): void {
    this.#observers.push(observer);
  }

  addQueue(spec: QueueSpec = {}): Queue {
    const id = (spec.id ?? this.#random.uuid()).toLowerCase();
    if (this.find(id)) throw new Error(`There is a queue ${id} already.`);
    const queue: Queue = { id, name: spec.name ?? `queue-${this.queues.length + 1}`, members: [] };
    this.queues.push(queue);
    if (spec.steady) this.#steady.add(queue);
    for (const agent of spec.agents ?? []) this.#join(queue, agent);
    for (let count = 0; count < (spec.members ?? 0); count++) this.#join(queue, drawAgent(this.#random));
    for (const observer of this.#observers) observer.queueAdded?.(queue);
    return queue;
  }

  /** The queue of that id in any case, if there is one. */
  find(id: string): Queue | undefined {
    const folded = id.toLowerCase();
    return this.queues.find((queue) => queue.id === folded);
  }

  /** @throws Error when there is no such queue. */
  queue(id: string): Queue {
    const queue = this.find(id);
    if (!queue) throw new Error(`There is no queue ${id}.`);
    return queue;
  }

  addMember(queueId: string, spec: AgentSpec = {}): MemberState {
    return this.#join(this.queue(queueId), spec);
  }

  setAgent(queueId: string, which: number | string, patch: AgentPatch): void {
    const queue = this.queue(queueId);
    this.#change(queue, member(queue, which), patch);
  }

  removeMember(queueId: string, which: number | string): void {
    const queue = this.queue(queueId);
    const gone = member(queue, which);
    queue.members.splice(queue.members.indexOf(gone), 1);
    const queues = [...this.#queuesOf(gone.user)];
    if (!queue.members.some(({ user }) => user === gone.user)) this.#queuesOf(gone.user).delete(queue);
    const membership = { queue, memberId: gone.id, joined: false };
    this.#tell({ user: gone.user, activity: false, queues, counted: [queue], membership });
  }

  /** One random change for each step: two in three a presence, otherwise a routing status or joined. */
  shuffle(steps = 1): void {
    const draw = this.#shuffles;
    const populated = this.queues.filter((queue) => queue.members.length > 0 && !this.#steady.has(queue));
    for (let step = 0; step < steps && populated.length > 0; step++) {
      const queue = draw.pick(populated);
      const member = draw.pick(queue.members);
      const dice = draw.below(6);
      const onQueue = member.presence === 'On Queue';
      if (dice === 5) this.#change(queue, member, { joined: !member.joined });
      else if (dice === 4 && onQueue)
        this.#change(queue, member, { routingStatus: draw.pick(ON_QUEUE_STATUSES) });
      else this.#change(queue, member, drawState(draw));
    }
  }

  #queuesOf(user: User): Set<Queue> {
    const known = this.#places.get(user) ?? new Set();
    this.#places.set(user, known);
    return known;
  }

  #change(queue: Queue, member: Member, patch: AgentPatch, added = false): void {
    const { user, joined } = member;
    const { presence, routingStatus } = user;
    member.change(patch, this.#clock.wall());
    if (added) queue.members.push(member);
    const queues = [...this.#queuesOf(user).add(queue)];
    const activity = user.presence !== presence || user.routingStatus !== routingStatus;
    const moved = added || member.joined !== joined;
    const membership = { queue, memberId: member.id, joined: member.joined };
    this.#tell({
      user,
      activity,
      queues,
      counted: activity ? queues : added ? [queue] : [],
      ...(moved ? { membership } : {}),
    });
  }

  #tell(change: Change): void {
    for (const observer of this.#observers) observer.changed?.(change);
  }

  #join(queue: Queue, spec: AgentSpec): Member {
    const userId = spec.userId ?? spec.id ?? this.#random.uuid();
    const id = spec.id ?? userId;
    if (queue.members.some((member) => member.id === id))
      throw new Error(`Queue ${queue.id} has a member ${id} already.`);
    let user = this.#users.get(userId);
    if (!user) {
      user = new User(userId, spec.name ?? `Agent ${this.#users.size + 1}`, this.#clock.wall());
      this.#users.set(userId, user);
    }
    const member = new Member(id, user);
    this.#change(queue, member, spec, true);
    return member;
  }
}

function member(queue: Queue, which: number | string): Member {
  const found =
    typeof which === 'number' ? queue.members[which] : queue.members.find(({ id }) => id === which);
  if (!found) throw new Error(`There is no member ${which}.`);
  return found;
}
