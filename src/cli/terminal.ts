// What a command knows of its terminal: whether to colour, and where progress goes.
import type { Environment } from '../settings/environment.js';

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Tells of a slow step while somebody watches; nothing is written to a file or pipe. */
  progress(step: string): void;
  /** Whether `out` may be coloured. */
  readonly colours: boolean;
}

/** The process's own; colours need a terminal and no NO_COLOR (https://no-color.org). */
export function processTerminal(environment: Environment): Terminal {
  const { stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    progress: (step) => stderr.isTTY && stderr.write(`… ${step}\n`),
    colours: stdout.isTTY && !environment['NO_COLOR'],
  };
}
