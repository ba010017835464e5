import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { queues } from '../../src/cli/queues.js';
import type { Simulator } from '../../src/simulator/index.js';
import { environmentFor } from '../support/service.js';
import { simulate, stopSimulators } from '../support/simulators.js';
import { testTerminal, thrownBy } from '../support/terminal.js';

describe('queues', () => {
  let simulator: Simulator;
  beforeEach(async () => (simulator = await simulate()));
  afterEach(stopSimulators);

  const run = async (options: Parameters<typeof queues>[0], more: Record<string, string> = {}) => {
    const terminal = testTerminal();
    const code = await queues(options, { ...environmentFor(simulator), CALLER_KEYS: '', ...more }, terminal);
    return { ...terminal, code };
  };

  it('prints id, members and name of each queue, by name', async () => {
    const rows = (await run({})).output().trimEnd().split('\n');
    expect(rows.map((row) => row.split(/ +/))).to.deep.equal([
      ['id', 'members', 'name'],
      ['33333333-3333-4333-8333-333333333333', '5', 'billing'],
      ['11111111-1111-4111-8111-111111111111', '12', 'sales'],
      ['22222222-2222-4222-8222-222222222222', '130', 'support'],
    ]);
  });

  it('finds by a part of the name, as JSON too', async () => {
    const found = JSON.parse((await run({ name: 'ALE', json: true })).output()) as { queues: unknown[] };
    expect(found.queues).to.have.lengthOf(1);
    expect(found.queues[0]).to.include({ name: 'sales', memberCount: 12 });
  });

  it('says so when there is none', async () => {
    const terminal = await run({ name: 'nobody' });
    expect(terminal.output()).to.equal('');
    expect(terminal.errors()).to.match(/contains "nobody".*division/);
  });

  describe('of several organizations', () => {
    const organizations = () => {
      const { loginUrl, apiUrl, client } = simulator;
      const one = { loginUrl, apiUrl, clientId: client.id };
      const file = join(mkdtempSync(join(tmpdir(), 'queues-')), 'settings.yaml');
      const [east, west] = [
        { ...one, clientSecret: client.secret },
        { ...one, clientSecret: 'mistyped' },
      ];
      writeFileSync(file, JSON.stringify({ organizations: { east, west } }));
      const names = ['OAUTHCLIENT_ID', 'OAUTHCLIENT_SECRET', 'LOGIN_URL', 'API_URL'];
      return { CONFIG_FILE: file, ...Object.fromEntries(names.map((name) => [`GENESYSCLOUD_${name}`, ''])) };
    };

    it('are listed by organization, though one of them does not answer', async () => {
      const terminal = await run({ name: 'ale' }, organizations());
      expect(terminal.output()).to.match(/^Organization east\nid .*\n1{8}.* sales\n$/);
      expect(terminal.errors()).to.match(/^Organization west: .*\n +→ /);
      expect(terminal.code).to.equal(2);
      expect(terminal.steps.join()).to.include('(organization west)');
    });

    it('are listed of the one that is named, and are told apart in JSON', async () => {
      const terminal = await run({ organization: 'east', name: 'ale', json: true }, organizations());
      expect(JSON.parse(terminal.output())).to.have.nested.property('queues[0].organization', 'east');
      expect(terminal.code).to.equal(0);
      expect(await thrownBy(run({ organization: 'north' }, organizations()))).to.include({
        name: 'UsageError',
      });
    });
  });

  it('throws the faults of settings without an organization', async () => {
    const fault = await thrownBy(run({}, { GENESYSCLOUD_OAUTHCLIENT_SECRET: '' }));
    expect(fault).to.include({ name: 'SettingsError' });
  });
});
