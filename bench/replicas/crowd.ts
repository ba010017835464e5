// Upstream requests of one, two, three and five replicas under the same callers, with Redis and without.
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '../../src/simulator/index.js';
import { ask } from '../callers/ask.js';
import { startService } from '../tools/service.js';

const QUEUES = 20;
const CALLERS = 60;
const SETTLING_MS = 3_000;

export interface Crowd {
  readonly replicas: number;
  readonly redis: boolean;
  /** Page requests a minute. */
  readonly upstream: number;
  readonly asked: number;
  readonly failed: number;
}

/** @param perMinute what the simulated Genesys allows each client */
export async function crowd(
  replicas: number,
  redisUrl: string | undefined,
  perMinute: number,
  seconds: number,
): Promise<Crowd> {
  const simulator = await startSimulator({
    queues: Array.from({ length: QUEUES }, () => ({ members: 60 })),
    rateLimit: { perMinute, per: 'client' },
  });
  const env = redisUrl === undefined ? {} : { REDIS_URL: redisUrl };
  const fronts = await Promise.all(Array.from({ length: replicas }, () => startService(simulator, { env })));
  await sleep(SETTLING_MS);
  const callers = Math.ceil(CALLERS / replicas);
  const queueIds = simulator.queues.map(({ id }) => id);
  const from = simulator.requests.length;
  const seen = await Promise.all(
    fronts.map(({ url }) => ask({ url, queueIds, callers, seconds, route: 'members' })),
  );
  const upstream = simulator.requests.slice(from).filter(({ route }) => route === 'members').length;
  await Promise.all(fronts.map((front) => front.stop()));
  await simulator.close();
  const all = seen.flat();
  return {
    replicas,
    redis: redisUrl !== undefined,
    upstream: (upstream * 60) / seconds,
    asked: all.length,
    failed: all.filter(({ status }) => status !== 200).length,
  };
}
