// (d) What more queues and more members cost.
import { grow, type Growth } from './growth/queues.js';
import { largeQueue } from './growth/large-queue.js';
import { fixed, median, spread, whole } from './tools/numbers.js';
import { table, type Run, type Section } from './tools/report.js';

const SIZES = [
  [1, 10],
  [10, 10],
  [100, 10],
  [1_000, 10],
  [1, 100],
  [1, 1_000],
  [1, 5_000],
] as const;

export async function partD({ quick, say }: Run): Promise<Section> {
  const grown: Growth[] = [];
  for (const [queues, members] of SIZES) {
    say(`(d) ${queues} × ${members} members`);
    grown.push(await grow(queues, members, quick ? 4 : 7));
  }
  say('(d) CPU of hits');
  const costs = grown.map(() => [] as number[]);
  for (let round = 0; round < (quick ? 1 : 3); round++)
    for (const [index, one] of grown.entries()) costs[index]?.push(await one.hit());
  for (const one of grown) await one.stop();
  say('(d) a queue of 5,000');
  const blocks = [await largeQueue(), await largeQueue(), await largeQueue()];
  const pages = median(blocks.map((block) => block.pages));
  const rows = grown.map((one, index) => [
    `${whole(one.queues)} × ${whole(one.members)}`,
    ...[one.expected, one.first, one.background].map(whole),
    fixed(one.refreshes),
    spread(costs[index] ?? [], 1),
  ]);
  const head = [
    ...['queues × members', 'queues × pages', 'first questions took', 'background took'],
    ...['refreshes of all', 'CPU µs a hit [min–max]'],
  ];
  const loops = (['idle', 'load', 'pages', 'decisions'] as const).map((name) => [
    name,
    ...blocks.map((block) => fixed(block[name], 1)),
  ]);
  const linear = grown.every(({ first, expected, failed }) => first === expected && failed === 0);
  // A page has 25 members at most: those of ten are smaller answers, and compared with each other.
  const ratio = (of: readonly [number, number], to: readonly [number, number]) => {
    const cost = ([queues, members]: readonly [number, number]) =>
      median(costs[grown.findIndex((one) => one.queues === queues && one.members === members)] ?? []);
    return cost(of) / cost(to);
  };
  const [byMembers, byQueues] = [ratio([1, 5_000], [1, 100]), ratio([1_000, 10], [1, 10])];
  return {
    title: '(d) Cost as work grows',
    blocks: [
      table(head, rows),
      'freshFor 4 s, nothing limits the rate; a hit is a page of at most 25 members.',
      'Longest event-loop block in ms, three services that hold a queue of 5,000 and write all its 350 pages:',
      table(['what', '1st', '2nd', '3rd'], loops),
    ],
    targets: [
      {
        text: 'upstream requests grow with queues × pages only',
        figure: grown.map(({ first, expected }) => `${first}/${expected}`).join(', '),
        met: linear,
      },
      {
        text: 'CPU of a hit does not grow with members (5,000 against 100: at most 1.2 ×)',
        figure: `${fixed(byMembers)} ×; with 1,000 queues against one ${fixed(byQueues)} ×`,
        met: byMembers <= 1.2,
      },
      { text: 'pages of 5,000 members block for < 20 ms', figure: `${fixed(pages, 1)} ms`, met: pages < 20 },
    ],
  };
}
