import { expect } from 'chai';
import { parse } from 'yaml';
import { ENVIRONMENT_NAMES, VALUE_NAMES } from '../../src/settings/environment-names.js';
import { loadSettings } from '../../src/settings/load.js';
import { processEnvironment } from '../../src/settings/process-environment.js';
import { file, KEY } from './support.js';
import { readProjectFile } from '../support/project-file.js';

describe('config/example.yaml', () => {
  it('loads once its secrets are there', () => {
    file('secrets/admin-key', KEY);
    for (const name of ['default', 'europe']) {
      file(`secrets/${name}/client-id`, `${name}-id\n`);
      file(`secrets/${name}/client-secret`, `${name}-secret\n`);
    }
    const settings = loadSettings({
      CONFIG_FILE: file('example.yaml', readProjectFile('config/example.yaml')),
    });
    expect(
      settings.organizations.map(({ name, clients }) => [name, clients[0]?.clientSecret.value]),
    ).to.deep.equal([
      ['default', 'default-secret'],
      ['europe', 'europe-secret'],
    ]);
    expect(settings.callers.map(({ name, organization }) => [name, organization])).to.deep.equal([
      ['callgrid', 'default'],
      ['ringba', 'default'],
      ['tracker', 'europe'],
    ]);
    expect(settings.webhooks.map(({ name, criterion }) => [name, criterion.field])).to.deep.equal([
      ['sales-line', 'agentsAvailable'],
      ['support-line', 'total'],
      ['either-line', 'accept'],
    ]);
  });

  it('repeats no default', () => {
    const [defaults, example] = ['default', 'example'].map(
      (name) => parse(readProjectFile(`config/${name}.yaml`)) as Record<string, unknown>,
    );
    expect(repeated(example, defaults)).to.deep.equal([]);
  });
});

/** Keys of the one whose values are those of the other. */
function repeated(one: unknown, other: unknown, at = ''): string[] {
  if (typeof one !== 'object' || one === null || Array.isArray(one))
    return JSON.stringify(one) === JSON.stringify(other) ? [at] : [];
  const values = (other ?? {}) as Record<string, unknown>;
  return Object.entries(one).flatMap(([name, value]) => repeated(value, values[name], `${at}.${name}`));
}

describe('config/default.yaml', () => {
  it('names every environment variable', () => {
    const text = readProjectFile('config/default.yaml');
    const others = [
      'CONFIG_FILE',
      'GENESYSCLOUD_OAUTHCLIENT_ID_FILE',
      'GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE',
    ];
    for (const { env } of ENVIRONMENT_NAMES) {
      if (!others.includes(env)) expect(text).to.contain(env);
    }
  });
});

describe('environment names', () => {
  it('stand for one file key each', () => {
    expect(new Set(ENVIRONMENT_NAMES.map(({ env }) => env)).size).to.equal(ENVIRONMENT_NAMES.length);
    expect(new Set(VALUE_NAMES.map(({ key }) => key)).size).to.equal(VALUE_NAMES.length);
  });

  it('are looked for in a copy of the process environment', () => {
    const environment = processEnvironment();
    expect(environment['PATH']).to.equal(process.env['PATH']);
    environment['PATH'] = 'changed';
    expect(process.env['PATH']).not.to.equal('changed');
  });
});
