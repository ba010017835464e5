import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { posix } from 'node:path';

const ROOT = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, ROOT), 'utf8');
const exists = (file: string) => existsSync(new URL(file, ROOT));

const markdownIn = (folder: string) =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join(folder, name));
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...markdownIn('docs/'),
  ...markdownIn('docs/adr/'),
];

/** Without what is code: links in there are nobody's. */
const prose = (text: string) =>
  text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));

/** Names of the headings of a page, as GitHub makes them: a repeated one gets a number. */
function anchorsOf(page: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = prose(read(page)).matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) => {
      const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
      const name = words
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-');
      const times = seen.get(name) ?? 0;
      seen.set(name, times + 1);
      return times === 0 ? name : `${name}-${times}`;
    }),
  );
}

function brokenIn(page: string): string[] {
  const links = [...prose(read(page)).matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : posix.join(posix.dirname(page), path);
    if (!exists(target)) return true;
    return anchor !== undefined && !anchorsOf(target).has(anchor);
  });
}

describe('links of the documentation', () => {
  for (const page of PAGES) {
    it(`of ${page} lead to files and headings that are there`, () => {
      expect(brokenIn(page)).to.deep.equal([]);
    });
  }

  it('reach every page from the index', () => {
    const index = read('docs/README.md');
    const missing = markdownIn('docs/')
      .map((page) => posix.basename(page))
      .filter((name) => name !== 'README.md' && !index.includes(`](${name})`));
    expect(missing).to.deep.equal([]);
    expect(read('README.md')).to.include('](docs/README.md)');
  });
});
