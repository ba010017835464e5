// A world that changes, somebody in front of it, callers who ask; and what came of it.
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';
import { quantile } from '../tools/numbers.js';
import { answers, freePort, start } from '../tools/processes.js';
import { startService } from '../tools/service.js';
import { ask, type AskOptions, type Seen } from './ask.js';
import { startMovingHost, type MovingHost } from './moving-host.js';
import { Truth } from './truth.js';

/** The deadline of the settings, and what it may be exceeded by. */
export const IN_TIME_MS = 1_550;
const QUEUES = 20;
const MEMBERS = 60;
const CHANGE_EVERY_MS = 100;
const SETTLING_MS = 2_000;

/** Who stands in front of Genesys. */
export interface Variant {
  readonly name: string;
  /** Seconds that an answer is kept by a proxy made by hand; absent: this service. */
  readonly byHandTtl?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly callers?: number;
  /** Milliseconds that were promised. */
  readonly freshFor: number;
}

export interface Scenario {
  readonly seconds: number;
  readonly tokenLifetimeSeconds?: number;
  /** Answers before this are not counted: many processes that start at once disturb each other. */
  readonly warmUpMs?: number;
  /** Queues (20), each with so many members (60). */
  readonly queues?: number;
  readonly members?: number;
  /** Milliseconds between two changes of the world (100), each of two agents; 0: nothing changes. */
  readonly changeEveryMs?: number;
  /** What this service is asked (both members and counts). */
  readonly route?: AskOptions['route'];
  /** How the analytics of the simulator behave. */
  readonly activity?: NonNullable<SimulatorOptions['activity']>;
  /** What happens meanwhile. @param host the API's, where it can move */
  readonly disturb?: (simulator: Simulator, host: MovingHost | undefined) => Promise<void>;
  /** Whether the API is reached by way of a host that can move. */
  readonly movingHost?: boolean;
}

export interface Outcome {
  readonly variant: Variant;
  readonly asked: number;
  /** Without a usable count: an error, nothing within 5 s, or a status that is not known. */
  readonly failed: number;
  readonly inTime: number;
  readonly usableInTime: number;
  /** Counts that were not true within the age that the answer claims. */
  readonly wrong: number;
  /** Usable answers whose count was true when they came. */
  readonly trueNow: number;
  /** Usable answers that call themselves fresh. */
  readonly fresh: number;
  readonly slowestMs: number;
  /** From the first question on: when the last came that got no usable count. */
  readonly allAnsweredMs: number;
  /** Ages that the answers claim, whole seconds. */
  readonly claimed: { readonly p50: number; readonly p99: number };
  /** Answers of Genesys to any request that were 429. */
  readonly any429: number;
  /** Page requests of the first minute, all that met 429, and walks. */
  readonly upstream: number;
  /** Requests of any kind but logins, per minute, from the end of the warm-up on. */
  readonly steady: number;
  readonly upstream429: number;
  /** Page requests in each 10 s of the first minute: how evenly the budget was spent. */
  readonly pace: readonly number[];
  readonly ages: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Of those whose age is known to the millisecond. */
  readonly aged: number;
  readonly old: number;
  readonly oldAndSaysSo: number;
}

/** Starts who stands in front of `simulator`. */
export async function stand(variant: Variant, simulator: Simulator, apiUrl = simulator.apiUrl) {
  if (variant.byHandTtl === undefined)
    return startService(simulator, { env: { ...variant.env, GENESYSCLOUD_API_URL: apiUrl } });
  const port = await freePort();
  const { loginUrl, client } = simulator;
  const env = { LOGIN_URL: loginUrl, API_URL: apiUrl, CLIENT_ID: client.id, CLIENT_SECRET: client.secret };
  const args = ['--import=tsx', 'bench/callers/by-hand.ts', String(port), String(variant.byHandTtl)];
  const started = start([process.execPath, ...args], { env });
  await answers(`http://127.0.0.1:${port}/healthz`);
  return { ...started, url: `http://127.0.0.1:${port}` };
}

async function prepare(variant: Variant, scenario: Scenario) {
  const simulator = await startSimulator({
    queues: Array.from({ length: scenario.queues ?? QUEUES }, () => ({
      members: scenario.members ?? MEMBERS,
    })),
    rateLimit: { perMinute: 300 },
    ...(scenario.activity && { activity: scenario.activity }),
    ...(scenario.tokenLifetimeSeconds && { tokenLifetimeSeconds: scenario.tokenLifetimeSeconds }),
  });
  const host = scenario.movingHost ? await startMovingHost(simulator.apiUrl) : undefined;
  return { variant, scenario, simulator, host, front: await stand(variant, simulator, host?.url) };
}

