// How upstream requests grow with queues and members, and what a hit costs then.
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '../../src/simulator/index.js';
import { throughput } from '../hits/load.js';
import { SERVER_CORE, usage } from '../tools/processes.js';
import { CALLER, membersPath, startService } from '../tools/service.js';
import { askAll } from './asking.js';

export interface Growth {
  readonly queues: number;
  readonly members: number;
  /** Page requests that one refresh of all queues has to take. */
  readonly expected: number;
  /** Those that the first questions took. */
  readonly first: number;
  /** Those of the background, and how many refreshes of all queues that is. */
  readonly background: number;
  readonly refreshes: number;
  readonly failed: number;
  /** CPU of some 2 s of hits, in microseconds each. */
  hit(): Promise<number>;
  stop(): Promise<void>;
}

/** So many that nothing is spread; the header has to be believable all the same. */
export const UNLIMITED = { rateLimit: { perMinute: 100_000 } };
const FRESH_FOR_MS = 4_000;
const ALL = 'expand=presence';
/** The first questions are few, until Genesys has said that there is no limit to mind. */
const FIRST_AT_ONCE = 8;

/** `queues` with `members` each, all of which match; watched for `seconds` while they are kept warm. */
export async function grow(queues: number, members: number, seconds: number): Promise<Growth> {
  const simulator = await startSimulator({
    ...UNLIMITED,
    queues: Array.from({ length: queues }, () => ({ members })),
  });
  const expected = queues * Math.max(1, Math.ceil(members / 100));
  const urls = (base: string) => simulator.queues.map(({ id }) => base + membersPath(id, ALL));
  const start = (freshFor: number) =>
    startService(simulator, {
      core: SERVER_CORE,
      env: { AVAILABILITY_FRESH_FOR_MS: String(freshFor), AVAILABILITY_DEADLINE_MS: '10000' },
    });

  const warm = await start(FRESH_FOR_MS);
  const failed = await askAll(urls(warm.url), FIRST_AT_ONCE);
  const first = simulator.count('members');
  await sleep(seconds * 1000);
  const background = simulator.count('members') - first;
  await warm.stop();

  // Never refreshed: hits alone.
  const held = await start(3_600_000);
  await askAll(urls(held.url), FIRST_AT_ONCE);
  const load = { url: urls(held.url)[0] ?? '', headers: CALLER, connections: 16 };
  await throughput({ ...load, seconds: 1 });
  const hit = async () => {
    const before = usage(held.pid).cpuUs;
    const hits = (await throughput({ ...load, seconds: 2 })) * 2;
    return (usage(held.pid).cpuUs - before) / hits;
  };
  const stop = async () => {
    await held.stop();
    await simulator.close();
  };
  return {
    queues,
    members,
    expected,
    first,
    background,
    refreshes: background / expected,
    failed,
    hit,
    stop,
  };
}
