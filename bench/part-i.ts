// (i) Looks: many queues in one request, against the figures that polling alone came to.
import { playAll, type Outcome, type Scenario } from './callers/scenario.js';
import { hitsWithLooks } from './part-i-hits.js';
import { fixed, percent, whole } from './tools/numbers.js';
import { table, type Run, type Section, type Target } from './tools/report.js';

const FRESH_FOR_MS = 2_000;
const SERVICE = { name: 'this service', freshFor: FRESH_FOR_MS };
const AT_LEAST_S = 20;

/** One line of the table. */
interface Line {
  readonly name: string;
  readonly callers: number;
  readonly scenario: Scenario;
  /** What is asked of it. */
  readonly targets: (outcome: Outcome) => readonly Target[];
}

const part = (count: number, all: number) => (all > 0 ? count / all : NaN);
const usableOf = ({ asked, failed }: Outcome) => asked - failed;
const few = { queues: 20, members: 60 };
const crowd = { queues: 1_000, members: 10, changeEveryMs: 1_000 };

/** None of these in any of them. */
function never(name: string, { failed, any429, wrong }: Outcome, failures = true): Target[] {
  const figure = `${failures ? `${failed} failed, ` : ''}${any429} × 429, ${wrong} wrong`;
  const met = (!failures || failed === 0) && any429 === 0 && wrong === 0;
  return [{ text: `nothing failed, limited or wrong: ${name}`, figure, met }];
}

const FIRST: readonly Line[] = [
  {
    name: '20 queues, members, two agents a second change',
    callers: 50,
    scenario: { ...few, changeEveryMs: 1_000, route: 'members', seconds: 120, warmUpMs: 60_000 },
    targets: (one) => {
      const old = part(usableOf(one) - one.fresh, usableOf(one));
      const text = '20 queues, members: at most 2 % older than promised';
      return [{ text, figure: `${fixed(100 * old, 1)} %`, met: old <= 0.02 }];
    },
  },
  {
    name: '20 queues, counts',
    callers: 50,
    scenario: { ...few, route: 'counts', seconds: 120, warmUpMs: 60_000 },
    targets: (one) => [
      {
        text: '20 queues, counts: at most 130 requests a minute, age p99 at most 2 s',
        figure: `${whole(one.steady)} a minute, ${whole(one.ages.p99)} ms`,
        met: one.steady <= 130 && one.ages.p99 <= FRESH_FOR_MS,
      },
    ],
  },
  {
    name: '100 busy queues, counts',
    callers: 100,
    scenario: {
      ...{ queues: 100, members: 20, changeEveryMs: 200 },
      ...{ route: 'counts', seconds: 120, warmUpMs: 60_000 },
    },
    targets: (one) => {
      const share = part(one.trueNow, usableOf(one));
      const text = '100 busy queues, counts: at least 95 % true at the answer';
      return [{ text, figure: `${fixed(100 * share, 1)} %`, met: share >= 0.95 }];
    },
  },
  ...(['lying', 'lagging'] as const).map((habit): Line => ({
    name: `20 queues, both, a ${habit} endpoint`,
    callers: 30,
    scenario: {
      ...few,
      ...{ seconds: 120, warmUpMs: 0 },
      activity: habit === 'lying' ? { lieAbout: 'all' } : { lagMs: 1_500 },
    },
    targets: () => [],
  })),
];

const THOUSAND: Line = {
  name: '1,000 queues, counts',
  callers: 300,
  scenario: { ...crowd, route: 'counts', seconds: 150, warmUpMs: 60_000 },
  targets: (one) => [
    {
      text: '1,000 queues, counts: all usable, age p50 at most 4 s, p99 at most 8 s',
      figure: `${fixed(100 * part(usableOf(one), one.asked), 1)} %, ${whole(one.ages.p50)} and ${whole(one.ages.p99)} ms`,
      met: one.failed === 0 && one.ages.p50 <= 4_000 && one.ages.p99 <= 8_000,
    },
    {
      text: '1,000 queues, cold start: every count question answered within 10 s',
      figure: `${fixed(one.allAnsweredMs / 1_000, 1)} s`,
      met: one.allAnsweredMs <= 10_000,
    },
  ],
};

