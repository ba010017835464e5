// (c) The same while something is wrong with Genesys for 20 seconds.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRule, Simulator } from '../src/simulator/index.js';
import { IN_TIME_MS, playAll, type Outcome, type Scenario, type Variant } from './callers/scenario.js';
import { percent, whole } from './tools/numbers.js';
import { table, type Run, type Section, type Target } from './tools/report.js';

const VARIANTS: readonly Variant[] = [
  { name: 'this service', freshFor: 2_000 },
  { name: 'by hand, no cache', byHandTtl: 0, freshFor: 2_000 },
  { name: 'by hand, cache of 30 s', byHandTtl: 30, freshFor: 2_000 },
];
const WARM_UP_MS = 4_000;
const BEFORE_MS = 10_000;
/** Disturbances that are played at the same time. */
const AT_ONCE = 3;
const ONE_QUEUE = 'one queue of twenty answers 500';
const ORGANIZATION_429 = '429 to every page, `Retry-After: 30`';

const during = (rule: FaultRule, ms: number) => async (simulator: Simulator) => {
  await sleep(BEFORE_MS);
  const end = simulator.fault(rule);
  await sleep(ms);
  end();
};

/** The queue that fails alone. */
const first = (simulator: Simulator) => simulator.queues[0]?.id ?? '';

/** One queue of the twenty answers 500; the others are well. */
const oneQueue = (ms: number) => async (simulator: Simulator) =>
  during({ on: 'members', queueId: first(simulator), do: { kind: 'status', status: 500 } }, ms)(simulator);

/** A token is revoked every 5 s, and the next one is honoured only after 600 ms. */
const honouredLate = (ms: number) => async (simulator: Simulator) => {
  await sleep(BEFORE_MS);
  for (const until = Date.now() + ms; Date.now() < until; await sleep(4_400)) {
    simulator.revokeTokens();
    const end = simulator.fault({ on: 'members', do: { kind: 'status', status: 401 } });
    await sleep(600);
    end();
  }
};

/** The old node stays out of service. */
const move: NonNullable<Scenario['disturb']> = async (_simulator, host) => {
  await sleep(BEFORE_MS);
  host?.move();
};

const revoke = (ms: number) => async (simulator: Simulator) => {
  await sleep(BEFORE_MS);
  for (const end = Date.now() + ms; Date.now() < end; await sleep(5_000)) simulator.revokeTokens();
};

export async function partC({ quick, say }: Run): Promise<Section> {
  const ms = quick ? 8_000 : 20_000;
  const seconds = (BEFORE_MS + ms) / 1000 + (quick ? 4 : 14);
  const disturbances: ReadonlyArray<readonly [string, Omit<Scenario, 'seconds'>]> = [
    [
      'login down (tokens live 22 s)',
      { tokenLifetimeSeconds: 22, disturb: during({ on: 'login', do: { kind: 'status', status: 503 } }, ms) },
    ],
    ['all tokens revoked every 5 s', { disturb: revoke(ms) }],
    ['503 to every page', { disturb: during({ on: 'members', do: { kind: 'status', status: 503 } }, ms) }],
    ['every page hangs', { disturb: during({ on: 'members', do: 'hang' }, ms) }],
    [ONE_QUEUE, { disturb: oneQueue(ms) }],
    [
      ORGANIZATION_429,
      { disturb: during({ on: 'members', do: { kind: 'status', status: 429, retryAfter: 30 } }, ms) },
    ],
    [
      'a CDN answers 403 in HTML',
      { disturb: during({ on: 'members', do: { kind: 'html', status: 403 } }, ms) },
    ],
    ['tokens revoked, the new ones honoured 600 ms late', { disturb: honouredLate(ms) }],
    ['the API moves to another node, the old one answers 503', { movingHost: true, disturb: move }],
  ];
  const played: Outcome[][] = [];
  for (let from = 0; from < disturbances.length; from += AT_ONCE) {
    const some = disturbances.slice(from, from + AT_ONCE);
    say(`(c) ${some.length} disturbances of ${ms / 1000} s at once, ${seconds} s in all`);
    const scenarios = some.map(([, scenario]) => ({ seconds, warmUpMs: WARM_UP_MS, ...scenario }));
    played.push(...(await playAll(VARIANTS, scenarios)));
  }
  const results = disturbances.map(([name], index) => [name, played[index] ?? []] as const);
  const rows = results.flatMap(([name, outcomes]) => outcomes.map((outcome) => row(name, outcome)));
  const head = [
    ...[
      'disturbance',
      'in front of Genesys',
      'asked',
      `any answer in ${IN_TIME_MS} ms`,
      'usable count in time',
    ],
    ...['failed', 'slowest ms', 'age p50 / p99 / max ms', 'wrong counts', '429s met'],
  ];
  const note =
    `${BEFORE_MS / 1000} s of peace, ${ms / 1000} s of trouble, then peace again; 50 callers, 20 queues, 300 requests ` +
    `a minute. Nine proxies at a time start at once and are cold: answers of the first ${WARM_UP_MS / 1000} s are not counted. ` +
    'Callers give up after 5 s. Failed: an error, nothing at all, or a status that is not known.';
  return {
    title: '(c) While Genesys is in trouble',
    blocks: [table(head, rows), note],
    targets: results.flatMap(([name, [ours]]) => (ours ? targets(name, ours) : [])),
  };
}

function row(disturbance: string, outcome: Outcome): string[] {
  const { variant, asked, inTime, usableInTime, failed, slowestMs, ages, wrong, upstream429 } = outcome;
  return [
    ...[disturbance, variant.name, whole(asked)],
    ...[percent(inTime, asked, 2), percent(usableInTime, asked, 2), whole(failed), whole(slowestMs)],
    ...[[ages.p50, ages.p99, ages.max].map(whole).join(' / '), whole(wrong), whole(upstream429)],
  ];
}

function targets(name: string, { asked, inTime, wrong, failed }: Outcome): Target[] {
  const figure = `${percent(inTime, asked, 2)}, ${failed} of ${asked} failed`;
  return [
    { text: `100 % answered in time: ${name}`, figure, met: inTime === asked },
    { text: `no wrong counts: ${name}`, figure: whole(wrong), met: wrong === 0 },
  ];
}
