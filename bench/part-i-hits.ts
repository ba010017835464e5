// What looks cost hits: the CPU of a hit with looks and without, in turns.
import { startSimulator } from '../src/simulator/index.js';
import { throughput } from './hits/load.js';
import { median } from './tools/numbers.js';
import { SERVER_CORE, usage } from './tools/processes.js';
import { CALLER, membersPath, startService, type Service } from './tools/service.js';
import { askAll } from './growth/asking.js';

const QUEUES = 100;
const ROUNDS = 5;

/** Microseconds of CPU of a hit; `ratio` is how many there are in the same time with looks. */
export interface HitCost {
  readonly withLooks: number;
  readonly without: number;
  readonly ratio: number;
}

async function costOf({ url, pid }: Service, queueId: string): Promise<number> {
  const before = usage(pid).cpuUs;
  const seconds = 2;
  const load = { url: url + membersPath(queueId), headers: CALLER, connections: 16, seconds };
  const hits = (await throughput(load)) * seconds;
  return (usage(pid).cpuUs - before) / hits;
}

/** 100 queues that are kept warm, one of them asked for without end. */
export async function hitsWithLooks(quick: boolean): Promise<HitCost> {
  const simulator = await startSimulator({
    rateLimit: { perMinute: 10_000_000 },
    queues: Array.from({ length: QUEUES }, () => ({ members: 10 })),
  });
  const [first] = simulator.queues;
  const costs: Record<'on' | 'off', number[]> = { on: [], off: [] };
  const services = await Promise.all(
    (['on', 'off'] as const).map(async (ACTIVITY) => {
      const service = await startService(simulator, { core: SERVER_CORE, env: { ACTIVITY } });
      await askAll(
        simulator.queues.map(({ id }) => service.url + membersPath(id)),
        8,
      );
      return { service, ACTIVITY };
    }),
  );
  for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1)
    for (const { service, ACTIVITY } of services)
      costs[ACTIVITY].push(await costOf(service, first?.id ?? ''));
  for (const { service } of services) await service.stop();
  await simulator.close();
  const [withLooks, without] = [median(costs.on), median(costs.off)];
  return { withLooks, without, ratio: without / withLooks };
}
