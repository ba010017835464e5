// An organization with its looks, on a fake clock, over a world whose every state is known: how far behind the
// analytics endpoint is, is played as a test wants it, and each answer is held to what was true when.
import { PassThrough } from 'node:stream';
import type { MemberQuery, Served, Snapshot, SnapshotSource } from '../../src/domain/model.js';
import { noChangeFeed } from '../../src/cache/change-feed.js';
import { memoryStore } from '../../src/cache/memory-store.js';
import { semaphores, type Semaphore } from '../../src/cache/semaphore.js';
import { Budget } from '../../src/genesys/budget.js';
import { PooledBudget } from '../../src/genesys/client-pool.js';
import type { SendingClient } from '../../src/genesys/client.js';
import { pause } from '../../src/runtime/clock.js';
import { Memory } from '../../src/runtime/memory.js';
import { OrganizationActivity } from '../../src/service/activity.js';
import { engine, type Engine } from '../../src/service/organization-cache.js';
import { notSharing } from '../../src/service/replicas.js';
import { Readiness } from '../../src/http/health/readiness.js';
import { looksAlone } from '../../src/replicas/look-sharing.js';
import { loadSettings } from '../../src/settings/load.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { Journal } from '../../src/telemetry/journal/journal.js';
import { FakeClock, settle } from './fake-clock.js';

/** What is asked of the world and its two endpoints; times are milliseconds. */
export interface WorldOptions {
  readonly queues?: number;
  /** Between two changes of somebody somewhere, on average; moments are since the beginning. */
  readonly changeEvery?: (at: number) => number;
  /** By how much an answer of the analytics endpoint is behind. */
  readonly lag?: (at: number, queue: number, request: number) => number;
  /** Whether states are told with the moment of their beginning. Default true. */
  readonly dates?: boolean;
  /** How far Genesys's clock is ahead of ours. */
  readonly clockAheadMs?: number;
  /** Requests a minute that Genesys allows. */
  readonly allowed?: number;
  readonly seed?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** An answer that was given; moments are milliseconds since the beginning. */
export interface Judged {
  readonly at: number;
  readonly queue: number;
  readonly total: number;
  readonly ageMs: number;
  readonly source: 'activity' | 'members';
  /** For how long before the answer's moment its count had not been true any more; 0: it was true within its age. */
  readonly lateMs: number;
}

interface State {
  readonly presence: 'Available' | 'Busy';
  readonly since: number;
}

/** The states of one queue's members from a moment on. */
interface Version {
  readonly at: number;
  readonly states: readonly State[];
}

const MEMBERS = 6;
const LOOK_MS = 60;
const FETCH_MS = 80;
const STEP_MS = 50;
const FILTERS = { presence: ['Available'], joined: true };

/** Numbers from 0 to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const idOf = (queue: number) => `aaaaaaaa-aaaa-4aaa-8aaa-${String(queue).padStart(12, '0')}`;
const userOf = (queue: number, member: number) => `u-${queue}-${member}`;
const availableOf = ({ states }: Version) => states.filter(({ presence }) => presence === 'Available').length;

/** The truth, now and before. */
class World {
  readonly #versions: Version[][];

  constructor(queues: number, at: number) {
    const states = Array.from({ length: MEMBERS }, (_, member): State => ({
      presence: member % 2 === 0 ? 'Available' : 'Busy',
      since: at - 600_000,
    }));
    this.#versions = Array.from({ length: queues }, () => [{ at: -Infinity, states }]);
  }

  change(queue: number, member: number, at: number): void {
    const versions = this.#versions[queue] as Version[];
    const states = [...(versions.at(-1) as Version).states];
    const presence = states[member]?.presence === 'Available' ? 'Busy' : 'Available';
    states[member] = { presence, since: at };
    versions.push({ at, states });
  }

