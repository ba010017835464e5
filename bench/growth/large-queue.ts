// The longest event-loop block of a service that loads a queue of 5,000 and renders all its pages.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '../../src/simulator/index.js';
import { membersPath, startService } from '../tools/service.js';
import { askAll } from './asking.js';

/** Longest blocks in milliseconds. */
export interface Blocks {
  readonly idle: number;
  readonly load: number;
  readonly pages: number;
  readonly decisions: number;
}

const MEMBERS = 5_000;
const ALL = 'expand=presence';

export async function largeQueue(): Promise<Blocks> {
  const simulator = await startSimulator({
    rateLimit: { perMinute: 1_000_000 },
    queues: [{ members: MEMBERS }, { members: 10 }],
  });
  const [large = '', small = ''] = simulator.queues.map(({ id }) => id);
  const folder = mkdtempSync(join(tmpdir(), 'bench-loop-'));
  const LOOP_DELAY_FILE = join(folder, 'delay');
  const service = await startService(simulator, {
    nodeArguments: ['--import=tsx', '--import=./bench/tools/loop-delay.ts'],
    env: {
      LOOP_DELAY_FILE,
      AVAILABILITY_FRESH_FOR_MS: '3600000',
      AVAILABILITY_DEADLINE_MS: '10000',
    },
  });
  const page = (size: number, number: number) =>
    `${service.url}${membersPath(large, ALL)}&pageSize=${size}&pageNumber=${number}`;
  const pages = [25, 50, 100].flatMap((size) =>
    Array.from({ length: MEMBERS / size }, (_, index) => page(size, index + 1)),
  );
  const filters = 'presence=Available,On Queue,Away,Busy,Break,Meal,Meeting,Training&joined=true';
  const decisions = ['json', 'text', 'xml'].map(
    (format) => `${service.url}/v1/queues/${large}/availability?${encodeURI(filters)}&format=${format}`,
  );
  const since = async () => {
    const written = statSync(LOOP_DELAY_FILE, { throwIfNoEntry: false })?.mtimeMs;
    process.kill(service.pid, 'SIGUSR2');
    while (statSync(LOOP_DELAY_FILE, { throwIfNoEntry: false })?.mtimeMs === written) await sleep(5);
    await sleep(20);
    return Number(readFileSync(LOOP_DELAY_FILE, 'utf8'));
  };

  // The code warms up on a small queue, so that the large one does not pay for it.
  await askAll(
    Array.from(
      { length: 300 },
      (_, index) => `${service.url}${membersPath(small, ALL)}&pageSize=${1 + (index % 100)}`,
    ),
  );
  await since();
  await sleep(1_000);
  const idle = await since();
  await askAll([page(1, 1)], 1);
  const load = await since();
  await askAll(pages, 4);
  const rendered = await since();
  await askAll(decisions, 1);
  const decided = await since();
  await service.stop();
  await simulator.close();
  rmSync(folder, { recursive: true });
  return { idle, load, pages: rendered, decisions: decided };
}
