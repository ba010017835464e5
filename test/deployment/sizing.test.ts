import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { refreshInterval, spendable } from '../../src/genesys/budget.rules.js';

const ROOT = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/deployment.md', ROOT), 'utf8');
const MINUTE_MS = 60_000;
const FRESH_FOR_MS = 2_000;
const LIMIT = { allowed: 300, lengthMs: MINUTE_MS };

/** Rows of numbers under the header that begins with `first`. */
function tableOf(first: string): number[][] {
  const [, rows = ''] = new RegExp(`^\\| ${first}.*\\n\\|[-:|]+\\n((?:\\|.*\\n)+)`, 'm').exec(text) ?? [];
  const found = rows
    .trimEnd()
    .split('\n')
    .map((row) => row.split('|').slice(1, -1).map(Number));
  expect(found.length, first).to.be.greaterThan(3);
  return found;
}

const roundOf = (pages: number, clients: number) =>
  refreshInterval({ ...LIMIT, allowed: LIMIT.allowed * clients }, pages, FRESH_FOR_MS) / 1000;
const wantedFor = (pages: number) => (pages * MINUTE_MS) / FRESH_FOR_MS;
const clientsFor = (pages: number) => Math.ceil(wantedFor(pages) / spendable(LIMIT));

describe('the sizing in docs/deployment.md', () => {
  it('is what the budget does: queries', () => {
    for (const [queries = 0, members = 0, ...figures] of tableOf('queries asked for')) {
      const pages = queries * Math.max(1, Math.ceil(members / 100));
      const expected = [pages, wantedFor(pages), roundOf(pages, 1), clientsFor(pages)];
      expect(figures, `${queries} × ${members}`).to.deep.equal(expected);
    }
  });

  it('is what the budget does: ten thousand of them over organizations', () => {
    for (const [organizations = 0, pages = 0, ...figures] of tableOf('organizations')) {
      expect(organizations * pages).to.equal(10_000);
      expect(figures, String(pages)).to.deep.equal([
        roundOf(pages, 1),
        clientsFor(pages),
        roundOf(pages, 10),
      ]);
    }
  });

  it('is what the README says of one client', () => {
    const readme = readFileSync(new URL('README.md', ROOT), 'utf8');
    const rows = [...readme.matchAll(/^\| (\d+) \| (\d+) s/gm)].map(([, queues, seconds]) => [
      Number(queues),
      Number(seconds),
    ]);
    expect(rows).to.have.length.greaterThan(3);
    for (const [queues = 0, seconds] of rows) expect(roundOf(queues, 1), String(queues)).to.equal(seconds);
  });

  it('quotes what the benchmark measured, within a fifth', () => {
    const results = readFileSync(new URL('bench/RESULTS.md', ROOT), 'utf8');
    const measured = /^\| 24 \| .* \| ([\d.]+) \| ([\d.]+) \| \d+ \|$/m.exec(results)?.slice(1).map(Number);
    const quoted = /(\d+) MB at rest, (\d+) MB with 1,000 queues/.exec(text)?.slice(1).map(Number);
    expect(measured).to.have.lengthOf(2);
    measured?.forEach((megabytes, index) => expect(quoted?.[index]).to.be.closeTo(megabytes, megabytes / 5));
  });
});

describe('the examples in docs/deployment.md', () => {
  const blocks = [...text.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = '']) => block);

  it('are YAML', () => {
    expect(blocks).to.have.lengthOf(4);
    for (const block of blocks) expect(parse(block)).to.be.an('object');
  });

  it('name folders and files that exist', () => {
    const named = [...text.matchAll(/\.\.\/genesys-availability-proxy\/(\S+)/g)].map(([, path = '']) => path);
    expect(named).to.include('k8s/components/sidecar');
    for (const path of named) expect(existsSync(new URL(path, ROOT)), path).to.equal(true);
  });

  it('add the sidecar in five lines', () => {
    const sidecar = blocks.find((block) => block.includes('k8s/components/sidecar'))!;
    const lines = sidecar.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines).to.have.lengthOf(5);
  });
});
