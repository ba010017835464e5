import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ERRORS } from '../src/error-codes.js';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

describe('the documentation', () => {
  it('lists every error code with its status and what to do, and no other', () => {
    const rows = [...read('docs/errors.md').matchAll(/^\| `(\w+)` \| (\d+) \| (.*) \| (.*) \|$/gm)];
    const listed = rows.map(([, code, status, title, hint]) => [code, Number(status), title, hint]);
    const known = Object.entries(ERRORS).map(([code, { status, title, hint }]) => [
      code,
      status,
      title,
      hint,
    ]);
    expect(listed).to.have.deep.members(known);
  });

  it('shows the two commands in the README', () => {
    expect(read('README.md')).to.include('npm ci && npm run demo').and.to.include('npm ci && npm test');
  });

  it('links only to files that exist', () => {
    const files = [
      'README.md',
      'CONTRIBUTING.md',
      'docs/errors.md',
      'docs/architecture.md',
      'docs/deployment.md',
      'docs/networks.md',
    ];
    for (const file of files) {
      const folder = file.includes('/') ? 'docs/' : '';
      for (const [, target = ''] of read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        if (target.endsWith('/')) continue;
        expect(() => read(folder + target), `${file} → ${target}`).to.not.throw();
      }
    }
  });
});
