// How long it takes until all is well again after something shared has failed; callers ask all the while.
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { ask } from '../callers/ask.js';
import { membersPath, metrics, startService, CALLER, type Service } from '../tools/service.js';
import type { Redis } from './redis.js';

export interface Healing {
  readonly fault: string;
  /** Milliseconds from the fault until the replicas say so; undefined where they can't. */
  readonly noticedMs?: number;
  /** Milliseconds from the end of the fault until all is as before. */
  readonly healedMs: number;
  readonly asked: number;
  readonly failed: number;
  readonly slowestMs: number;
}

type World = { readonly simulator: Simulator; readonly replicas: readonly Service[]; readonly redis: Redis };
type Play = (world: World) => Promise<Pick<Healing, 'noticedMs' | 'healedMs'>>;

const AWAY_MS = 5_000;
const QUEUES = 10;

const all = async (replicas: readonly Service[], degraded: number): Promise<number> => {
  const began = performance.now();
  for (;;) {
    const read = await Promise.all(replicas.map((replica) => metrics(replica)));
    if (read.every((found) => found.get('availability_proxy_shared_degraded') === degraded))
      return performance.now() - began;
    await sleep(5);
  }
};

const PLAYS: Readonly<Record<string, Play>> = {
  'Redis killed, away for 5 s, another in its place': async ({ replicas, redis }) => {
    await redis.kill();
    const noticedMs = await all(replicas, 1);
    await sleep(AWAY_MS);
    await redis.restart();
    return { noticedMs, healedMs: await all(replicas, 0) };
  },
  'Redis stands still for 5 s (SIGSTOP)': async ({ replicas, redis }) => {
    redis.signal('SIGSTOP');
    const noticedMs = await all(replicas, 1);
    await sleep(AWAY_MS);
    redis.signal('SIGCONT');
    return { noticedMs, healedMs: await all(replicas, 0) };
  },
  'a replica killed in the middle of a walk': async ({ simulator, replicas }) => {
    const [first, second] = replicas as [Service, Service];
    const { id } = simulator.addQueue({ members: 60 });
    simulator.fault({ on: 'members', queueId: id, do: 'hang', times: 1 });
    const before = simulator.requests.length;
    const question = (service: Service) => fetch(service.url + membersPath(id), { headers: CALLER });
    void question(first).catch(() => undefined);
    while (!simulator.requests.slice(before).some(({ fault }) => fault === 'hang')) await sleep(1);
    first.child.kill('SIGKILL');
    const began = performance.now();
    const answer = await question(second);
    if (answer.status !== 200) throw new Error(`the other replica answers ${answer.status}`);
    return { healedMs: performance.now() - began };
  },
  'a replica stands still for 5 s (SIGSTOP)': async ({ simulator, replicas }) => {
    const [first] = replicas as [Service];
    first.child.kill('SIGSTOP');
    await sleep(AWAY_MS);
    first.child.kill('SIGCONT');
    const began = performance.now();
    const id = simulator.queues[0]?.id ?? '';
    for (;;) {
      const answer = await fetch(first.url + membersPath(id), { headers: CALLER });
      await answer.arrayBuffer();
      if (answer.status === 200 && Number(answer.headers.get('age')) <= 2) break;
    }
    return { healedMs: performance.now() - began };
  },
};

/** Each fault on three new replicas, whose callers stay away from those that are killed or stand still. */
export async function healings(redis: Redis): Promise<Healing[]> {
  const found: Healing[] = [];
  for (const [fault, play] of Object.entries(PLAYS)) {
    const simulator = await startSimulator({
      queues: Array.from({ length: QUEUES }, () => ({ members: 60 })),
      rateLimit: { perMinute: 3_000, per: 'client' },
    });
    const env = { REDIS_URL: redis.url };
    const replicas = await Promise.all([1, 2, 3].map(() => startService(simulator, { env })));
    await all(replicas, 0);
    const queueIds = simulator.queues.map(({ id }) => id);
    const asking = replicas
      .slice(1)
      .map(({ url }) => ask({ url, queueIds, callers: 20, seconds: 14, route: 'members' }));
    await sleep(2_000);
    const healing = await play({ simulator, replicas, redis });
    const seen = (await Promise.all(asking)).flat();
    await Promise.all(replicas.map((replica) => replica.stop()));
    await simulator.close();
    found.push({
      fault,
      ...healing,
      asked: seen.length,
      failed: seen.filter(({ status }) => status !== 200).length,
      slowestMs: Math.max(...seen.map(({ tookMs }) => tookMs)),
    });
  }
  return found;
}
