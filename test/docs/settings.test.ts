import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { defaultsFile, withTables } from '../../docs/settings/render.js';
import { environmentTree } from '../../src/settings/environment.js';
import { DECLARED, DECLARED_BY_NAME, ENVIRONMENT_NAMES } from '../../src/settings/environment-names.js';
import { readProjectFile } from '../support/project-file.js';

const page = readProjectFile('docs/settings.md');
const settings = [...DECLARED, ...DECLARED_BY_NAME].filter(({ isSection }) => !isSection);

describe('the settings page', () => {
  it('has the tables of the declared settings: else run npm run docs:settings', () => {
    expect(page).to.equal(withTables(page));
  });

  it('has every setting once, with its environment name', () => {
    for (const { key, env } of settings) {
      const rows = page.split('\n').filter((line) => line.split('|')[2] === ` \`${key}\` `);
      expect(rows, key).to.have.length(1);
      expect(rows[0]).to.match(env === undefined ? /^\| \|/ : new RegExp(`^\\| \`${env}\` \\|`));
    }
  });

  it('knows every environment name that another page speaks of', () => {
    const known = new Set(ENVIRONMENT_NAMES.map(({ env }) => env));
    const folder = readdirSync(new URL('../../docs/', import.meta.url)).filter((name) =>
      name.endsWith('.md'),
    );
    const pages = ['README.md', ...folder.map((name) => `docs/${name}`)];
    const ours = /\b(?:AVAILABILITY|GENESYSCLOUD|CALLER|ADMIN|TLS|TRUST|SHUTDOWN|REDIS|PUSH)_[A-Z_]*[A-Z]\b/g;
    const unknown = pages.flatMap((page) =>
      [...readProjectFile(page).matchAll(ours)]
        .filter(([name]) => !known.has(name))
        .map(([name]) => `${page}: ${name}`),
    );
    expect(unknown).to.deep.equal([]);
  });
});

describe('the file of defaults', () => {
  it('is what the declared settings say: else run npm run docs:settings', () => {
    expect(readProjectFile('config/default.yaml')).to.equal(defaultsFile());
  });
});

describe('a declared setting', () => {
  for (const { env, key } of settings)
    if (env !== undefined)
      it(`is reached by ${env}`, () => {
        const path = key.replace('<name>', 'default').split('.');
        const value = path.reduce<unknown>(
          (at, name) => Reflect.get(at as object, name),
          environmentTree({ [env]: 'text' }),
        );
        expect(value).to.equal('text');
      });
});
