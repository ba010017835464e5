// Starts processes, pinned to a core where that is possible, and ends every one of them with the run.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The machine's cores of the CPU-bound parts: what is measured, and what measures it. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly core?: number;
  /** Gives `output` what is written to stdout; otherwise that goes to /dev/null. */
  readonly listen?: boolean;
  /** A descriptor that stdout goes to instead. */
  readonly log?: number;
}

export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly output: () => string;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** The path of a program, undefined when it isn't there. */
export function program(name: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

const taskset = availableParallelism() > 1 ? program('taskset') : undefined;
export const canPin = taskset !== undefined;

/** `command` as it is run on `core`. */
function pinned(command: readonly string[], core: number | undefined): readonly string[] {
  return taskset && core !== undefined ? [taskset, '-c', String(core), ...command] : command;
}

/** Starts `command` in a process group of its own, so that ending it ends its children too. */
export function start(command: readonly string[], options: StartOptions = {}): Started {
  const [file = '', ...args] = pinned(command, options.core);
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    stdio: ['ignore', options.listen ? 'pipe' : (options.log ?? 'ignore'), 'pipe'],
    detached: true,
  });
  running.add(child);
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += String(chunk)));
  child.stderr?.on('data', (chunk: Buffer) => (errors += String(chunk)));
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', (code) => {
      running.delete(child);
      if (code !== null && code !== 0) process.stderr.write(`${command.join(' ')} ended: ${errors}\n`);
      resolve();
    });
  });
  const stop = async () => {
    kill(child);
    await ended;
  };
  return { child, pid: child.pid ?? 0, output: () => output, stop };
}

/** Runs `command` to its end. @returns what it wrote @throws Error when it fails */
export async function run(command: readonly string[], options: StartOptions = {}): Promise<string> {
  const started = start(command, { ...options, listen: true });
  const [code] = (await once(started.child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
  return started.output();
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Ends whatever still runs. */
export function killAll(): void {
  running.forEach(kill);
}

/** A TCP port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until `url` answers 200. @throws Error when it doesn't within 20 s */
export async function answers(url: string, headers: Record<string, string> = {}): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(3_000) }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    if (Date.now() > until) throw new Error(`${url} doesn't answer: ${response?.status ?? 'no connection'}`);
    await sleep(20);
  }
}

/** CPU time of a process so far, in microseconds (clock ticks of 10 ms); resident memory in MB. */
export function usage(pid: number): { readonly cpuUs: number; readonly rssMb: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return { cpuUs: (Number(fields[11]) + Number(fields[12])) * 10_000, rssMb: rss / 1024 };
}