async function play({ variant, scenario, simulator, host, front }: Awaited<ReturnType<typeof prepare>>) {
  const truth = new Truth(simulator);
  const changeEveryMs = scenario.changeEveryMs ?? CHANGE_EVERY_MS;
  if (changeEveryMs > 0) truth.live(changeEveryMs, 2);
  const startedAt = Date.now();
  const from = startedAt + (scenario.warmUpMs ?? 0);
  const disturbance = scenario.disturb?.(simulator, host);
  const seen = await ask({
    url: front.url,
    queueIds: simulator.queues.map(({ id }) => id),
    callers: variant.callers ?? 50,
    seconds: scenario.seconds,
    route: variant.byHandTtl === undefined ? (scenario.route ?? 'both') : 'members',
  });
  await disturbance;
  truth.stop();
  await front.stop();
  host?.close();
  await simulator.close();
  const counted = seen.filter(({ at, tookMs }) => at - tookMs >= from);
  const failedAt = seen.filter(({ total }) => total === undefined).map(({ at }) => at - startedAt);
  return {
    ...conclude(variant, counted, truth, simulator, scenario),
    allAnsweredMs: Math.max(0, ...failedAt),
  };
}

function conclude(
  variant: Variant,
  seen: readonly Seen[],
  truth: Truth,
  simulator: Simulator,
  { seconds, warmUpMs = 0 }: Scenario,
): Omit<Outcome, 'allAnsweredMs'> {
  const usable = seen.filter(({ total }) => total !== undefined);
  const inTime = ({ tookMs, status }: Seen) => tookMs <= IN_TIME_MS && status > 0;
  const aged = usable.flatMap(({ ageMs, ...rest }) => (ageMs === undefined ? [] : [{ ...rest, ageMs }]));
  // As old as it was when it was asked for: the way takes time too.
  const claims = usable.map(({ claimedMs }) => claimedMs);
  const ages = aged.map(({ ageMs }) => ageMs);
  const old = aged.filter(({ ageMs, tookMs }) => ageMs - tookMs > variant.freshFor);
  const pages = simulator.requests.filter(({ route }) => route === 'members');
  const firstAt = pages[0]?.at ?? 0;
  return {
    variant,
    asked: seen.length,
    failed: seen.length - usable.length,
    inTime: seen.filter(inTime).length,
    usableInTime: usable.filter(inTime).length,
    wrong: usable.filter(
      ({ queueId, total = -1, at, claimedMs }) => !truth.held(queueId, total, at - claimedMs - 1_000, at),
    ).length,
    trueNow: usable.filter(({ queueId, total = -1, at, tookMs }) =>
      truth.held(queueId, total, at - tookMs, at),
    ).length,
    fresh: usable.filter(({ saysOld }) => !saysOld).length,
    slowestMs: Math.max(...seen.map(({ tookMs }) => tookMs)),
    steady: steadyOf(simulator, warmUpMs, seconds * 1_000),
    upstream: pages.filter(({ at }) => at < firstAt + 60_000).length,
    pace: [0, 1, 2, 3, 4, 5].map(
      (index) => pages.filter(({ at }) => Math.floor((at - firstAt) / 10_000) === index).length,
    ),
    claimed: {
      p50: quantile(claims, 0.5),
      p99: quantile(claims, 0.99),
    },
    any429: simulator.requests.filter(({ status }) => status === 429).length,
    upstream429: pages.filter(({ status }) => status === 429).length,
    ages: { p50: quantile(ages, 0.5), p99: quantile(ages, 0.99), max: quantile(ages, 1) },
    aged: aged.length,
    old: old.length,
    oldAndSaysSo: old.filter(({ saysOld }) => saysOld).length,
  };
}

/** Requests a minute between the end of the warm-up and the end of all. */
function steadyOf({ requests }: Simulator, warmUpMs: number, allMs: number): number {
  const ours = requests.filter(({ route }) => route !== 'login');
  const endsAt = ours.at(-1)?.at ?? 0;
  const beganAt = Math.min(...ours.filter(({ route }) => route === 'members').map(({ at }) => at));
  const from = beganAt + warmUpMs;
  const counted = ours.filter(({ at }) => at >= from).length;
  return (counted * 60_000) / Math.max(1, Math.max(endsAt - from, allMs - warmUpMs));
}

/** Plays all at once, for each is mostly waiting; nobody asks while others still start. */
export async function playAll(
  variants: readonly Variant[],
  scenarios: readonly Scenario[],
): Promise<readonly Outcome[][]> {
  const stages = await Promise.all(
    scenarios.map((scenario) => Promise.all(variants.map((variant) => prepare(variant, scenario)))),
  );
  await sleep(SETTLING_MS);
  return Promise.all(stages.map((stage) => Promise.all(stage.map(play))));
}
