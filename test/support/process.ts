// Runs the service or one of its commands as a process of its own: as it is delivered, bundled once for a whole run of
// the tests, or from the sources where a file of tests runs by itself.
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A process under test: its output so far, and its end. */
export interface TestProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** Waits until the output matches. @throws Error with all output when the process ends before */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

const running = new Set<ChildProcess>();

const BUNDLES = {
  'src/main.ts': 'dist/main.js',
  'src/cli/index.ts': 'dist/cli.js',
  'src/healthcheck.ts': 'dist/healthcheck.js',
} as const;

/** An entry of the service, below the project. */
export type Entry = keyof typeof BUNDLES;

/** What node is given to run an entry: see mocha-setup.ts. */
export function nodeArguments(entry: Entry): string[] {
  return process.env['BUNDLES_ARE_BUILT'] ? [BUNDLES[entry]] : ['--import=tsx', entry];
}

/** Starts `entry` with `args`; the environment is only PATH and what is given. */
export function start(
  entry: Entry,
  args: readonly string[] = [],
  environment: Record<string, string> = {},
): TestProcess {
  return startIn(ROOT, [...nodeArguments(entry), ...args], {
    PATH: process.env['PATH'] ?? '',
    ...environment,
  });
}

/** Starts node, or another program, with `args` in `folder`, with this environment and nothing else. */
export function startIn(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  program: string = process.execPath,
): TestProcess {
  const child = spawn(program, args, { cwd: folder, env });
  running.add(child);
  let output = '';
  let errors = '';
  const listeners = new Set<() => void>();
  const changed = () => listeners.forEach((listener) => listener());
  child.stdout.on('data', (chunk: Buffer) => {
    output += String(chunk);
    changed();
  });
  child.stderr.on('data', (chunk: Buffer) => (errors += String(chunk)));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? signal ?? 'unknown');
      changed();
    });
  });
  const seen = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output);
        if (match) resolve(match);
        else if (!running.has(child))
          reject(new Error(`ended without ${String(pattern)}:\n${output}${errors}`));
        else return;
        listeners.delete(look);
      };
      listeners.add(look);
      look();
    });
  return { child, output: () => output, errors: () => errors, seen, ended };
}

/** Kills what a failed test left behind. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}
