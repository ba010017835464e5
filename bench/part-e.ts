// (e) From start to ready, and memory.
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { startSimulator } from '../src/simulator/index.js';
import { askAll } from './growth/asking.js';
import { fixed, median, spread } from './tools/numbers.js';
import { table, type Run, type Section, type Target } from './tools/report.js';
import { membersPath, settledMemory, startService } from './tools/service.js';

const SNAPSHOTS = 1_000;
const MEMBERS = 100;

export async function partE({ quick, nodes, say }: Run): Promise<Section> {
  const simulator = await startSimulator({
    rateLimit: { perMinute: 1_000_000 },
    queues: Array.from({ length: SNAPSHOTS }, () => ({ members: MEMBERS })),
  });
  const rows: string[][] = [];
  const targets: Target[] = [];
  for (const [version, node] of nodes) {
    say(`(e) starts on Node ${version}`);
    const times: number[] = [];
    for (let count = 0; count < (quick ? 3 : 9); count++) {
      const began = performance.now();
      const service = await startService(simulator, { node, unready: true });
      await ready(`${service.adminUrl}/readyz`);
      times.push(performance.now() - began);
      await service.stop();
    }
    const env = { AVAILABILITY_FRESH_FOR_MS: '3600000', AVAILABILITY_DEADLINE_MS: '10000' };
    const service = await startService(simulator, { node, env });
    const atRest = await settledMemory(service);
    const urls = simulator.queues.map(
      ({ id }) => service.url + membersPath(id, 'expand=presence&pageSize=100'),
    );
    const failed = await askAll(urls, 8);
    const full = await settledMemory(service);
    await service.stop();
    rows.push([version, spread(times, 0), fixed(atRest, 1), fixed(full, 1), String(failed)]);
    targets.push(
      {
        text: `ready in < 400 ms, Node ${version}`,
        figure: `${fixed(median(times), 0)} ms`,
        met: median(times) < 400,
      },
      { text: `< 90 MB at rest, Node ${version}`, figure: `${fixed(atRest, 1)} MB`, met: atRest < 90 },
    );
  }
  await simulator.close();
  const head = [
    'Node',
    'start to ready ms: median [min–max]',
    'MB at rest',
    `MB with ${SNAPSHOTS} × ${MEMBERS}`,
    'failed',
  ];
  return { title: '(e) Start and memory', blocks: [table(head, rows)], targets };
}

async function ready(url: string): Promise<void> {
  for (;;) {
    const status = await request(url).then(
      async ({ statusCode, body }) => body.dump().then(() => statusCode),
      () => 0,
    );
    if (status === 200) return;
    await sleep(4);
  }
}
