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
    await queues(options, { ...environmentFor(simulator), CALLER_KEYS: '', ...more }, terminal);
    return terminal;
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

  it('throws the faults of settings without an organization', async () => {
    const fault = await thrownBy(run({}, { GENESYSCLOUD_OAUTHCLIENT_SECRET: '' }));
    expect(fault).to.include({ name: 'SettingsError' });
  });
});
