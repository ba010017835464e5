// How much of the code a question runs through: files by V8's call coverage, and calls by the stack at the socket to
// Genesys. `npm run structure` prints a table for docs/architecture.md.
import { Session } from 'node:inspector/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { systemClock, type Clock } from '../../src/runtime/clock.js';
import { startService, stopServices } from '../../test/support/service.js';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const OWN = /\/src\/(?!simulator\/)/;
const QUEUE =
  '/api/v2/routing/queues/11111111-1111-4111-8111-111111111111/members?presence=Available&joined=true';

/** Files of the service in which a function ran while `work` did. */
async function filesRunBy(work: () => Promise<unknown>): Promise<string[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await session.post('Profiler.takePreciseCoverage');
  await work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  return result
    .filter(({ url }) => OWN.test(url))
    .filter(({ functions }) => functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)))
    .map(({ url }) => url.replace(/.*\/src\//, ''))
    .sort();
}

/** Own calls on the stack of whoever calls this, awaits included, the innermost first. */
function ownCalls(): string[] {
  const lines = (new Error().stack ?? '').split('\n').filter((line) => OWN.test(line));
  return lines.map((line) =>
    line
      .trim()
      .replace(/^at (?:async )?/, '')
      .replace(/\(.*\/src\//, '('),
  );
}

/**
 * The calls of our own between the request's socket and Genesys's: down to where the answer is waited for (the deadline's
 * timer), and from the load's beginning to the request's.
 */
async function callsToGenesys(clock: Watched, work: () => Promise<unknown>): Promise<string[]> {
  Error.stackTraceLimit = 200;
  let waiting: string[] = [];
  let sending: string[] = [];
  clock.onTimer = (ms) => {
    if (ms === DEADLINE_MS) waiting = ownCalls();
  };
  const proto = Pool.prototype as unknown as { dispatch: (...args: unknown[]) => boolean };
  const { dispatch } = proto;
  proto.dispatch = function (this: unknown, ...args) {
    sending = ownCalls();
    return dispatch.apply(this, args);
  };
  try {
    await work();
  } finally {
    proto.dispatch = dispatch;
    clock.onTimer = () => undefined;
  }
  const start = 'start (cache/loads.ts)';
  return [
    ...sending,
    start,
    ...waiting.filter((call) => !/within|runtime\/clock|bench\/structure/.test(call)),
  ];
}

/** Exported types and classes of the service, without the page, the simulator and the API's description. */
function exportedTypes(folder = SRC): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) {
      return /\/src\/(ui|simulator|http\/openapi)$/.test(path) ? sum : sum + exportedTypes(`${path}/`);
    }
    if (!path.endsWith('.ts')) return sum;
    return (
      sum +
      (readFileSync(path, 'utf8').match(/^export (?:abstract )?(?:interface|type|class|enum) \w/gm)?.length ??
        0)
    );
  }, 0);
}

const DEADLINE_MS = 1_500;

/** The system's clock, and who asks it for a timer. */
interface Watched extends Clock {
  onTimer: (ms: number) => void;
}

const real = systemClock;
const clock: Watched = {
  ...real,
  onTimer: () => undefined,
  after(ms, work) {
    clock.onTimer(ms);
    return real.after(ms, work);
  },
};
const service = await startService({ clock });
const ask = () => service.get(QUEUE).then((answer) => answer.arrayBuffer());
const miss = await filesRunBy(ask);
const hit = await (async () => {
  await ask();
  return filesRunBy(ask);
})();
const other = `${QUEUE}&routingStatus=IDLE`;
const calls = await callsToGenesys(clock, () => service.get(other).then((answer) => answer.arrayBuffer()));
const verbose = process.argv.includes('--verbose');
const print = (text: string) => process.stdout.write(`${text}\n`);
print(`exported types and classes: ${exportedTypes()}`);
print(`files run on a miss: ${miss.length}${verbose ? `\n  ${miss.join('\n  ')}` : ''}`);
print(`files run on a repeated hit: ${hit.length}${verbose ? `\n  ${hit.join('\n  ')}` : ''}`);
print(`calls from socket to socket on a miss: ${calls.length}${verbose ? `\n  ${calls.join('\n  ')}` : ''}`);
await stopServices();
process.exit(0);
