// Runs the service or one of its commands as a process of its own, from the sources.
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

/** Starts `file` (below the project) with `args`; the environment is only PATH and what is given. */
export function start(
  file: string,
  args: readonly string[] = [],
  environment: Record<string, string> = {},
): TestProcess {
  return startIn(ROOT, ['--import=tsx', file, ...args], { PATH: process.env['PATH'] ?? '', ...environment });
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
