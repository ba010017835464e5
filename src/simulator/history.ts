// Remembers who was a member of which queue, and how, at every moment: the truth that answers are held to.
import type { Clock } from '../runtime/clock.js';
import { matches } from './filters.js';
import type { MatchFilters, MemberState, QueueVersion } from './types.js';
import type { World } from './world.js';
import type { Change, Queue, WorldObserver } from './world-change.js';

/** Beyond this many versions of a queue the older half goes. */
const MOST = 5_000;

function copy(member: MemberState): MemberState {
  const { id, userId, name, presence, routingStatus, joined, memberBy, ringNumber } = member;
  const { skills, languages, profileSkills } = member;
  const lists = { skills, languages, profileSkills };
  return { id, userId, name, presence, routingStatus, joined, memberBy, ringNumber, ...lists };
}

/** Takes a snapshot of a queue at each of its changes; members that didn't change share theirs. */
export class History implements WorldObserver {
  readonly #clock: Clock;
  readonly #versions = new Map<string, QueueVersion[]>();

  constructor(clock: Clock, world: World) {
    this.#clock = clock;
    for (const queue of world.queues) this.queueAdded(queue);
    world.observe(this);
  }

  queueAdded(queue: Queue): void {
    this.#versions.set(queue.id, [{ at: this.#clock.now(), members: queue.members.map(copy) }]);
  }

  changed({ user, queues }: Change): void {
    for (const queue of queues) {
      const versions = this.#versions.get(queue.id);
      // A queue that is just being made: its first version comes when it is whole.
      if (!versions) continue;
      const known = new Map(versions.at(-1)?.members.map((member) => [member.id, member]));
      const members = queue.members.map((member) =>
        member.user === user ? copy(member) : (known.get(member.id) ?? copy(member)),
      );
      versions.push({ at: this.#clock.now(), members });
      if (versions.length > MOST) versions.splice(0, MOST / 2);
    }
  }

  /** The versions of a queue, oldest first. @throws Error when there is no such queue. */
  of(queueId: string): readonly QueueVersion[] {
    const versions = this.#versions.get(queueId.toLowerCase());
    if (!versions) throw new Error(`There is no queue ${queueId}.`);
    return versions;
  }

  /**
   * Each count of matching members that was true at some moment from `from` to `to` (monotonic
   * milliseconds, both included), once, in the order of time. What was changed at `from` itself is true
   * at `from`; of several changes at one moment within, each counts.
   * @throws Error when the queue or the record doesn't reach back so far.
   */
  matchingBetween(queueId: string, filters: MatchFilters, from: number, to: number): number[] {
    const versions = this.of(queueId);
    if (versions[0] && from < versions[0].at)
      throw new Error(`Nothing is known of queue ${queueId} at ${from}.`);
    const then = versions.filter(({ at }, index) => at <= to && (versions[index + 1]?.at ?? Infinity) > from);
    const counts = then.map(({ members }) => members.filter((member) => matches(member, filters)).length);
    return [...new Set(counts)];
  }
}
