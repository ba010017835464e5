// How the service ends while its name server answers nothing: in a network of its own, where that can be had.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { killAll, startIn } from '../support/process.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const APART = ['--user', '--map-root-user', '--mount', '--net'];
/** Port 53 is open, and nobody reads what comes there. The silent one ends with the folder. */
const SCRIPT = `
mount --bind "$1/resolv.conf" /etc/resolv.conf && ip link set lo up || exit 9
"$2" -e "
  require('node:dgram').createSocket('udp4').bind(53, '127.0.0.1', () => fs.writeFileSync('$1/silent', ''));
  setInterval(() => fs.existsSync('$1') || process.exit(), 100)" >/dev/null 2>&1 &
until [ -e "$1/silent" ]; do sleep 0.05; done
exec "$2" --import=tsx src/main.ts`;

describe('the end of the service, while nobody answers for names', function () {
  this.timeout(60_000);
  let folder = '';
  before(function () {
    if (spawnSync('unshare', [...APART, 'ip', 'link', 'set', 'lo', 'up']).status !== 0) {
      process.stderr.write('skipped: no network of its own can be had here (unshare, ip)\n');
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'names-'));
    writeFileSync(join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\noptions timeout:20 attempts:3\n');
  });
  after(() => folder && rmSync(folder, { recursive: true }));
  afterEach(killAll);

  it('comes at once, by the signal itself, as a thread still waits for the name', async () => {
    const script = ['sh', '-c', SCRIPT, 'sh', folder, process.execPath];
    const environment = {
      PATH: process.env['PATH'] ?? '',
      ...{ GENESYSCLOUD_REGION: 'us-east-1', GENESYSCLOUD_OAUTHCLIENT_ID: 'id' },
      ...{ GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret', CALLER_KEYS: 'tester:a-key-of-24-characters-1' },
      ...{ HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '8081', SHUTDOWN_DELAY_MS: '0' },
    };
    const service = startIn(ROOT, [...APART, ...script], environment, 'unshare');
    await service.seen(/"msg":"listening"/);
    const toldAt = Date.now();
    service.child.kill('SIGTERM');
    expect(await service.ended, service.errors()).to.equal('SIGTERM');
    expect(Date.now() - toldAt).to.be.below(5_000);
    expect(service.output()).to.include('"msg":"drained"').and.to.not.include('login failed');
  });
});
