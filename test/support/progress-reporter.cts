/* eslint-disable @typescript-eslint/no-require-imports -- it is CommonJS */
// Shows each file of tests as it ends: how many are left, what it took, and at the end what failed and what was slow.
// CommonJS, since mocha requires its reporters.
import fs = require('node:fs');
import path = require('node:path');
import Mocha = require('mocha');

const ALL = 'test/**/*.test.ts';
const SLOWEST = 10;

interface Sums {
  tests: number;
  failed: number;
  skipped: number;
  ms: number;
}

/** How many files of tests there are, where all of them run; otherwise nobody knows beforehand. */
function countOfFiles(spec: readonly string[] = []): number | undefined {
  if (spec.some((one) => one !== ALL)) return undefined;
  return fs.readdirSync('test', { recursive: true }).filter((name) => String(name).endsWith('.test.ts'))
    .length;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

class Progress extends Mocha.reporters.Base {
  readonly #files = new Map<string, Sums>();
  readonly #total: number | undefined;
  #underWay: string | undefined;

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    this.#total = countOfFiles((options as { readonly spec?: readonly string[] }).spec);
    runner.on('pass', (test) => this.#note(test, { tests: 1, ms: test.duration ?? 0 }));
    runner.on('pending', (test) => this.#note(test, { skipped: 1 }));
    runner.on('fail', (test) => this.#note(test, { tests: 1, failed: 1, ms: test.duration ?? 0 }));
    runner.once('end', () => this.#end());
  }

  /** A file is over when a test of another one ends: those that run beside it report their tests all at once. */
  #note({ file = '' }: Mocha.Test, change: Partial<Sums>): void {
    const name = path.relative(process.cwd(), file);
    if (name !== this.#underWay) this.#endFile();
    this.#underWay = name;
    const sums = this.#files.get(name) ?? { tests: 0, failed: 0, skipped: 0, ms: 0 };
    this.#files.set(name, sums);
    for (const key of Object.keys(change) as Array<keyof Sums>) sums[key] += change[key] ?? 0;
  }

  #endFile(): void {
    const sums = this.#underWay === undefined ? undefined : this.#files.get(this.#underWay);
    if (!sums) return;
    const count = this.#files.size + (this.#total === undefined ? '' : `/${this.#total}`);
    const failed = sums.failed > 0 ? `, ${sums.failed} FAILED` : '';
    const skipped = sums.skipped > 0 ? `, ${sums.skipped} skipped` : '';
    process.stdout.write(
      `[${count}] ${this.#underWay}: ${sums.tests} tests${failed}${skipped}, ${seconds(sums.ms)}\n`,
    );
  }

  #end(): void {
    this.#endFile();
    const slow = [...this.#files].sort(([, a], [, b]) => b.ms - a.ms).slice(0, SLOWEST);
    process.stdout.write(`\nSlowest: ${slow.map(([name, { ms }]) => `${name} ${seconds(ms)}`).join(', ')}\n`);
    this.epilogue();
  }
}

export = Progress;
