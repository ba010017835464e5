// A terminal that keeps what a command writes.
import type { Terminal } from '../../src/cli/terminal.js';

export interface TestTerminal extends Terminal {
  /** Everything on standard output so far. */
  readonly output: () => string;
  readonly errors: () => string;
  readonly steps: readonly string[];
}

export function testTerminal(colours = false): TestTerminal {
  let output = '';
  let errors = '';
  const steps: string[] = [];
  return {
    out: (text) => void (output += text),
    err: (text) => void (errors += text),
    progress: (step) => void steps.push(step),
    colours,
    output: () => output,
    errors: () => errors,
    steps,
  };
}

/** What `work` fails with, whatever that is. */
export async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (fault) {
    return fault;
  }
  throw new Error('It was to fail.');
}
