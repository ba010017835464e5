import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { doctor } from '../../../src/cli/doctor.js';
import type { Simulator } from '../../../src/simulator/index.js';
import { diagnose } from '../../support/doctor.js';
import { killAll, start } from '../../support/process.js';
import { environmentFor } from '../../support/service.js';
import { simulate, stopSimulators } from '../../support/simulators.js';
import { testTerminal, thrownBy } from '../../support/terminal.js';

const ORDER = [
  ...[
    'settings',
    'callers',
    'login-dns',
    'login-tcp',
    'login-tls',
    'api-dns',
    'api-tcp',
    'api-tls',
    'clock',
    'login',
  ],
  ...['token-lifetime', 'api-answer', 'permission', 'queue', 'members', 'joined', 'available'],
  ...['looks', 'push', 'rate-limit', 'redis'],
];
const SALES = ['sales'];
const ESCAPE = String.fromCharCode(27);

describe("the doctor's report", function () {
  this.timeout(20_000);
  let simulator: Simulator;
  let folder: string;

  beforeEach(async () => {
    simulator = await simulate();
    folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  });
  afterEach(async () => {
    killAll();
    rmSync(folder, { recursive: true });
    await stopSimulators();
  });

  it('has every check in order, each with id, title, status and detail', async () => {
    const { checks } = await diagnose(environmentFor(simulator), { queue: SALES });
    expect(checks.map(({ id }) => id)).to.deep.equal(ORDER);
    for (const check of checks) {
      expect(check.title, check.id).to.match(/./);
      expect(check.status, check.id).to.be.oneOf(['ok', 'warn', 'failed', 'skipped']);
      expect(check.detail, check.id).to.match(/./);
    }
    const available = checks.find(({ id }) => id === 'available');
    expect(available?.facts).to.include({ members: 12, filters: 'presence=Available&joined=true' });
    expect(available).to.include({ organization: 'default', queue: 'sales' });
  });

  it('shows queues to choose from where none is given', async () => {
    const { check } = await diagnose(environmentFor(simulator));
    expect(check('queue')).to.include({ status: 'skipped' });
    for (const name of ['billing', 'sales', 'support']) expect(check('queue')?.detail).to.include(name);
  });

  it('looks into several queues', async () => {
    const { checks } = await diagnose(environmentFor(simulator), { queue: ['sales', 'billing'] });
    const joined = checks.filter(({ id }) => id === 'joined');
    expect(joined.map(({ queue }) => queue)).to.deep.equal(['sales', 'billing']);
  });

  it('goes on without callers, and says that the service would not start', async () => {
    const { exit, failed, check } = await diagnose(
      { ...environmentFor(simulator), CALLER_KEYS: '' },
      { queue: SALES },
    );
    expect([exit, failed]).to.deep.equal([1, ['settings']]);
    expect(check('settings')?.detail).to.include('CALLER_KEYS');
    expect(check('available')).to.include({ status: 'ok' });
  });

  it('ends with 2 and all faults where no organization can be read', async () => {
    const { exit, ok, checks } = await diagnose({ PORT: 'eighty' });
    expect([exit, ok]).to.deep.equal([2, false]);
    expect(checks.map(({ id }) => id)).to.deep.equal(['settings']);
    expect(checks[0]?.detail).to.include('PORT').and.to.include('GENESYSCLOUD_OAUTHCLIENT_ID');
  });

  it('looks at all organizations, or at the one that is named', async () => {
    const { loginUrl, apiUrl, client } = simulator;
    const one = (secret: string) => ({ loginUrl, apiUrl, clientId: client.id, clientSecret: secret });
    const CONFIG_FILE = join(folder, 'settings.yaml');
    const organizations = { east: one(client.secret), west: one('mistyped') };
    // JSON is YAML.
    writeFileSync(CONFIG_FILE, JSON.stringify({ organizations }));
    const all = await diagnose({ CONFIG_FILE });
    const logins = all.checks.filter(({ id }) => id === 'login');
    expect(logins.map(({ organization, status }) => [organization, status])).to.deep.equal([
      ['east', 'ok'],
      ['west', 'failed'],
    ]);
    const east = await diagnose({ CONFIG_FILE }, { organization: 'east' });
    expect(east.failed).to.deep.equal(['settings']);
    const fault = await thrownBy(diagnose({ CONFIG_FILE }, { organization: 'north' }));
    expect(fault).to.have.property('message').that.includes('east, west');
  });

  it('checks settings and secrets alone where asked to, and sends nothing', async () => {
    const CONFIG_FILE = join(folder, 'settings.yaml');
    const sound = { ...environmentFor(simulator), CONFIG_FILE };
    const only = { settingsOnly: true };
    const queues = ['abcdefab-0000-4000-8000-000000000001'];
    const keys = [`sha256:${'ab'.repeat(32)}`];
    const written = { callers: { one: { keys, queues: ['abcdefab-0000-4000-8000-000000000002'] } } };
    writeFileSync(
      CONFIG_FILE,
      JSON.stringify({ ...written, webhooks: { sales: { queues, callers: ['one'] } } }),
    );
    const well = await diagnose(sound, only);
    expect([well.exit, well.checks.map(({ id, status }) => `${id} ${status}`)]).to.deep.equal([
      0,
      ['settings ok', 'callers warn'],
    ]);
    expect(well.check('callers')?.detail).to.include('caller one leaves out queues of webhook sales');
    const secret = {
      GENESYSCLOUD_OAUTHCLIENT_SECRET: '',
      GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: join(folder, 'gone'),
    };
    const ill = await diagnose({ ...sound, ...secret }, only);
    expect([ill.exit, ill.failed]).to.deep.equal([1, ['settings']]);
    expect(ill.check('settings')?.detail).to.include('SECRET_FILE');
    expect(simulator.requests).to.deep.equal([]);
    const fault = await thrownBy(diagnose(sound, { ...only, queue: SALES }));
    expect(fault).to.include({ name: 'UsageError' });
  });

  it('looks at each OAuth client of an organization', async () => {
    const { loginUrl, apiUrl, client } = simulator;
    const clients = [
      { clientId: client.id, clientSecret: 'mistyped' },
      { clientId: client.id, clientSecret: client.secret },
    ];
    const CONFIG_FILE = join(folder, 'settings.yaml');
    writeFileSync(CONFIG_FILE, JSON.stringify({ organizations: { own: { loginUrl, apiUrl, clients } } }));
    const { checks, check } = await diagnose({ CONFIG_FILE }, { queue: SALES });
    const logins = checks.filter(({ id }) => id === 'login');
    expect(logins.map(({ title, status }) => [title, status])).to.deep.equal([
      ['Login (OAuth client 1)', 'failed'],
      ['Login (OAuth client 2)', 'ok'],
    ]);
    expect(check('available')).to.include({ status: 'ok' });
  });

  it('is readable as text, coloured only where asked to', async () => {
    const [plain, coloured] = [testTerminal(), testTerminal(true)];
    await doctor({ queue: SALES }, environmentFor(simulator), plain);
    await doctor({ queue: SALES }, environmentFor(simulator), coloured);
    expect(plain.output())
      .to.match(/^✓ Login +The login of/m)
      .and.to.match(/\nNothing failed\.\n$/);
    expect(plain.output()).to.not.include(ESCAPE);
    expect(coloured.output()).to.include(`${ESCAPE}[32m✓${ESCAPE}[0m Login`);
    expect(plain.steps).to.include('logging in');
    const failing = testTerminal();
    await doctor({ queue: ['nope'] }, environmentFor(simulator), failing);
    expect(failing.output())
      .to.match(/^✗ Queue .*\n +→ /m)
      .and.to.match(/\nFailed: Queue\.\n$/);
  });

  it('as a process: one JSON document, nothing else, no secret, exit 0 and 1', async () => {
    const arguments_ = ['doctor', '--queue', 'sales', '--json'];
    const well = start('src/cli/index.ts', arguments_, environmentFor(simulator));
    const ill = start('src/cli/index.ts', arguments_, {
      ...environmentFor(simulator),
      GENESYSCLOUD_OAUTHCLIENT_SECRET: 'mistyped-secret-1',
    });
    expect([await well.ended, await ill.ended]).to.deep.equal([0, 1]);
    expect(JSON.parse(well.output())).to.include({ ok: true });
    expect(JSON.parse(ill.output())).to.include({ ok: false });
    expect(well.errors() + ill.errors()).to.equal('');
    for (const secret of [...simulator.secrets, 'mistyped-secret-1']) {
      expect(well.output() + ill.output()).to.not.include(secret);
    }
  });
});
