// Secrets that change while we run: their files are read again, so a rotation needs no restart.
import { readFile } from 'node:fs/promises';
import { secretProblem, withoutLastBreak } from './secret-text.js';
import type { Secret } from './types.js';

/** What is needed of the Clock of `src/runtime/clock.ts`, which is a neighbour and not imported. */
export interface Timer {
  after(ms: number, action: () => void): () => void;
}

export interface SecretWatch {
  /** The secrets as they are now, in the order given. */
  current(): string[];
  /** Reads the files once, and calls `onChange` if a secret changed. Never rejects unless `onChange` throws. */
  check(): Promise<void>;
  /** No more reading; `onChange` is not called again. */
  stop(): void;
}

/**
 * Reads the files of `secrets` again every `everyMs` milliseconds and calls `onChange`, which must not throw,
 * once per round in which one of them changed. Contents are compared, not times: Kubernetes swaps a symbolic
 * link. A file that is unreadable, empty or not usable as a secret at the moment keeps its old value.
 */
export function watchSecret(
  secrets: readonly Secret[],
  clock: Timer,
  onChange: () => void,
  everyMs = 1_000,
): SecretWatch {
  let values = secrets.map((secret) => secret.value);
  let stopped = false;
  let cancel = (): void => undefined;

  const check = async (): Promise<void> => {
    const read = await Promise.all(secrets.map((secret) => readSecret(secret.file)));
    const next = values.map((value, index) => read[index] ?? value);
    if (stopped || next.every((value, index) => value === values[index])) return;
    values = next;
    onChange();
  };
  const schedule = (): void => {
    if (!stopped) cancel = clock.after(everyMs, () => void check().finally(schedule));
  };
  if (secrets.some((secret) => secret.file !== undefined)) schedule();

  return {
    current: () => [...values],
    check,
    stop() {
      stopped = true;
      cancel();
    },
  };
}

async function readSecret(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    const text = withoutLastBreak(await readFile(file, 'utf8'));
    return secretProblem(text) === undefined ? text : undefined;
  } catch {
    return undefined;
  }
}
