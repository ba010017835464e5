import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { ENVIRONMENT_NAMES, ENVIRONMENT_ORGANIZATION } from '../../src/settings/environment-names.js';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** Rows of settings: environment name, file key, default. */
function rowsOf(page: string) {
  const rows = [...read(page).matchAll(/^\| (`[A-Z_]+`)? ?\| (`[^`]+`)? ?\| ([^|]*)\| [^|]+ \|$/gm)];
  return rows.map(([, env, key, value = '']) => ({
    env: env?.replaceAll('`', ''),
    key: key?.replaceAll('`', '').replace(/^…\./, `organizations.${ENVIRONMENT_ORGANIZATION}.`),
    value: value.replaceAll('`', '').trim(),
  }));
}

/** Every setting with a value in config/default.yaml, by its key. */
function defaults(tree: unknown, key = ''): Array<[key: string, value: string]> {
  if (typeof tree !== 'object' || tree === null) return [[key, String(tree)]];
  return Object.entries(tree).flatMap(([name, value]) =>
    defaults(value, key === '' ? name : `${key}.${name}`),
  );
}

const rows = rowsOf('docs/settings.md');

describe('the settings page', () => {
  it('has every environment name with its file key, and no other', () => {
    const listed = rows.filter(({ env }) => env !== undefined).map(({ env, key }) => [env, key]);
    const own = new Set(['CONFIG_FILE', 'callers']);
    const known = ENVIRONMENT_NAMES.map(({ env, key }) => [env, own.has(key) ? undefined : key]);
    expect(listed).to.have.deep.members(known);
  });

  it('has every default of config/default.yaml as it is there', () => {
    const listed = new Map(rows.map(({ key, value }) => [key, value]));
    for (const [key, value] of defaults(parse(read('config/default.yaml')))) {
      expect(listed.get(key), key).to.equal(value);
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
      [...read(page).matchAll(ours)].filter(([name]) => !known.has(name)).map(([name]) => `${page}: ${name}`),
    );
    expect(unknown).to.deep.equal([]);
  });
});
