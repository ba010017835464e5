// (b) One minute of 50 callers and 20 queues against a limit of 300 requests a minute.
import { playAll, type Outcome, type Variant } from './callers/scenario.js';
import { percent, whole } from './tools/numbers.js';
import { table, type Run, type Section, type Target } from './tools/report.js';

const OURS: Variant = { name: 'this service, freshFor 2 s', freshFor: 2_000 };
const CROWD: Variant = { ...OURS, name: 'this service, 500 callers', callers: 500 };
/** 20 queues each 8 s are 150 requests a minute: within the budget, so the promise can be kept. */
const ROOMY: Variant = {
  name: 'this service, freshFor 8 s',
  env: { AVAILABILITY_FRESH_FOR_MS: '8000' },
  freshFor: 8_000,
};
const PLAIN: Variant = { name: 'by hand, no cache', byHandTtl: 0, freshFor: 2_000 };
const CACHED: Variant = { name: 'by hand, cache of 30 s', byHandTtl: 30, freshFor: 2_000 };

export async function partB({ quick, say }: Run): Promise<Section> {
  // A little longer than a minute, so that the border of a rate-limit window is crossed.
  const seconds = quick ? 20 : 75;
  say(`(b) ${seconds} s of 50 callers and 20 queues`);
  const [outcomes = []] = await playAll([OURS, CROWD, ROOMY, PLAIN, CACHED], [{ seconds }]);
  const [ours, crowd, roomy] = outcomes as unknown as [Outcome, Outcome, Outcome];
  const rows = outcomes.map((outcome) => [
    outcome.variant.name,
    whole(outcome.asked),
    `${whole(outcome.failed)} (${percent(outcome.failed, outcome.asked)})`,
    whole(outcome.upstream),
    outcome.pace.join(' '),
    whole(outcome.upstream429),
    [outcome.ages.p50, outcome.ages.p99, outcome.ages.max].map(whole).join(' / '),
    percent(outcome.old, outcome.aged),
    percent(outcome.oldAndSaysSo, outcome.old),
    `${whole(outcome.wrong)} (${percent(outcome.wrong, outcome.asked - outcome.failed)})`,
  ]);
  const head = [
    ...[
      'in front of Genesys',
      'asked',
      'failed',
      'upstream in the 1st minute',
      'each 10 s of it',
      '429s met',
    ],
    ...['age p50 / p99 / max ms', 'older than promised', 'of those say so', 'wrong counts'],
  ];
  const note =
    'A count is wrong when it was not true at any moment between its answer minus the `Age` that the answer ' +
    'states (none: 0) minus 1 s, and its answer; agents change state 20 times a second. Promised: freshFor, ' +
    '2 s for the proxies by hand.';
  return {
    title: `(b) ${seconds} s of 50 callers × 20 queues, 300 requests a minute allowed`,
    blocks: [table(head, rows), note],
    targets: [...targets(ours), ...targets(crowd), ...targets(roomy), together(ours, crowd, roomy)],
  };
}

function targets({ variant, failed, upstream429, old, oldAndSaysSo, wrong }: Outcome): Target[] {
  const { name } = variant;
  return [
    { text: `no failed answers: ${name}`, figure: whole(failed), met: failed === 0 },
    { text: `no 429: ${name}`, figure: whole(upstream429), met: upstream429 === 0 },
    {
      text: `older than promised says so: ${name}`,
      figure: old === 0 ? 'none is older' : percent(oldAndSaysSo, old),
      met: oldAndSaysSo === old,
    },
    { text: `no wrong counts: ${name}`, figure: whole(wrong), met: wrong === 0 },
  ];
}

/** Ten times the callers, and not a tenth more requests. */
function together(ours: Outcome, crowd: Outcome, roomy: Outcome): Target {
  const figure = `${ours.upstream} for 50 callers, ${crowd.upstream} for 500, ${roomy.upstream} at freshFor 8 s`;
  const met = crowd.upstream <= ours.upstream * 1.1;
  return { text: 'upstream requests do not grow with callers', figure, met };
}