const THOUSAND_MEMBERS: Line = {
  name: '1,000 queues, members, after 5 minutes',
  callers: 300,
  scenario: { ...crowd, route: 'members', seconds: 345, warmUpMs: 300_000 },
  targets: (one) => {
    const usable = part(usableOf(one), one.asked);
    return [
      {
        text: '1,000 queues, members, after 5 minutes: at least 95 % usable, age p99 at most 15 s',
        figure: `${fixed(100 * usable, 1)} %, ${whole(one.claimed.p99)} ms`,
        met: usable >= 0.95 && one.claimed.p99 <= 15_000,
      },
    ];
  },
};

/** Those of one group at once: each is mostly waiting. */
async function play(lines: readonly Line[], quick: boolean): Promise<Outcome[]> {
  return Promise.all(
    lines.map(async ({ name, callers, scenario }) => {
      const short = { seconds: AT_LEAST_S, warmUpMs: Math.min(8_000, scenario.warmUpMs ?? 0) };
      const variant = { ...SERVICE, name, callers };
      const [[outcome] = []] = await playAll([variant], [quick ? { ...scenario, ...short } : scenario]);
      if (!outcome) throw new Error(`nothing came of ${name}`);
      return outcome;
    }),
  );
}

export async function partI({ quick, say }: Run): Promise<Section> {
  const outcomes: Outcome[] = [];
  const targets: Target[] = [];
  for (const group of [FIRST, [THOUSAND], [THOUSAND_MEMBERS]]) {
    say(`(i) ${group.map(({ name }) => name).join('; ')}`);
    const played = await play(group, quick);
    outcomes.push(...played);
    for (const [index, { name, targets: targetsOf }] of group.entries()) {
      const outcome = played[index] as Outcome;
      // Members of 1,000 queues can't all be had: their first pages alone take four windows of the limit.
      targets.push(...targetsOf(outcome), ...never(name, outcome, group[index] !== THOUSAND_MEMBERS));
    }
  }
  say('(i) hits with looks and without');
  const hits = await hitsWithLooks(quick);
  targets.push({
    text: 'hits with looks on at least 0.95 × without',
    figure: `${fixed(hits.ratio)} (CPU of a hit: ${fixed(hits.withLooks, 1)} against ${fixed(hits.without, 1)} µs)`,
    met: hits.ratio >= 0.95,
  });
  return {
    title: '(i) Looks: many queues in one request',
    blocks: [
      '**One service with the settings that are delivered, 300 requests a minute allowed, judged by what the simulator knows**',
      outcomeTable(outcomes),
      NOTE,
    ],
    targets,
  };
}

const NOTE =
  'Columns as in (h). The ages of members are told in whole seconds. Counted after a warm-up of 60 s (300 s for members of ' +
  '1,000 queues; none for an endpoint that lies or lags); all answered: when the last question came that got no usable count, ' +
  'from the first question of a cold start on. Before there were looks: 63 % of the answers of 20 queues older than promised, ' +
  '235 requests a minute; 82 % true of 100 busy queues; 36 % usable of 1,000, p50 53 s and p99 239 s, four minutes until all ' +
  'were counted once.';

function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((one) => {
    const aged = one.aged > 0 ? one.ages : one.claimed;
    return [
      one.variant.name,
      whole(one.steady),
      whole(one.any429),
      percent(one.failed, one.asked),
      `${whole(aged.p50)} / ${whole(aged.p99)}`,
      percent(one.trueNow, usableOf(one)),
      percent(one.fresh, usableOf(one)),
      percent(one.wrong, usableOf(one)),
      fixed(one.allAnsweredMs / 1_000, 1),
    ];
  });
  const head = ['queues, what is asked', 'upstream a minute', '429s', 'without a usable count'];
  return table([...head, 'age p50 / p99 ms', 'true', 'fresh', 'wrong', 'all answered s'], rows);
}