  at(queue: number, moment: number): Version {
    return (this.#versions[queue] as Version[]).findLast(({ at }) => at <= moment) as Version;
  }

  /** Since when `total` was no more the count at `from`; 0 where it was the count at some moment from there to `to`. */
  lateMs(queue: number, total: number, from: number, to: number): number {
    const versions = this.#versions[queue] as Version[];
    let lastTrueUntil = -Infinity;
    for (const [index, version] of versions.entries()) {
      if (version.at > to) break;
      if (availableOf(version) !== total) continue;
      const until = versions[index + 1]?.at ?? Infinity;
      if (until >= from) return 0;
      lastTrueUntil = until;
    }
    return from - lastTrueUntil;
  }
}

/** Ages are exact to what the clock does between a request and its stamp. */
const ROUNDING_MS = 1;

export function lookedWorld(options: WorldOptions = {}) {
  const { queues = 20, changeEvery = () => 500, lag = () => 0, dates = true } = options;
  const clock = new FakeClock();
  const beganAt = clock.now();
  const random = seeded(options.seed ?? 1);
  const world = new World(queues, beganAt);
  const budget = new Budget(clock);
  budget.send()({ status: 200, rateLimit: { count: 0, allowed: options.allowed ?? 300, resetSeconds: 60 } });
  const requests = { looks: 0, fetches: 0 };
  const theirWall = (moment: number) => clock.wall() - clock.now() + moment + (options.clockAheadMs ?? 0);

  const source: SnapshotSource = {
    async get({ queueId }) {
      const sent = budget.send();
      requests.fetches += 1;
      const [takenAt, asOf, queue] = [clock.now(), clock.wall(), Number(queueId.slice(-12))];
      await pause(clock, FETCH_MS / 2);
      const { states } = world.at(queue, clock.now());
      await pause(clock, FETCH_MS / 2);
      sent({ status: 200 });
      const members = states.flatMap(({ presence }, member) => {
        if (presence !== 'Available') return [];
        const userId = userOf(queue, member);
        const user = { presence: { presenceDefinition: { systemPresence: presence } } };
        return [{ id: `${userId}-m`, userId, json: JSON.stringify({ joined: true, user }) }];
      });
      const snapshot: Snapshot = { members, takenAt, asOf, pages: 1, correlationIds: [] };
      return { snapshot, ageMs: 0, ttlMs: 0, via: 'miss' };
    },
  };

  const entitiesOf = (queue: number, moment: number) =>
    world.at(queue, moment).states.map(({ presence, since }, member) => ({
      userId: userOf(queue, member),
      queueMembershipStatus: 'active',
      routingStatus: 'OFF_QUEUE',
      systemPresence: presence.toUpperCase(),
      ...(dates && { presenceDate: new Date(theirWall(since)).toISOString() }),
    }));
  const client: Pick<SendingClient, 'request'> = {
    async request({ body }) {
      const sent = budget.send();
      const nth = (requests.looks += 1);
      const { predicates } = (body as { filter: { predicates: Array<{ value: string }> } }).filter;
      await pause(clock, LOOK_MS / 2);
      const now = clock.now();
      const results = predicates.map(({ value }) => {
        const queue = Number(value.slice(-12));
        const entities = entitiesOf(queue, now - lag(now - beganAt, queue, nth));
        return {
          group: { queueId: value },
          data: [{ metric: 'oMemberUsers', count: entities.length }],
          entities,
        };
      });
      const date = new Date(Math.floor(theirWall(now) / 1_000) * 1_000).toUTCString();
      await pause(clock, LOOK_MS / 2);
      sent({ status: 200 });
      const header = (name: string) => (name === 'date' ? date : undefined);
      return { status: 200, header, body: JSON.stringify({ results }) };
    },
  };

  const settings = loadSettings({
    ...{ GENESYSCLOUD_REGION: 'us-east-1', GENESYSCLOUD_OAUTHCLIENT_ID: 'id', ACTIVITY: 'on' },
    ...{ GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret', CALLER_KEYS: `tester:${'k'.repeat(40)}` },
    ...options.environment,
  });
  const pooled = new PooledBudget([{ budget, usable: () => true }]);
  const near = memoryStore<Snapshot>({
    ...{ memory: new Memory(1e9), maxEntries: 100_000, weigh: () => 1 },
    momentOf: ({ takenAt }) => takenAt,
  });
  const reporters = {
    ...{ logger: createLogger('fatal', new PassThrough()), metrics: createMetrics() },
    ...{ readiness: new Readiness(), journal: new Journal(clock) },
  };
  const events: string[] = [];
  const note = (what: string) => void events.push(`${Math.round(clock.now() - beganAt)} ${what}`);
  const activity = new OrganizationActivity(
    {
      ...{ client, clock, budget: pooled, cache: () => core.lookedCache, random: () => 0.5 },
      share: () => looksAlone,
      observer: {
        began: () => note('began'),
        ended: () => note('ended'),
        failed: (code) => note(code),
        compared: (outcome) => (outcome === 'agreed' ? undefined : note(outcome)),
        queueDistrusted: (queue) => note(`distrusted ${queue.slice(-2)}`),
        organizationDistrusted: () => note('all distrusted'),
        organizationTrusted: () => note('trusted'),
      },
    },
    settings,
  );
  const core: Engine = engine(
    {
      ...reporters,
      ...{ source, clock, budget: pooled, looks: activity, kept: new Memory(1e9) },
      scope: { apiUrl: 'https://api', organization: 'default', clientId: 'id' },
      sharing: notSharing(near),
      changeFeed: noChangeFeed(settings.availability.freshFor),
      fetches: semaphores(1_000, 1)[0] as Semaphore,
    },
    settings,
  );

  const answers: Judged[] = [];
  const judge = (queue: number, { snapshot, ageMs }: Served) => {
    const now = clock.now();
    const total = snapshot.members.length;
    answers.push({
      ...{ at: now - beganAt, queue, total, ageMs, source: snapshot.source ?? 'members' },
      lateMs: world.lateMs(queue, total, now - ageMs - ROUNDING_MS, now),
    });
  };
  const queryOf = (queue: number, members: boolean): MemberQuery => ({
    ...{ queueId: idOf(queue), filters: FILTERS },
    ...(members && { view: { expand: ['presence'] } }),
  });
  const ask = async (queue: number, members: boolean): Promise<void> => {
    try {
      judge(queue, await core.snapshots.get(queryOf(queue, members), { caller: 'tester' }));
    } catch {
      // No answer is no wrong one.
    }
  };

  let nextChangeAt = beganAt;
  const change = () => {
    for (; nextChangeAt <= clock.now(); nextChangeAt += 2 * random() * changeEvery(clock.now() - beganAt))
      world.change(Math.floor(random() * queues), Math.floor(random() * MEMBERS), clock.now());
  };
  /** Lets time go on, with somebody asking in each step. @param which what is asked; by default both kinds in turn */
  const live = async (ms: number, which: 'counts' | 'members' | 'both' = 'both') => {
    for (const until = clock.now() + ms; clock.now() < until;) {
      await clock.advance(STEP_MS);
      change();
      const isMembers = which === 'both' ? random() < 0.5 : which === 'members';
      void ask(Math.floor(random() * queues), isMembers);
      await settle(3);
    }
  };
  const stop = async () => {
    await activity.stop();
    core.stop();
    await near.close();
  };
  return { clock, requests, events, answers, live, ask, stop, health: activity.health };
}

/** Those that were wrong by more than `ms`. */
export const wrongBy = (answers: readonly Judged[], ms = 0) => answers.filter(({ lateMs }) => lateMs > ms);
