// The package as a registry would hand it out: packed, installed into an empty folder, and run there.
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { killAll, startIn } from '../support/process.js';
import { environmentFor, KEY, membersOf } from '../support/service.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const QUEUE = 'abcdefab-0000-4000-8000-000000000002';
const quiet: ExecFileSyncOptionsWithStringEncoding = {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
};

describe('the package, installed elsewhere', function () {
  this.timeout(60_000);
  let folder = '';
  let files: string[] = [];
  let simulator: Simulator;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'package-'));
    const away = join(folder, 'away');
    mkdirSync(away);
    // What `prepare` built; without scripts, as another suite may be reading dist/.
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const [packed] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, ...quiet })) as [
      { filename: string; files: Array<{ path: string }> },
    ];
    files = packed.files.map(({ path }) => path).sort();
    const install = ['install', '--offline', '--no-package-lock', join(folder, packed.filename)];
    execFileSync('npm', install, { cwd: away, ...quiet });
    simulator = await startSimulator({ queues: [{ id: QUEUE, agents: [{}, {}] }] });
  });
  after(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(killAll);

  it('holds these files and no other', () => {
    expect(files).to.deep.equal([
      'LICENSE',
      'README.md',
      'config/default.yaml',
      'dist/THIRD_PARTY_NOTICES',
      'dist/cli.js',
      'dist/healthcheck.js',
      'dist/main.js',
      'dist/sbom.cdx.json',
      'dist/ui/app.css',
      'dist/ui/app.js',
      'dist/ui/icon.svg',
      'dist/ui/index.html',
      'package.json',
    ]);
  });

  it('brings no other package along: all that it needs is in its bundles', () => {
    const installed = readdirSync(join(folder, 'away', 'node_modules')).filter(
      (name) => !name.startsWith('.'),
    );
    expect(installed).to.deep.equal(['genesys-availability-proxy']);
  });

  it('has the command, which tells what it can', () => {
    const command = join(folder, 'away', 'node_modules', '.bin', 'genesys-availability-proxy');
    expect(execFileSync(command, ['--help'], quiet))
      .to.include('doctor')
      .and.to.include('simulate');
  });

  it('answers a question', async () => {
    const home = join(folder, 'away', 'node_modules', 'genesys-availability-proxy');
    const service = startIn(home, ['dist/main.js'], environmentFor(simulator));
    const [, url = ''] = await service.seen(/"publicUrl":"([^"]+)"/);
    await service.seen(/login succeeded/);
    const answer = await fetch(url + membersOf(QUEUE), { headers: { authorization: `Bearer ${KEY}` } });
    expect(await answer.json()).to.include({ total: 2 });
  });
});
