// The process and its connections: half-open ones at its end, a flood of silent ones, and no file descriptor left.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { connectionLimits } from '../../src/http/connection-limits.rules.js';
import { killAll, nodeArguments, start, startIn } from '../support/process.js';
import { environmentFor } from '../support/service.js';
import { CERTIFICATE, PRIVATE_KEY } from '../settings/pem.js';
import { until } from '../support/until.js';

const ROOT = new URL('../../', import.meta.url).pathname;

describe('a process and its connections', function () {
  this.timeout(60_000);
  let simulator: Simulator;
  let folder = '';
  const sockets: Socket[] = [];
  const open = async (url: string, text = '') => {
    const { port } = new URL(url);
    const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    sockets.push(socket.on('error', () => undefined));
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  };
  beforeEach(async () => {
    simulator = await startSimulator({});
    folder = mkdtempSync(join(tmpdir(), 'connections-'));
  });
  afterEach(async () => {
    sockets.splice(0).forEach((socket) => socket.destroy());
    killAll();
    await simulator.close();
    rmSync(folder, { recursive: true });
  });

  it('ends within the delay and two seconds, whatever is open on either listener', async () => {
    const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    writeFileSync(cert, CERTIFICATE);
    writeFileSync(key, PRIVATE_KEY);
    const environment = {
      ...environmentFor(simulator),
      SHUTDOWN_DELAY_MS: '500',
      TLS_CERT_FILE: cert,
      TLS_KEY_FILE: key,
    };
    const service = start('src/main.ts', [], environment);
    const [, publicUrl = ''] = await service.seen(/"publicUrl":"([^"]+)"/);
    const [, adminUrl = ''] = await service.seen(/"adminUrl":"([^"]+)"/);
    await service.seen(/login succeeded/);
    for (const text of ['', '\x16\x03\x01\x02\x00\x01', 'GET / HTTP/1.1\r\n']) await open(publicUrl, text);
    const parts = [
      '',
      'GET /li',
      'GET /livez HTTP/1.1\r\nHo',
      'POST /webhook-runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{',
    ];
    for (const text of parts) await open(adminUrl, text);
    const before = performance.now();
    service.child.kill('SIGTERM');
    expect(await service.ended).to.equal(0);
    expect(performance.now() - before).to.be.lessThan(2_500);
  });

  it('answers and stays healthy under more silent connections than it has descriptors', async () => {
    const child = limited(200);
    const [, publicUrl = ''] = await child.seen(/"publicUrl":"([^"]+)"/);
    const [, adminUrl = ''] = await child.seen(/"adminUrl":"([^"]+)"/);
    for (let index = 0; index < 400; index++) await open(publicUrl);
    for (const url of [publicUrl, adminUrl]) expect((await fetch(`${url}/livez`)).status).to.equal(200);
    const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
    const shed = /connections_shed_total\{listener="public",what="closed"\} (\d+)/.exec(metrics)?.[1];
    expect(Number(shed)).to.be.within(250, 400);
    expect(metrics).to.not.include('what="reset"');
    expect(child.output()).to.include('connections of the public listener at their limit');
  });

  it('names it when no descriptor is left, and comes back', async () => {
    const child = limited(300);
    const [, adminUrl = ''] = await child.seen(/"adminUrl":"([^"]+)"/);
    child.child.kill('SIGUSR2');
    await child.seen(/no file descriptor left \(EMFILE\)/);
    child.child.kill('SIGUSR2');
    await until(
      async () =>
        (await fetch(`${adminUrl}/livez`, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined))
          ?.status === 200,
      'an answer',
    );
    const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
    expect(metrics).to.match(/connections_shed_total\{listener="public",what="reset"\} [1-9]/);
  });

  /** The service with so many descriptors; SIGUSR2 takes all that are left, and gives them back. */
  function limited(descriptors: number) {
    // Again and again: what the process closes meanwhile is taken as well.
    const taker = [
      "import { openSync, closeSync } from 'node:fs';",
      'const taken = [];',
      "const take = () => { try { for (;;) taken.push(openSync('/dev/null')); } catch {} };",
      'let taking;',
      "process.on('SIGUSR2', () => {",
      '  if (taking === undefined) { take(); taking = setInterval(take, 20); return; }',
      '  clearInterval(taking);',
      '  taken.splice(0).forEach((one) => closeSync(one));',
      '});',
    ].join('');
    writeFileSync(join(folder, 'taker.mjs'), taker);
    const args = [`--import=${join(folder, 'taker.mjs')}`, ...nodeArguments('src/main.ts')];
    const script = `ulimit -n ${descriptors} && exec "$NODE" "$@"`;
    const environment = {
      PATH: process.env['PATH'] ?? '',
      NODE: process.execPath,
      ...environmentFor(simulator),
    };
    return startIn(ROOT, ['-c', script, 'sh', ...args], environment, '/bin/sh');
  }
});

describe('the limits on connections', () => {
  it('leave room for Genesys, health and the rest', () => {
    expect(connectionLimits({ limit: 1_024, upstream: 256 })).to.deep.equal({ public: 544, admin: 128 });
    expect(connectionLimits({ limit: 20_000, upstream: 256 })).to.deep.equal({ public: 4_096, admin: 128 });
    expect(connectionLimits({ limit: 1_024, upstream: 5_000 })).to.deep.equal({ public: 512, admin: 128 });
    expect(connectionLimits({ limit: 64, upstream: 256 })).to.deep.equal({ public: 32, admin: 8 });
    expect(connectionLimits({ limit: Infinity, upstream: 256 })).to.deep.equal({ public: 4_096, admin: 128 });
  });
  it('take what the operator wants as far as descriptors are there for it', () => {
    expect(connectionLimits({ limit: 20_000, upstream: 256, configured: 10_000 }).public).to.equal(10_000);
    expect(connectionLimits({ limit: 1_024, upstream: 256, configured: 10_000 }).public).to.equal(544);
    expect(connectionLimits({ limit: 1_024, upstream: 256, configured: 10 }).public).to.equal(10);
  });
});
