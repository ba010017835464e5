import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { killAll, start, type TestProcess } from '../support/process.js';
import { environmentFor, membersOf, KEY, NO_CACHE } from '../support/service.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const headers = { authorization: `Bearer ${KEY}` };

/** One request on a connection of its own that asks to be kept. @throws the error of a broken connection */
function askOnce(url: string): Promise<{ status: number | undefined; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      { agent: false, headers: { ...headers, connection: 'keep-alive' } },
      (response) => {
        response.resume().once('end', () => {
          request.destroy();
          resolve({ status: response.statusCode, connection: response.headers.connection });
        });
      },
    );
    request.once('error', reject);
  });
}

describe('the service as a process', function () {
  this.timeout(30_000);
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startSimulator({ queues: [{ id: QUEUE, agents: [{}, {}, {}] }] });
  });
  afterEach(async () => {
    killAll();
    await simulator.close();
  });

  const startReady = async (
    environment: Record<string, string> = {},
  ): Promise<{ service: TestProcess; url: string }> => {
    const service = start('src/main.ts', [], { ...environmentFor(simulator), ...environment });
    const [, url = ''] = await service.seen(/"publicUrl":"([^"]+)"/);
    await service.seen(/login succeeded/);
    return { service, url };
  };

  it('answers a webhook with nothing but environment variables', async () => {
    const { url } = await startReady();
    const response = await fetch(url + membersOf(QUEUE), { headers });
    expect(await response.json()).to.include({ total: 3 });
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`drains on ${signal}: not ready at once, every request answered, exit 0`, async () => {
      const { service, url } = await startReady({ SHUTDOWN_DELAY_MS: '1500', ...NO_CACHE });
      const statuses: Array<number | undefined> = [];
      let closing = 0;
      // A load balancer sends on for a while after it was told to stop; every one of these must be answered.
      const webhook = async () => {
        while (closing < 30) {
          const { status, connection } = await askOnce(url + membersOf(QUEUE));
          statuses.push(status);
          if (connection === 'close') closing += 1;
        }
      };
      const webhooks = Promise.all([webhook(), webhook(), webhook()]);
      await until(() => statuses.length > 20);
      service.child.kill(signal);
      await until(async () => (await fetch(`${url}/readyz`)).status === 503, 'readyz saying 503');
      await webhooks;
      expect(await service.ended).to.equal(0);
      expect(statuses.filter((status) => status !== 200)).to.deep.equal([]);
      expect(service.output()).to.include('"msg":"drained"');
    });
  }

  it('finishes what is in flight when the listener closes', async () => {
    const { service, url } = await startReady();
    simulator.fault({ on: 'members', times: 1, do: { kind: 'latency', ms: 700 } });
    const answer = fetch(url + membersOf(QUEUE), { headers });
    await until(() => simulator.count('members') === 1, 'the request in flight');
    service.child.kill('SIGTERM');
    const response = await answer;
    expect(response.status).to.equal(200);
    expect(await service.ended).to.equal(0);
  });

  it('lists four faults in one start, with their names, and no stack', async () => {
    const service = start('src/main.ts', [], {
      GENESYSCLOUD_REGION: 'mars-north-1',
      GENESYSCLOUD_OAUTHCLIENT_ID: 'some-id',
      PORT: 'eighty',
    });
    expect(await service.ended).to.equal(1);
    const text = service.errors();
    expect(text).to.include('4 faults');
    for (const name of ['GENESYSCLOUD_REGION', 'PORT', 'GENESYSCLOUD_OAUTHCLIENT_SECRET', 'CALLER_KEYS']) {
      expect(text, name).to.include(name);
    }
    expect(text).to.not.match(/^\s+at /m);
    expect(service.output()).to.equal('');
  });

  it('says in one line that its port is taken', async () => {
    const { url } = await startReady();
    const second = start('src/main.ts', [], { ...environmentFor(simulator), PORT: new URL(url).port });
    expect(await second.ended).to.equal(1);
    expect(second.errors()).to.match(/^Cannot listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\).*\n$/);
  });

  it('cuts off a client that never finishes its headers, and serves the others meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slow-'));
    const file = join(folder, 'settings.yaml');
    writeFileSync(file, 'http: { headersTimeout: 500, requestTimeout: 1000 }\n');
    const { url } = await startReady({ CONFIG_FILE: file });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    const cut = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write('GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    expect((await fetch(`${url}/livez`)).status).to.equal(200);
    await cut;
    expect(answer).to.match(/^HTTP\/1\.1 408 /);
    rmSync(folder, { recursive: true });
  });
});
