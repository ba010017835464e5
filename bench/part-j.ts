// (j) Healing: how soon each queue that is asked for is answered anew, once an outage of a minute and more is over.
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator, type FaultRule } from '../src/simulator/index.js';
import { fixed } from './tools/numbers.js';
import { table, type Run, type Section } from './tools/report.js';
import { CALLER, membersPath, startService, type Service } from './tools/service.js';

/** Seconds. */
const TARGET = 3;
/** Each queue is asked for so often, in the outage and after it; milliseconds. */
const ASKED_EVERY = 500;
/** Milliseconds after which a queue counts as not healed. */
const GIVE_UP = 30_000;

interface Outage {
  readonly queues: number;
  readonly name: string;
  readonly rule: FaultRule;
  /** Seconds. */
  readonly lasts: number;
}

interface Healing {
  readonly outage: Outage;
  /** Milliseconds from the end of the outage to the first answer from a count that was begun after it, by queue. */
  readonly after: readonly number[];
  /** To Genesys in the outage. */
  readonly requestsPerMinute: number;
}

const kinds: ReadonlyArray<readonly [name: string, rule: FaultRule, seconds: readonly number[]]> = [
  ['answers 500', { on: 'members', do: { kind: 'status', status: 500 } }, [80, 110]],
  [
    'answers 503 without Retry-After',
    { on: 'members', do: { kind: 'status', status: 503, retryAfter: null } },
    [95],
  ],
  ['hangs', { on: 'members', do: 'hang' }, [89, 97]],
  ['resets connections', { on: 'members', do: 'reset' }, [103]],
];

export async function partJ({ quick, say }: Run): Promise<Section> {
  const outages = [3, 20].flatMap((queues) =>
    kinds.flatMap(([name, rule, seconds]) =>
      seconds.map((lasts) => ({ queues, name, rule, lasts: quick ? lasts / 10 : lasts })),
    ),
  );
  const healings: Healing[] = [];
  for (const queues of [3, 20]) {
    const some = outages.filter((one) => one.queues === queues);
    say(`(j) ${some.length} outages at once, ${queues} queues each`);
    healings.push(...(await Promise.all(some.map(heal))));
  }
  const slowest = (queues: number) =>
    Math.max(...healings.filter(({ outage }) => outage.queues === queues).flatMap(({ after }) => after)) /
    1_000;
  return {
    title: '(j) Healing after outages of 80 to 110 s',
    blocks: [
      `Each queue is asked for every ${ASKED_EVERY / 1_000} s, in the outage too; 300 requests a minute are allowed. From the end of ` +
        'the outage to the first answer of each queue that rests on a count begun after it, in seconds. All outages of a ' +
        'row of queues ran at once on this machine, each with a service process of its own.',
      table(
        ['outage', 'queues', 'lasts, s', 'first queue, s', 'last queue, s', 'requests a minute meanwhile'],
        healings.map(({ outage, after, requestsPerMinute }) => [
          `Genesys ${outage.name}`,
          String(outage.queues),
          String(outage.lasts),
          fixed(Math.min(...after) / 1_000, 1),
          fixed(Math.max(...after) / 1_000, 1),
          String(Math.round(requestsPerMinute)),
        ]),
      ),
    ],
    targets: [3, 20].map((queues) => ({
      text: `each of ${queues} queues is answered within ${TARGET} s`,
      figure: `${fixed(slowest(queues), 1)} s`,
      met: slowest(queues) <= TARGET,
    })),
  };
}

async function heal(outage: Outage): Promise<Healing> {
  const queues = Array.from({ length: outage.queues }, () => ({ agents: [{}, {}, {}] }));
  const simulator = await startSimulator({ queues });
  const service = await startService(simulator);
  const paths = simulator.queues.map(({ id }) => membersPath(id));
  const healed = new Map<string, number>();
  /** When the outage was over. */
  let over = Infinity;
  const look = async (path: string) => {
    const isNew = await isAnsweredAnew(service, path, over);
    if (isNew && !healed.has(path)) healed.set(path, Date.now() - over);
  };
  await Promise.all(paths.map((path) => isAnsweredAnew(service, path, Infinity)));
  const asking = setInterval(() => paths.forEach((path) => void look(path)), ASKED_EVERY);
  await sleep(3_000);
  simulator.resetRecords();
  simulator.fault(outage.rule);
  await sleep(outage.lasts * 1_000);
  const requests = simulator.requests.filter(({ route }) => route === 'members').length;
  simulator.clearFaults();
  over = Date.now();
  while (healed.size < paths.length && Date.now() - over < GIVE_UP) await sleep(50);
  clearInterval(asking);
  await service.stop();
  await simulator.close();
  const after = paths.map((path) => healed.get(path) ?? Infinity);
  return { outage, after, requestsPerMinute: requests / (outage.lasts / 60) };
}

/** Whether an answer is good, and rests on a count that was begun after `since`. */
async function isAnsweredAnew({ url }: Service, path: string, since: number): Promise<boolean> {
  try {
    const response = await fetch(url + path, { headers: CALLER, signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    if (response.status !== 200) return false;
    const isStale = (response.headers.get('cache-status') ?? '').includes('stale');
    return !isStale && Number(response.headers.get('age')) * 1_000 <= Date.now() - since;
  } catch {
    return false;
  }
}
