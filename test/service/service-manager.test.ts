// What systemd is told, when, and through what.
import { expect } from 'chai';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/runtime/clock.js';
import { ServiceManager } from '../../src/service/service-manager.js';
import { FakeClock } from '../support/fake-clock.js';
import { until } from '../support/until.js';

function setUp(environment: Record<string, string> = { NOTIFY_SOCKET: '/x', WATCHDOG_USEC: '30000000' }) {
  const clock = new FakeClock();
  const told: string[] = [];
  const manager = new ServiceManager(environment, clock, (assignments) => told.push(...assignments));
  return { clock, told, manager };
}

describe('the service manager', () => {
  it('hears that the service is ready, and then that it lives, three times within its patience', async () => {
    const { clock, told, manager } = setUp();
    await clock.advance(60_000);
    expect(told).to.deep.equal([]);
    manager.ready();
    await clock.advance(30_000);
    expect(told).to.deep.equal(['READY=1', 'WATCHDOG=1', 'WATCHDOG=1', 'WATCHDOG=1']);
    manager.stop();
    expect(clock.pending).to.deep.equal([]);
  });

  it('hears of a reload and of its end, even where it failed', async () => {
    const { told, manager } = setUp();
    manager.ready();
    await manager.whileReloading(() => Promise.resolve());
    await manager.whileReloading(() => Promise.reject(new Error('x'))).catch(() => undefined);
    expect(told.slice(1)).to.deep.equal(['RELOADING=1', 'READY=1', 'RELOADING=1', 'READY=1']);
  });

  it('hears of the end, and of signs of life until then, but not that it is ready once more', async () => {
    const { clock, told, manager } = setUp();
    manager.ready();
    manager.stopping();
    await manager.whileReloading(() => Promise.resolve());
    await clock.advance(10_000);
    expect(told).to.deep.equal(['READY=1', 'STOPPING=1', 'WATCHDOG=1']);
  });

  it('is told nothing where there is none, and no signs of life where it wants none', async () => {
    const without = setUp({ WATCHDOG_USEC: '30000000' });
    without.manager.ready();
    await without.clock.advance(60_000);
    expect(without.told).to.deep.equal([]);
    const plain = setUp({ NOTIFY_SOCKET: '/x' });
    plain.manager.ready();
    await plain.clock.advance(60_000);
    expect(plain.told).to.deep.equal(['READY=1']);
  });

  it('hears it through systemd-notify', async function () {
    this.timeout(60_000);
    const tools = [spawnSync('systemd-notify', ['--version']), spawnSync('python3', ['--version'])];
    if (tools.some(({ status }) => status !== 0)) {
      process.stderr.write('      no systemd-notify or Python here: the way to systemd is not tried\n');
      return this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'notify-'));
    const path = join(folder, 'socket');
    const code = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('bound', flush=True)
while True:
    print(s.recv(4096).decode(), flush=True)
`;
    const listener = spawn('python3', ['-c', code, path]);
    let heard = '';
    listener.stdout.on('data', (chunk: Buffer) => (heard += String(chunk)));
    await until(() => heard.includes('bound'), 'the socket', 30_000);
    new ServiceManager({ NOTIFY_SOCKET: path, PATH: process.env['PATH'] }, systemClock).ready();
    await until(() => heard.includes('READY=1'), 'the word', 30_000);
    listener.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
});
