// Replicas that share word of changes through a real Redis, each with a clock of its own that the test moves.
import type { Clock } from '../../src/runtime/clock.js';
import { RedisChanges } from '../../src/replicas/changes.js';
import type { RedisTarget } from '../../src/replicas/connection.js';
import { FakeClock } from './fake-clock.js';
import { connected, makeLink, type TestLink } from './redis-sides.js';
import { until } from './until.js';

/** The id of a queue, by a number. */
export const queue = (n: number): string => `abcdefab-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** One process, and what it was told. */
export interface ChangeReplica extends TestLink {
  readonly clock: FakeClock;
  readonly changes: RedisChanges;
  /** Its name among the others. */
  readonly owner: string;
  /** `lead`, `rest`, `wake`, in the order in which they came. */
  readonly calls: string[];
  /** Roles as they were told. */
  readonly roles: string[];
  readonly missed: string[];
  /** Since when, by queue. */
  readonly covered: Map<string, number>;
  /** Queues of which something has changed, in the order in which that was told. */
  readonly changed: string[];
  /** Messages of all, as they came. */
  readonly messages: string[];
  wanted: readonly string[];
  unreadable: number;
  /** Messages are lost on their way to this replica. */
  deaf: boolean;
  /** Milliseconds by which its clock has moved on while none of its timers ran. */
  stoodStill: number;
}

export interface ReplicaOptions {
  readonly organization?: string;
  readonly target?: Partial<RedisTarget>;
}

const open: ChangeReplica[] = [];
let made = 0;

/** Where an organization's word is, without the prefix. */
export const spaceOf = (prefix: string, organization = 'one') => ({
  lease: `${prefix}lead:${organization}`,
  channelStore: `${prefix}channel:${organization}`,
  channel: `${prefix}changes:${organization}`,
});

export function makeReplica(url: string, prefix: string, options: ReplicaOptions = {}): ChangeReplica {
  const over = makeLink(url, options.target);
  const { link } = over;
  const fake = new FakeClock();
  const clock: Clock = {
    now: () => fake.now() + replica.stoodStill,
    wall: () => fake.wall(),
    after: (ms, action) => fake.after(ms, action),
  };
  const listen = link.listen.bind(link);
  link.listen = (channel, onMessage) =>
    listen(channel, (message) => {
      if (replica.deaf) return;
      onMessage(message);
      replica.messages.push(message);
    });
  const told = { calls: [], roles: [], missed: [], changed: [], messages: [] };
  const state = { wanted: [], unreadable: 0, deaf: false, stoodStill: 0 };
  const owner = `process-${(made += 1)}`;
  const space = { ...spaceOf(prefix, options.organization), owner };
  const ours = {
    wanted: () => replica.wanted,
    onElected: () => void replica.calls.push('lead'),
    onDemoted: () => void replica.calls.push('rest'),
    wake: () => void replica.calls.push('wake'),
    listener: {
      changed: (ids: readonly string[]) => void replica.changed.push(...ids),
      covered: (ids: readonly string[], since: number | undefined) =>
        ids.forEach((id) =>
          since === undefined ? replica.covered.delete(id) : replica.covered.set(id, since),
        ),
    },
  };
  const changes = new RedisChanges(link, space, ours, clock, {
    role: (role) => void replica.roles.push(role),
    missed: (what) => void replica.missed.push(what),
    unreadable: () => (replica.unreadable += 1),
  });
  const replica: ChangeReplica = {
    ...over,
    ...told,
    ...state,
    owner,
    clock: fake,
    changes,
    covered: new Map(),
  };
  open.push(replica);
  return replica;
}

/** A replica that is connected and has started. */
export async function startReplica(url: string, prefix: string, options?: ReplicaOptions) {
  const replica = makeReplica(url, prefix, options);
  replica.link.start();
  await connected(replica);
  replica.changes.start();
  return replica;
}

/** A replica that leads, and some that follow it. */
export async function startGroup(url: string, prefix: string, followers: number, options?: ReplicaOptions) {
  const leader = await startReplica(url, prefix, options);
  await until(() => leader.changes.role() === 'leading', 'the lead');
  const others = Array.from({ length: followers }, () => startReplica(url, prefix, options));
  const rest = await Promise.all(others);
  await pulse(leader, rest);
  return [leader, ...rest] as [ChangeReplica, ...ChangeReplica[]];
}

/** Lets a second go by for the leader until its pulse is out, then for those that hear its pulse. */
export async function pulse(leader: ChangeReplica, heardBy: readonly ChangeReplica[], times = 1) {
  for (let n = 0; n < times; n++) {
    const all = [leader, ...heardBy];
    const before = all.map(({ messages }) => messages.filter(isOfLeader).length);
    await leader.clock.advance(1_000);
    await until(
      () => all.every(({ messages }, at) => messages.filter(isOfLeader).length > before[at]!),
      'a pulse',
    );
    await Promise.all(heardBy.map(({ clock }) => clock.advance(1_000)));
  }
}

const isOfLeader = (message: string) => message.includes('"kind":"lead"');

/** Ends what a test has started; connections are ended by `stopLinks`. */
export async function stopReplicas(): Promise<void> {
  await Promise.all(open.splice(0).map(({ changes }) => changes.stop()));
}
