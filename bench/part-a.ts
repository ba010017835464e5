// (a) What a hit costs: throughput and latency beside what else could answer with ready bytes.
import { startSimulator, type AgentSpec } from '../src/simulator/index.js';
import {
  AGAIN,
  BARE,
  EXPRESS,
  FASTIFY,
  gather,
  NGINX,
  SERVICE,
  WITHOUT_LINES,
  type Contestant,
} from './hits/contestants.js';
import { atRate, throughput } from './hits/load.js';
import { fixed, median, spread, whole } from './tools/numbers.js';
import { table, type Run, type Section, type Target } from './tools/report.js';
import { CALLER } from './tools/service.js';

const CONNECTIONS = 64;
const RATE = 3_000;
/** Members of a queue whose answer is about so large. */
const SIZES = [
  ['3 KB', 5],
  ['20 KB', 32],
] as const;

const agents = (count: number): AgentSpec[] =>
  Array.from({ length: count }, () => ({ presence: 'Available', joined: true }));

/** Who can answer at that rate, or should. */
const RATED = new Set([BARE, AGAIN, SERVICE, NGINX, FASTIFY, EXPRESS]);

/** Figures of each contestant, one for each round. */
type Rounds<Figure> = Map<string, Figure[]>;

/** Asks each contestant once a round, each round in another order. */
async function interleave<Figure>(
  contestants: readonly Contestant[],
  rounds: number,
  measure: (contestant: Contestant) => Promise<Figure>,
): Promise<Rounds<Figure>> {
  const figures: Rounds<Figure> = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const turn = (round * 3) % contestants.length;
    for (const contestant of [...contestants.slice(turn), ...contestants.slice(0, turn)])
      figures.get(contestant.name)?.push(await measure(contestant));
  }
  return figures;
}

/** Ratios to bare of the same round. */
function ratios(figures: Rounds<number>, name: string, to = BARE): number[] {
  const base = figures.get(to) ?? [];
  return (figures.get(name) ?? []).map((figure, round) => figure / (base[round] ?? NaN));
}

export async function partA({ quick, nodes, say }: Run): Promise<Section> {
  const queues = SIZES.map(([name, members]) => ({ name, agents: agents(members) }));
  const simulator = await startSimulator({ queues });
  const blocks: string[] = [];
  const targets: Target[] = [];
  for (const [version, node] of nodes) {
    for (const [index, [size]] of SIZES.entries()) {
      say(`(a) hits of ${size} on Node ${version}`);
      const queueId = simulator.queues[index]?.id ?? '';
      const field = await gather(simulator, queueId, node, version === [...nodes.keys()][0]);
      const taking = field.contestants.filter(({ passes }) => index === 0 || !passes);
      const load = { headers: CALLER, connections: CONNECTIONS };
      // The longest to warm up takes about four seconds; it is the same for all.
      for (const { url } of taking) await throughput({ ...load, url, seconds: quick ? 1 : 4 });
      const fast = await interleave(taking, quick || index > 0 ? 2 : 3, ({ url }) =>
        throughput({ ...load, url, seconds: quick ? 1 : 2 }),
      );
      blocks.push(`**Throughput, ${whole(field.bytes)} bytes, Node ${version}**, ${CONNECTIONS} connections`);
      blocks.push(throughputTable(fast));
      if (index === 0) {
        targets.push(...throughputTargets(version, fast));
        const direct = taking.filter(({ name }) => RATED.has(name));
        const rated = await interleave(direct, quick ? 1 : 3, ({ url }) =>
          atRate({ ...load, url, seconds: 2, rate: RATE }),
        );
        const times = (pick: 'p50' | 'p99'): Rounds<number> =>
          new Map([...rated].map(([name, results]) => [name, results.map((result) => result[pick])]));
        blocks.push(`**Time to answer at ${whole(RATE)} requests/s, ${size}, Node ${version}**`);
        blocks.push(latencyTable(times('p50'), times('p99')));
        const late = ratios(times('p99'), SERVICE);
        const text = `p99 at ${whole(RATE)}/s at most 1.5 × bare, Node ${version}`;
        targets.push({ text, figure: spread(late), met: median(late) <= 1.5 });
      }
      await field.stop();
    }
  }
  await simulator.close();
  return { title: '(a) Hits: throughput and latency', blocks, targets };
}

function throughputTable(figures: Rounds<number>): string {
  const rows = [...figures]
    .map(([name, rates]) => [name, whole(median(rates)), spread(ratios(figures, name))] as const)
    .toSorted((a, b) => Number.parseFloat(b[2]) - Number.parseFloat(a[2]));
  return table(['contestant', 'answers/s', '× bare: median [min–max]'], rows);
}

function latencyTable(p50: Rounds<number>, p99: Rounds<number>): string {
  const rows = [...p50.keys()].map((name) => [
    name,
    fixed(median(p50.get(name) ?? []), 3),
    fixed(median(p99.get(name) ?? []), 3),
    spread(ratios(p50, name)),
    spread(ratios(p99, name)),
  ]);
  return table(['contestant', 'p50 ms', 'p99 ms', 'p50 × bare', 'p99 × bare'], rows);
}

/** At least so many × bare node:http, with the settings that are delivered and without lines for hits. */
const LEAST: Readonly<Record<string, { readonly delivered: number; readonly withoutLines: number }>> = {
  '20': { delivered: 0.6, withoutLines: 0.75 },
  '24': { delivered: 0.72, withoutLines: 0.88 },
};

function throughputTargets(version: string, figures: Rounds<number>): Target[] {
  const noise = `noise ${spread(ratios(figures, AGAIN))}`;
  const against = (text: string, name: string, to: string, least: number): Target => {
    const found = ratios(figures, name, to);
    const figure = to === BARE ? `${spread(found)}; ${noise}` : spread(found);
    return { text: `${text}, Node ${version}`, figure, met: median(found) >= least };
  };
  const least = LEAST[version];
  return [
    ...(least
      ? [
          against(`3 KB hits ≥ ${least.delivered} × bare node:http`, SERVICE, BARE, least.delivered),
          against(
            `3 KB hits, no line for a hit, ≥ ${least.withoutLines} × bare node:http`,
            WITHOUT_LINES,
            BARE,
            least.withoutLines,
          ),
        ]
      : []),
    ...(figures.has(NGINX)
      ? [against('3 KB hits ≥ 0.6 × nginx with its access log', SERVICE, NGINX, 0.6)]
      : []),
    against('3 KB hits ≥ 1.2 × express with ready bytes', SERVICE, EXPRESS, 1.2),
  ];
}
