// What is wrong with the settings: gathered while reading, told all at once.
import { environmentNameOf } from './environment-names.js';
import { readNow, type FileRead } from './files.js';

/** One thing that is wrong. No text in it quotes a secret. */
export interface Fault {
  /** File key with dots, such as `organizations.acme.region`. */
  readonly key: string;
  /** Environment name of the same setting. */
  readonly env?: string;
  /** What was wrong, as the rest of a sentence that begins with the key. */
  readonly problem: string;
  /** What is allowed, or what to do. */
  readonly allowed: string;
}

/** Stops the start. The message lists every fault over several lines and is fit for a terminal or a log. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly faults: Fault[];

  constructor(faults: readonly Fault[]) {
    super(`${faults.length} fault${faults.length === 1 ? '' : 's'} in the settings:\n${lines(faults)}`);
    this.faults = [...faults];
  }
}

function lines(faults: readonly Fault[]): string {
  return faults.map(({ allowed, ...fault }) => `  ${whatIsWrong(fault)}\n    → ${allowed}`).join('\n');
}

/** One fault on one line. */
export function faultLine({ allowed, ...fault }: Fault): string {
  return `${whatIsWrong(fault)}; allowed: ${allowed}`;
}

function whatIsWrong({ key, env, problem }: Omit<Fault, 'allowed'>): string {
  return `${env === undefined || env === key ? key : `${key} (${env})`} ${problem}`;
}

/** The faults found so far; checks that build on a faulty setting ask it and stay silent. */
export class FaultList {
  /** The fingerprint of every file that was looked into: what is wrong may be gone when one of them changes. */
  readonly sources = new Map<string, string>();
  readonly #faults: Fault[] = [];
  readonly #doubted = new Set<string>();

  /** @param read how files are read */
  constructor(readonly read: (path: string) => FileRead = readNow) {}

  /** `env` is the key's own environment name unless told; `null` where the environment can't help. */
  add(key: string, problem: string, allowed: string, env?: string | null): void {
    // One mistake can break two rules of a schema (wrong kind, wrong length) and is still one.
    if (this.#faults.some((fault) => fault.key === key && fault.problem === problem)) return;
    const name = env === null ? undefined : (env ?? environmentNameOf(key));
    this.#faults.push({ key, ...(name === undefined ? {} : { env: name }), problem, allowed });
  }

  /** Marks keys whose value can't be known, as what may hold it couldn't be read. */
  doubt(keys: readonly string[]): void {
    for (const key of keys) this.#doubted.add(key);
  }

  /** Whether `key` itself, or an entry of its list, has a fault or is in doubt. */
  has(key: string): boolean {
    if (this.#doubted.has(key)) return true;
    return this.#faults.some((fault) => fault.key.replace(/\.\d+$/, '') === key || fault.key === key);
  }

  get all(): readonly Fault[] {
    return this.#faults;
  }
}
