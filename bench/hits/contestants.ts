// Starts everybody who takes part in the hit bench, with the same bytes to answer.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Simulator } from '../../src/simulator/index.js';
import { answers, freePort, LOAD_CORE, SERVER_CORE, start } from '../tools/processes.js';
import { CALLER, membersPath, startService } from '../tools/service.js';
import { startNginx } from './nginx.js';

export interface Contestant {
  readonly name: string;
  readonly url: string;
  /** Asks an origin for each answer: too slow for some of the runs. */
  readonly passes?: boolean;
}

export const SERVICE = 'this service';
export const WITHOUT_LINES = 'this service, no line for a hit (DECISION_LOG=loads)';
export const NGINX = 'nginx proxy_cache, access log on';
export const BARE = 'bare node:http, ready bytes';
export const AGAIN = 'the same again (noise)';
export const FASTIFY = 'fastify 5, ready bytes';
export const FASTIFY_HELMET = 'fastify 5 + helmet, ready bytes';
export const EXPRESS = 'express 5 + helmet, ready bytes';

const KINDS: ReadonlyArray<readonly [name: string, kind: string, passes?: boolean]> = [
  [BARE, 'bare'],
  [AGAIN, 'bare'],
  ['bare node:http with as many headers', 'bare-headers'],
  [FASTIFY, 'fastify'],
  [FASTIFY_HELMET, 'fastify-helmet'],
  [EXPRESS, 'express'],
  ['express 5 + http-proxy-middleware, passing on', 'express-proxy', true],
  ['express 5 + fetch by hand, passing on', 'express-fetch', true],
];

/** How a node process is started that runs one of the bench's own servers. */
const script = (node: string, ...args: string[]) => [
  node,
  '--import=tsx',
  'bench/hits/contestant.ts',
  ...args,
];

export interface Field {
  readonly contestants: readonly Contestant[];
  readonly bytes: number;
  stop(): Promise<void>;
}

/** Everybody on `node`, ready to answer with the members of a queue; nginx where `withNginx`. */
export async function gather(
  simulator: Simulator,
  queueId: string,
  node: string,
  withNginx: boolean,
): Promise<Field> {
  const path = `${membersPath(queueId)}&pageSize=100`;
  const folder = mkdtempSync(join(tmpdir(), 'bench-hits-'));
  const bodyFile = join(folder, 'body');
  const stops: Array<() => Promise<void>> = [];
  const contestants: Contestant[] = [];

  const env = { AVAILABILITY_FRESH_FOR_MS: '3600000' };
  const log = openSync(join(folder, 'service.log'), 'a');
  const options = { node, core: SERVER_CORE, log };
  const service = await startService(simulator, { ...options, env });
  const withoutLines = await startService(simulator, { ...options, env: { ...env, DECISION_LOG: 'loads' } });
  stops.push(
    () => service.stop(),
    () => withoutLines.stop(),
  );
  const body = Buffer.from(await (await fetch(service.url + path, { headers: CALLER })).arrayBuffer());
  writeFileSync(bodyFile, body);

  const launch = async (kind: string, core: number, origin = '') => {
    const port = await freePort();
    const started = start(script(node, kind, String(port), bodyFile, origin), { core });
    stops.push(() => started.stop());
    return `http://127.0.0.1:${port}`;
  };
  const origin = await launch('bare', LOAD_CORE);
  const add = (name: string, url: string, passes = false) =>
    contestants.push({ name, url: url + path, passes });
  for (const [name, kind, passes] of KINDS) add(name, await launch(kind, SERVER_CORE, origin), passes);
  add(SERVICE, service.url);
  add(WITHOUT_LINES, withoutLines.url);
  const nginx = withNginx ? await startNginx(origin, SERVER_CORE) : undefined;
  if (nginx) {
    stops.push(() => nginx.stop());
    add(NGINX, nginx.url);
  }
  for (const { url } of contestants) await answers(url, CALLER);
  const stop = async () => {
    await Promise.all(stops.map((end) => end()));
    closeSync(log);
    rmSync(folder, { recursive: true, force: true });
  };
  return { contestants, bytes: body.length, stop };
}
