// (f) Soak: 100,000 distinct queries, and memory that stays flat; and one hostile caller beside a good one.
import { startSimulator } from '../src/simulator/index.js';
import { askAll } from './growth/asking.js';
import { UNLIMITED } from './growth/queues.js';
import { ATTACKS, EVERYTHING } from './hostile/attacks.js';
import { measure, type Outcome } from './hostile/measure.js';
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

const HOSTILE_MS = 45_000;
/** A heap as small as in a small container. */
const SMALL_HEAP = ['--max-old-space-size=384'];
const MOST_MB = 500;
const LONGEST_BLOCK_MS = 20;

interface Sample {
  readonly asked: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly snapshots: number;
  readonly questions: number;
}

/** Each attack with the usual heap; the one without end also with a small heap, and nobody hostile for comparison. */
async function hostile({ quick, say }: Run): Promise<Pick<Section, 'blocks' | 'targets'>> {
  const forMs = quick ? 10_000 : HOSTILE_MS;
  say(`(f) a hostile caller beside a good one, ${ATTACKS.length} attacks of at most ${forMs / 1000} s`);
  const rows: Array<readonly [string, Outcome]> = [];
  rows.push(['nobody hostile', await measure(EVERYTHING, { peaceful: true, forMs })]);
  rows.push([EVERYTHING.name, await measure(EVERYTHING, { forMs })]);
  rows.push([`the same, ${SMALL_HEAP[0]}`, await measure(EVERYTHING, { forMs, nodeArguments: SMALL_HEAP })]);
  for (const attack of ATTACKS) rows.push([attack.name, await measure(attack, { forMs })]);
  const head = [
    ...['the hostile caller', 'resident MB at most', "good caller's p99 ms", 'age p99 ms', 'failed'],
    ...['loop delay p99 ms', 'longest block ms'],
  ];
  const cells = rows.map(([name, one]) => [
    ...[name, fixed(one.mostMb, 0), fixed(one.goodP99Ms, 1), whole(one.goodAgeP99Ms), whole(one.goodFailed)],
    ...[fixed(one.p99Ms, 1), one.ended ? 'the process ended' : fixed(one.longestMs, 0)],
  ]);
  const most = Math.max(...rows.map(([, { mostMb }]) => mostMb));
  const longest = Math.max(...rows.map(([, { longestMs, ended }]) => (ended ? Infinity : longestMs)));
  const failed = rows.reduce((sum, [, { goodFailed }]) => sum + goodFailed, 0);
  return {
    blocks: [
      '**One hostile caller with a valid key beside a good one that asks 20 times a second**',
      table(head, cells),
      'Each against a service of its own, Genesys without a limit; collections of garbage and other processes of the machine are part of a block.',
    ],
    targets: [
      { text: `resident memory under ${MOST_MB} MB`, figure: `${fixed(most, 0)} MB`, met: most < MOST_MB },
      {
        text: `no block of the event loop over ${LONGEST_BLOCK_MS} ms`,
        figure: `${fixed(longest, 0)} ms`,
        met: longest <= LONGEST_BLOCK_MS,
      },
      { text: 'no answer of the good caller fails', figure: `${failed} failed`, met: failed === 0 },
    ],
  };
}

export async function partF(run: Run): Promise<Section> {
  const { quick, say } = run;
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
  const attacked = await hostile(run);
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
      ...attacked.blocks,
    ],
    targets: [
      {
        text: 'resident memory flat: the second half adds at most 10 %',
        figure: `${fixed(middle, 0)} → ${fixed(end, 0)} MB`,
        met: end <= middle * 1.1,
      },
      { text: 'every query answered', figure: `${failed} failed`, met: failed === 0 },
      ...attacked.targets,
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
