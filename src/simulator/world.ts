// The simulated organization: its users, its queues and who is a member of which.
import type { Clock } from '../runtime/clock.js';
import { Member, User } from './member.js';
import { drawAgent, drawState } from './population.js';
import { random, type Random } from './random.js';
import type { AgentPatch, AgentSpec, QueueSpec } from './options.js';
import type { MemberState, QueueState } from './types.js';
import { ON_QUEUE_STATUSES } from './vocabulary.js';

/** A queue whose members may change. */
export interface Queue extends QueueState {
  readonly members: Member[];
}

/** Holds users and queues; every change goes through here. */
export class World {
  readonly queues: Queue[] = [];
  readonly #users = new Map<string, User>();
  readonly #random: Random;
  readonly #shuffles: Random;
  readonly #clock: Clock;

  constructor(seed: number, clock: Clock, queues: readonly QueueSpec[]) {
    this.#random = random(seed, 'world');
    this.#shuffles = random(seed, 'shuffle');
    this.#clock = clock;
    for (const spec of queues) this.addQueue(spec);
  }

  addQueue(spec: QueueSpec = {}): Queue {
    const id = (spec.id ?? this.#random.uuid()).toLowerCase();
    if (this.find(id)) throw new Error(`There is a queue ${id} already.`);
    const queue: Queue = { id, name: spec.name ?? `queue-${this.queues.length + 1}`, members: [] };
    this.queues.push(queue);
    for (const agent of spec.agents ?? []) this.#join(queue, agent);
    for (let count = 0; count < (spec.members ?? 0); count++) this.#join(queue, drawAgent(this.#random));
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
    const { members } = this.queue(queueId);
    members[position(members, which)]?.change(patch, this.#clock.wall());
  }

  removeMember(queueId: string, which: number | string): void {
    const { members } = this.queue(queueId);
    members.splice(position(members, which), 1);
  }

  /** One random change for each step: two in three a presence, otherwise a routing status or joined. */
  shuffle(steps = 1): void {
    const draw = this.#shuffles;
    const populated = this.queues.filter((queue) => queue.members.length > 0);
    for (let step = 0; step < steps && populated.length > 0; step++) {
      const member = draw.pick(draw.pick(populated).members);
      const dice = draw.below(6);
      const onQueue = member.presence === 'On Queue';
      if (dice === 5) member.change({ joined: !member.joined }, this.#clock.wall());
      else if (dice === 4 && onQueue)
        member.change({ routingStatus: draw.pick(ON_QUEUE_STATUSES) }, this.#clock.wall());
      else member.change(drawState(draw), this.#clock.wall());
    }
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
    member.change(spec, this.#clock.wall());
    queue.members.push(member);
    return member;
  }
}

function position(members: readonly Member[], which: number | string): number {
  const index = typeof which === 'number' ? which : members.findIndex(({ id }) => id === which);
  if (!members[index]) throw new Error(`There is no member ${which}.`);
  return index;
}
