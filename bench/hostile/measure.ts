// One attack against a service of its own, beside a good caller: memory, the longest block, and what the good one got.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { quantile } from '../tools/numbers.js';
import { answers, freePort, start, usage } from '../tools/processes.js';
import { queueId, type Ask, type Attack } from './attacks.js';
import { page, startUpstream } from './upstream.js';

const KEYS = { good: 'good-key-0123456789-abcdefghijklmn', hostile: 'hostile-key-0123456789-abcdefghij' };

export interface Outcome {
  readonly name: string;
  /** Resident memory at its highest, in MB. */
  readonly mostMb: number;
  /** Longest block of the event loop in milliseconds, and the 99th percentile of its delay. */
  readonly longestMs: number;
  readonly p99Ms: number;
  /** The good caller's answers in milliseconds, and how many were none or not 200. */
  readonly goodP99Ms: number;
  /** The age of the good caller's counts in milliseconds that 99 % don't exceed. */
  readonly goodAgeP99Ms: number;
  readonly goodFailed: number;
  readonly statuses: string;
  readonly ended: boolean;
}

export interface Options {
  /** The service's bundle. */
  readonly script?: string;
  readonly nodeArguments?: readonly string[];
  /** Without the attack. */
  readonly peaceful?: boolean;
  /** How long it goes on at most; without it, until the attack has asked all it asks. */
  readonly forMs?: number;
}

/** Preloaded: SIGUSR2 writes the delays since it was last asked for. Inline, so that nothing else is loaded. */
const DELAYS = `import {writeFileSync} from 'node:fs';import {monitorEventLoopDelay} from 'node:perf_hooks';
const d=monitorEventLoopDelay({resolution:1});d.enable();
process.on('SIGUSR2',()=>{writeFileSync(process.env.LOOP_DELAY_FILE,d.max/1e6+' '+d.percentile(99)/1e6);d.reset()});`;

export async function measure(attack: Attack, options: Options = {}): Promise<Outcome> {
  const upstream = await startUpstream();
  upstream.answer(page(3, 600));
  const folder = mkdtempSync(join(tmpdir(), 'bench-hostile-'));
  const file = join(folder, 'delay');
  const [port, adminPort] = [await freePort(), await freePort()];
  const preload = `--import=data:text/javascript;base64,${Buffer.from(DELAYS).toString('base64')}`;
  const { script = 'dist/main.js', nodeArguments = [] } = options;
  const service = start([process.execPath, preload, ...nodeArguments, script], {
    env: {
      ...{ HOST: '127.0.0.1', PORT: String(port), ADMIN_PORT: String(adminPort), SHUTDOWN_DELAY_MS: '0' },
      ...{ GENESYSCLOUD_OAUTHCLIENT_ID: 'id', GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret' },
      ...{ GENESYSCLOUD_LOGIN_URL: upstream.url, GENESYSCLOUD_API_URL: upstream.url },
      CALLER_KEYS: `good:${KEYS.good},hostile:${KEYS.hostile}`,
      LOOP_DELAY_FILE: file,
    },
  });
  const dispatcher = new Agent({ connections: 64, headersTimeout: 30_000 });
  const statuses = new Map<number | string, number>();
  const ask = async ({ path, body, admin }: Ask, key: string) => {
    const url = `http://127.0.0.1:${admin ? adminPort : port}${path}`;
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const answer = await request(url, {
      dispatcher,
      headers,
      method: body === undefined ? 'GET' : 'POST',
      body: body ?? null,
    });
    await answer.body.dump({ limit: 64 * 2 ** 20 });
    return answer.statusCode;
  };
  /** How old the count is that the good caller is given; undefined for any other answer. */
  const ageOf = async (path: string) => {
    const url = `http://127.0.0.1:${port}${path}`;
    const headers = { authorization: `Bearer ${KEYS.good}` };
    const { statusCode, body } = await request(url, { dispatcher, headers });
    const { asOf } = (await body.json()) as { readonly asOf?: string };
    return statusCode === 200 && asOf ? Date.now() - Date.parse(asOf) : undefined;
  };
  const delays = async () => {
    const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    try {
      process.kill(service.pid, 'SIGUSR2');
    } catch {
      return [NaN, NaN];
    }
    const until = performance.now() + 60_000;
    while (statSync(file, { throwIfNoEntry: false })?.mtimeMs === written && performance.now() < until)
      await sleep(20);
    await sleep(20);
    return readFileSync(file, 'utf8').split(' ').map(Number);
  };
  let over = false;
  let mostMb = 0;
  const times: number[] = [];
  const ages: number[] = [];
  let goodFailed = 0;
  try {
    await answers(`http://127.0.0.1:${adminPort}/readyz`);
    const good = { path: `/v1/queues/${queueId(999)}/availability` };
    for (let n = 0; n < 200; n++) await ask(good, KEYS.good);
    await ask({ path: '/status', admin: true }, '');
    await ask({ path: '/metrics', admin: true }, '');
    attack.prepare(upstream);
    await sleep(1_000);
    await delays();
    const watch = async () => {
      while (!over) {
        try {
          mostMb = Math.max(mostMb, usage(service.pid).rssMb);
        } catch {
          return;
        }
        await sleep(100);
      }
    };
    const asGood = async () => {
      while (!over) {
        const began = performance.now();
        const age = await ageOf(good.path).catch(() => undefined);
        if (age === undefined) goodFailed += 1;
        else ages.push(age);
        times.push(performance.now() - began);
        await sleep(50);
      }
    };
    const look = async (path: string, everyMs: number) => {
      while (!over) {
        await ask({ path, admin: true }, '').catch(() => 0);
        await sleep(everyMs);
      }
    };
    const beside = [watch(), asGood(), look('/metrics', 2_000)];
    if (attack.statusEvery !== undefined) beside.push(look('/status', attack.statusEvery));
    const iterator = attack.asks()[Symbol.iterator]();
    const until = performance.now() + (options.forMs ?? Infinity);
    const worker = async () => {
      for (let next = iterator.next(); !next.done && performance.now() < until; next = iterator.next()) {
        const status = await ask(next.value, KEYS.hostile).catch(
          (fault: Error & { code?: string }) => fault.code ?? 'fault',
        );
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (service.child.exitCode !== null || service.child.signalCode !== null) return;
      }
    };
    if (options.peaceful) await sleep(options.forMs ?? 10_000);
    else await Promise.all(Array.from({ length: attack.atOnce }, worker));
    await ask({ path: '/status', admin: true }, '').catch(() => 0);
    await sleep(2_000);
    over = true;
    await Promise.all(beside);
    const ended = service.child.exitCode !== null || service.child.signalCode !== null;
    const [longestMs = NaN, p99Ms = NaN] = ended ? [] : await delays();
    const told = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
    const goodP99Ms = quantile(times, 0.99);
    const goodAgeP99Ms = quantile(ages, 0.99);
    const measured = { mostMb, longestMs, p99Ms, goodP99Ms, goodAgeP99Ms, goodFailed };
    return { name: attack.name, ...measured, statuses: told, ended };
  } finally {
    over = true;
    await service.stop();
    await dispatcher.destroy();
    await upstream.close();
    rmSync(folder, { recursive: true });
  }
}
