// (f) Soak: 100,000 distinct queries, and memory that stays flat.
import { startSimulator } from '../src/simulator/index.js';
import { askAll } from './growth/asking.js';
import { UNLIMITED } from './growth/queues.js';
import { fixed, whole } from './tools/numbers.js';
import { usage } from './tools/processes.js';
import { table, type Run, type Section } from './tools/report.js';
import { membersPath, metrics, startService, type Service } from './tools/service.js';

const MEMBERS = 12;
const STEPS = 10;

/** Half of them filter by a name that nobody has, the others find some members. */
function* queries(from: number, to: number, base: string, queueId: string): Generator<string> {
  for (let index = from; index < to; index++) {
    const filter = index % 2 === 0 ? `name=q${index}` : `name=a&skills=Sales,Support,x${index}`;
    yield base + membersPath(queueId, `expand=presence&${filter}`);
  }
}

interface Sample {
  readonly asked: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly snapshots: number;
  readonly questions: number;
}

export async function partF({ quick, say }: Run): Promise<Section> {
  const total = quick ? 20_000 : 100_000;
  say(`(f) ${whole(total)} distinct queries`);
  const simulator = await startSimulator({
    ...UNLIMITED,
    queues: [{ members: MEMBERS }],
  });
  // Without warmth: 10,000 warm queries would be refreshed all the time, and nothing limits the rate here.
  const service = await startService(simulator, {
    env: { AVAILABILITY_KEEP_WARM_FOR_MS: '0', AVAILABILITY_FRESH_FOR_MS: '600000' },
  });
  const queueId = simulator.queues[0]?.id ?? '';
  let failed = await askAll(queries(-50, 0, service.url, queueId), 4);
  const samples = [await sample(service, 0)];
  const began = performance.now();
  for (let step = 0; step < STEPS; step++) {
    const [from, to] = [(total * step) / STEPS, (total * (step + 1)) / STEPS];
    failed += await askAll(queries(from, to, service.url, queueId), 32);
    samples.push(await sample(service, to));
    simulator.resetRecords();
  }
  const perSecond = total / ((performance.now() - began) / 1000);
  await service.stop();
  await simulator.close();
  const rows = samples.map((one) => [
    whole(one.asked),
    fixed(one.rssMb, 0),
    fixed(one.heapMb, 0),
    ...[one.snapshots, one.questions].map(whole),
  ]);
  const middle = samples[STEPS / 2]?.rssMb ?? NaN;
  const end = samples[STEPS]?.rssMb ?? NaN;
  return {
    title: `(f) Soak: ${whole(total)} distinct queries`,
    blocks: [
      table(['asked', 'resident MB', 'heap MB', 'snapshots held', 'questions of the hot path'], rows),
      `${whole(perSecond)} a second, one load each; keepWarmFor 0, freshFor 10 min, bounds as by default.`,
    ],
    targets: [
      {
        text: 'resident memory flat: the second half adds at most 10 %',
        figure: `${fixed(middle, 0)} → ${fixed(end, 0)} MB`,
        met: end <= middle * 1.1,
      },
      { text: 'every query answered', figure: `${failed} failed`, met: failed === 0 },
    ],
  };
}

async function sample(service: Service, asked: number): Promise<Sample> {
  const found = await metrics(service);
  const held = (name: string) => found.get(`availability_proxy_memory_${name}`) ?? NaN;
  return {
    asked,
    rssMb: usage(service.pid).rssMb,
    heapMb: (found.get('nodejs_heap_size_used_bytes') ?? NaN) / 2 ** 20,
    snapshots: held('snapshots'),
    questions: held('questions_remembered'),
  };
}
