// Secrets that change while we run: their files are read again, so a rotation needs no restart.
import { readInTime } from './files.js';
import { poll, type Timer } from './poll.js';
import { secretProblem } from './pasted-text.js';
import { withoutLastBreak } from './secret-text.js';
import type { Secret } from './types.js';

interface SecretWatch {
  /** The secrets as they are now, in the order given. */
  current(): string[];
  /** Reads the files once, and calls `onChange` if a secret changed. Never rejects unless `onChange` throws. */
  check(): Promise<void>;
  /** Watches other secrets from now on, as many as before; calls `onChange` if one of them differs. */
  replace(secrets: readonly Secret[]): void;
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
  let watched = secrets;
  let values = secrets.map((secret) => secret.value);
  let stopped = false;
  let stopPolling = (): void => undefined;

  const take = (next: string[]): void => {
    if (stopped || next.every((value, index) => value === values[index])) return;
    values = next;
    onChange();
  };
  const check = async (): Promise<void> => {
    const asked = watched;
    const read = await Promise.all(asked.map((secret) => readSecret(secret.file)));
    // What was read before a replacement is older than what the replacement brought.
    if (asked === watched) take(values.map((value, index) => read[index] ?? value));
  };
  const begin = (): void => {
    stopPolling();
    if (watched.some((secret) => secret.file !== undefined)) stopPolling = poll(clock, () => everyMs, check);
  };
  begin();

  return {
    current: () => [...values],
    check,
    replace(next) {
      if (stopped) return;
      watched = next;
      begin();
      take(next.map((secret) => secret.value));
    },
    stop() {
      stopped = true;
      stopPolling();
    },
  };
}

async function readSecret(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const read = await readInTime(file);
  const text = 'text' in read ? withoutLastBreak(read.text) : '';
  return secretProblem(text) === undefined ? text : undefined;
}
