// How a process ends: in time, whatever its threads are waiting for.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killAll, start, startIn } from '../support/process.js';
import { until } from '../support/until.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'signals-'));
const pipe = join(folder, 'pipe');

/** A process that ends on a signal, after doing `work`. */
function run(work: string) {
  const code = `
    import { readFile } from 'node:fs';
    import { endOnSignal } from './src/service/signals.ts';
    ${work}
    endOnSignal(() => Promise.resolve());
    setInterval(() => undefined, 1_000);
    console.log('ready');`;
  const args = ['--import=tsx', '--input-type=module', '-e', code];
  return startIn(ROOT, args, { PATH: process.env['PATH'] ?? '' });
}

describe('the end on a signal', function () {
  this.timeout(30_000);
  before(() => execFileSync('mkfifo', [pipe]));
  after(() => rmSync(folder, { recursive: true }));
  afterEach(killAll);

  it('is exit 0', async () => {
    const one = run('');
    await one.seen(/ready/);
    one.child.kill('SIGTERM');
    expect(await one.ended).to.equal(0);
  });

  it('does not wait for threads that hang: on a disk, or on a name that nobody answers', async () => {
    const one = run(`for (let i = 0; i < 10; i++) readFile(${JSON.stringify(pipe)}, () => undefined);`);
    await one.seen(/ready/);
    const toldAt = Date.now();
    one.child.kill('SIGTERM');
    // By the signal itself, which service managers take for an orderly end too.
    expect(await one.ended).to.equal('SIGTERM');
    expect(Date.now() - toldAt).to.be.below(5_000);
  });

  it('is in time as soon as anybody listens to signals, before the service is up', async function () {
    if (process.platform !== 'linux') this.skip();
    const one = start('src/main.ts', [], {
      GENESYSCLOUD_LOGIN_URL: 'http://127.0.0.1:1',
      GENESYSCLOUD_API_URL: 'http://127.0.0.1:1',
      GENESYSCLOUD_OAUTHCLIENT_ID: 'id',
      GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret',
      CALLER_KEYS: 'tester:a-key-of-24-characters-1',
      HOST: '127.0.0.1',
      PORT: '0',
      ADMIN_PORT: '0',
      SHUTDOWN_DELAY_MS: '0',
    });
    const isCaught = () => {
      const [, caught = '0'] =
        /SigCgt:\s*(\w+)/.exec(readFileSync(`/proc/${one.child.pid}/status`, 'utf8')) ?? [];
      return (BigInt(`0x${caught}`) & (1n << 14n)) !== 0n;
    };
    await until(isCaught, 'somebody who listens');
    one.child.kill('SIGTERM');
    // By the signal where a file is being read at that moment.
    expect(await one.ended).to.be.oneOf([0, 'SIGTERM']);
    expect(one.errors()).to.equal('');
  });
});
