// Shows each file of tests as it ends: how many are left, what it took, and at the end what failed and what was slow.
// CommonJS, since mocha requires its reporters.
const { readdirSync } = require('node:fs');
const { relative } = require('node:path');
const { reporters } = require('mocha');

const ROOT = process.cwd();
const SLOW_FILES = 10;

/** How many files of tests there are, where all of them run; otherwise nobody knows beforehand. */
function countOfFiles(spec = []) {
  if (spec.some((one) => one !== 'test/**/*.test.ts')) return undefined;
  const names = readdirSync('test', { recursive: true });
  return names.filter((name) => String(name).endsWith('.test.ts')).length;
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

module.exports = class Progress extends reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    const total = countOfFiles(options.spec);
    const files = new Map();
    let under;
    let ended = 0;
    const endFile = () => {
      if (under === undefined) return;
      const { tests, failed, pending, ms } = files.get(under);
      ended += 1;
      const place = total === undefined ? `[${ended}]` : `[${ended}/${total}]`;
      const notes = [failed > 0 && `${failed} FAILED`, pending > 0 && `${pending} skipped`].filter(Boolean);
      const facts = [`${tests} tests`, ...notes, seconds(ms)].join(', ');
      process.stdout.write(`${place} ${under}: ${facts}\n`);
      under = undefined;
    };
    /** A file is over when a test of another one begins. */
    const note = ({ file = '' }, change) => {
      const name = relative(ROOT, file);
      if (name !== under) {
        endFile();
        under = name;
        if (!files.has(name)) files.set(name, { tests: 0, failed: 0, pending: 0, ms: 0 });
      }
      const sums = files.get(name);
      for (const [key, value] of Object.entries(change)) sums[key] += value;
    };
    runner.on('pass', (test) => note(test, { tests: 1, ms: test.duration ?? 0 }));
    runner.on('pending', (test) => note(test, { pending: 1 }));
    runner.on('fail', (test) => note(test, { tests: 1, failed: 1, ms: test.duration ?? 0 }));
    runner.once('end', () => {
      endFile();
      const slow = [...files].sort(([, a], [, b]) => b.ms - a.ms).slice(0, SLOW_FILES);
      process.stdout.write(`\nThe slowest: ${slow.map(([name, { ms }]) => `${name} ${seconds(ms)}`).join(', ')}\n`);
      this.epilogue();
    });
  }
};
