import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { ERRORS } from '../../src/domain/error-codes.js';
import { PROBLEM_CODES } from '../../src/telemetry/journal/problems.js';
import { readProjectFile } from '../support/project-file.js';

describe('the documentation', () => {
  it('lists every error code with its status and what to do, and no other', () => {
    const rows = [
      ...readProjectFile('docs/errors.md').matchAll(/^\| `(\w+)` \| (\d+) \| (.*) \| (.*) \|$/gm),
    ];
    const listed = rows.map(([, code, status, title, hint]) => [code, Number(status), title, hint]);
    const known = Object.entries(ERRORS).map(([code, { status, title, hint }]) => [
      code,
      status,
      title,
      hint,
    ]);
    expect(listed).to.have.deep.members(known);
  });

  it('lists the codes of problems that are no answers, and no other', () => {
    const [, section = ''] = readProjectFile('docs/errors.md').split('## On the status page only');
    const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
    expect(listed).to.have.members(PROBLEM_CODES);
  });

  it('shows the two commands in the README', () => {
    expect(readProjectFile('README.md'))
      .to.include('npm ci && npm run demo')
      .and.to.include('npm ci && npm test');
  });

  it('has a README that can be read in one go', () => {
    expect(readProjectFile('README.md').trimEnd().split('\n')).to.have.length.at.most(120);
  });

  it('has commands that can be pasted: YOUR_KEY, not a word in angle brackets', () => {
    const pages = readdirSync(new URL('../../docs/', import.meta.url)).filter((name) => name.endsWith('.md'));
    const commands = ['README.md', 'CONTRIBUTING.md', ...pages.map((name) => `docs/${name}`)].flatMap(
      (page) =>
        [...readProjectFile(page).matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) => ({
          page,
          block,
        })),
    );
    expect(commands).to.have.length.greaterThan(20);
    for (const { page, block } of commands) expect(block, page).not.to.match(/<[a-z][a-z ]*>|=…/i);
  });
});
