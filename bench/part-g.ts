// (g) Replicas: what they ask of Genesys, what sharing costs a hit, how soon they heal, and the image's files.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator } from '../src/simulator/index.js';
import { assembleImage } from '../test/support/image.js';
import { throughput } from './hits/load.js';
import { crowd, type Crowd } from './replicas/crowd.js';
import { healings, type Healing } from './replicas/healing.js';
import { startRedis, type Redis } from './replicas/redis.js';
import { fixed, median, spread, whole } from './tools/numbers.js';
import { answers, freePort, SERVER_CORE, start } from './tools/processes.js';
import { table, type Run, type Section, type Target } from './tools/report.js';
import { CALLER, membersPath, startService, type Service } from './tools/service.js';

const COUNTS = [1, 2, 3, 5];
/** Enough for every refresh: then requests tell what is shared, and not what the budget cuts off. */
const ROOMY = 30_000;
/** Genesys's usual limit. */
const USUAL = 300;

export async function partG({ quick, say, nodes }: Run): Promise<Section> {
  const redis = await startRedis();
  const title = '(g) Replicas';
  if (!redis) return { title, blocks: ['Not measured: redis-server is not on PATH.'], targets: [] };
  const seconds = quick ? 15 : 60;
  say(`(g) ${COUNTS.join(', ')} replicas, with Redis and without`);
  const play = (url: string | undefined, perMinute: number) =>
    Promise.all(COUNTS.map((count) => crowd(count, url, perMinute, seconds)));
  const shared = await play(redis.url, ROOMY);
  const apart = await play(undefined, ROOMY);
  const usual = await play(redis.url, USUAL);
  say('(g) hits with Redis and without');
  const hits = await hitRatios(redis, quick ? 2 : 4);
  say('(g) healing');
  const healed = await healings(redis);
  await redis.kill();
  say('(g) the image');
  const image = await imageFacts(quick ? 3 : 7, [...nodes.values()].at(-1) ?? process.execPath);
  return {
    title,
    blocks: [
      `**Page requests a minute** for 60 callers over 20 queues, freshFor 2 s; ${seconds} s`,
      crowdTable(shared, apart, usual),
      '**After a fault**, three replicas with one Redis, 40 callers at two of them',
      healingTable(healed),
      image.text,
    ],
    targets: [...crowdTargets(shared), hitTarget(hits), ...healingTargets(healed)],
  };
}

function crowdTable(shared: readonly Crowd[], apart: readonly Crowd[], usual: readonly Crowd[]): string {
  const figure = ({ upstream, failed }: Crowd) => whole(upstream) + (failed > 0 ? ` (${failed} failed)` : '');
  const rows = COUNTS.map((count, index) => [
    String(count),
    ...[shared, apart, usual].map((crowds) => figure(crowds[index] as Crowd)),
  ]);
  const limits = ['with Redis', 'without', `with Redis, ${USUAL} a minute allowed`];
  return table(['replicas', ...limits], rows);
}

function crowdTargets(shared: readonly Crowd[]): Target[] {
  const [one, ...more] = shared as [Crowd, ...Crowd[]];
  return more.map(({ replicas, upstream }) => ({
    text: `${replicas} replicas with Redis walk as often as one (± 10 %)`,
    figure: `${fixed(upstream / one.upstream, 2)} ×`,
    met: Math.abs(upstream / one.upstream - 1) <= 0.1,
  }));
}

/** Hits with Redis on, as a share of those without: each time of two new processes, as these differ among equals. */
async function hitRatios(redis: Redis, pairs: number): Promise<number[]> {
  const simulator = await startSimulator({ queues: [{ members: 5 }] });
  const path = membersPath(simulator.queues[0]?.id ?? '');
  const settled = { AVAILABILITY_FRESH_FOR_MS: '3600000' };
  const rate = ({ url }: Service, seconds: number) =>
    throughput({ url: url + path, headers: CALLER, connections: 64, seconds });
  const begin = async (env: Record<string, string>) => {
    const service = await startService(simulator, { core: SERVER_CORE, env: { ...settled, ...env } });
    await answers(service.url + path, CALLER);
    await rate(service, 4);
    return service;
  };
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const [on, off] = [await begin({ REDIS_URL: redis.url }), await begin({})];
    const rates = [await rate(on, 2), await rate(off, 2), await rate(off, 2), await rate(on, 2)] as const;
    ratios.push((rates[0] + rates[3]) / (rates[1] + rates[2]));
    await Promise.all([on.stop(), off.stop()]);
  }
  await simulator.close();
  return ratios;
}

const hitTarget = (ratios: readonly number[]): Target => ({
  text: 'hits with Redis ≥ 0.95 × without',
  figure: spread([...ratios]),
  met: median([...ratios]) >= 0.95,
});

function healingTable(healed: readonly Healing[]): string {
  const rows = healed.map(({ fault, noticedMs, healedMs, asked, failed, slowestMs }) => [
    fault,
    noticedMs === undefined ? '–' : whole(noticedMs),
    whole(healedMs),
    `${whole(failed)} of ${whole(asked)}`,
    whole(slowestMs),
  ]);
  return table(['fault', 'noticed ms', 'healed ms', 'answers failed', 'slowest answer ms'], rows);
}

const healingTargets = (healed: readonly Healing[]): Target[] =>
  healed.map(({ fault, failed, slowestMs }) => ({
    text: `no answer fails or is late: ${fault}`,
    figure: `${failed} failed, slowest ${whole(slowestMs)} ms`,
    met: failed === 0 && slowestMs <= 1_550,
  }));

/** The files of the image in a folder, started with this node and nothing of the repository. */
async function imageFacts(starts: number, node: string): Promise<{ readonly text: string }> {
  const image = assembleImage();
  const simulator = await startSimulator({});
  const bytes = image.files.reduce((sum, file) => sum + statSync(join(image.folder, file)).size, 0);
  const times: number[] = [];
  for (let count = 0; count < starts; count++) {
    const [port, adminPort] = [await freePort(), await freePort()];
    const began = performance.now();
    const started = start([node, ...image.command.map((word) => inFolder(image.folder, word))], {
      env: {
        ...image.environment,
        ...{ HOST: '127.0.0.1', PORT: String(port), ADMIN_PORT: String(adminPort), SHUTDOWN_DELAY_MS: '0' },
        ...{ GENESYSCLOUD_OAUTHCLIENT_ID: simulator.client.id, CALLER_KEYS: `bench:${'k'.repeat(30)}` },
        GENESYSCLOUD_OAUTHCLIENT_SECRET: simulator.client.secret,
        ...{ GENESYSCLOUD_LOGIN_URL: simulator.loginUrl, GENESYSCLOUD_API_URL: simulator.apiUrl },
      },
    });
    await answers(`http://127.0.0.1:${adminPort}/readyz`);
    times.push(performance.now() - began);
    await started.stop();
  }
  const count = image.files.length;
  image.remove();
  await simulator.close();
  const size = fixed(bytes / 1e6, 1);
  return {
    text: `**The image's own files**: ${count} files, ${size} MB; start to ready from them ${spread(times, 0)} ms`,
  };
}

/** A word of the command that names a file of the image. */
const inFolder = (folder: string, word: string) =>
  readdirSync(folder).includes(word.split('/')[0] ?? '') ? join(folder, word) : word;
