import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { freePorts } from '../support/ports.js';
import { killAll, start } from '../support/process.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

describe('the command line', function () {
  this.timeout(30_000);
  afterEach(killAll);

  it('demo prints listeners, a key and a curl line that works as printed, and honours the ports', async function () {
    needs(this, 'curl');
    const [port = '', adminPort = ''] = await freePorts(2);
    const demo = start('src/cli/index.ts', ['demo'], { PORT: port, ADMIN_PORT: adminPort });
    await demo.seen(/Ctrl-C ends it/);
    const [, webhooks = ''] = await demo.seen(/Webhooks: +(http:\/\/127\.0\.0\.1:\d+)/);
    const [, admin = ''] = await demo.seen(/Admin: +(http:\/\/127\.0\.0\.1:\d+)/);
    await demo.seen(/Caller key: \S{24,}/);
    const [curl = ''] = await demo.seen(/curl -s .*members\?.*/);
    const { stdout } = await promisify(execFile)('sh', ['-c', curl]);
    expect(JSON.parse(stdout)).to.have.property('total').that.is.a('number');
    expect([new URL(webhooks).port, new URL(admin).port]).to.deep.equal([port, adminPort]);
    expect((await fetch(`${webhooks}/readyz`)).status).to.equal(200);
    expect(await (await fetch(`${admin}/metrics`)).text()).to.include('availability_proxy_walks_total');
    demo.child.kill('SIGINT');
    expect(await demo.ended).to.equal(0);
  });

  it('demo lets agents change state', async () => {
    const demo = start('src/cli/index.ts', ['demo'], {
      PORT: '0',
      ADMIN_PORT: '0',
      AVAILABILITY_FRESH_FOR_MS: '0',
    });
    const [, url = ''] = await demo.seen(/(http:\/\/127\.0\.0\.1:\d+\/api\/v2\S+)\?/);
    const [, key = ''] = await demo.seen(/Caller key: (\S+)/);
    const everyone = async () => {
      const response = await fetch(`${url}?expand=presence,routingStatus&pageSize=100`, {
        headers: { 'x-api-key': key },
      });
      return JSON.stringify(((await response.json()) as { entities: unknown }).entities);
    };
    const before = await everyone();
    await until(async () => (await everyone()) !== before, 'an agent who changes', 20_000);
  });

  it('key makes a key whose digest the settings take', async () => {
    const made = start('src/cli/index.ts', ['key', 'callgrid']);
    expect(await made.ended).to.equal(0);
    const text = made.output();
    const [, key = ''] = /CALLER_KEYS=callgrid:(\S+)/.exec(text) ?? [];
    expect(key.length).to.be.at.least(24);
    expect(text).to.match(/sha256:[0-9a-f]{64}/);
    const { keyDigest } = await import('../../src/domain/key-digest.js');
    expect(text).to.include(keyDigest(key));
  });

  it('key refuses a name that could not be configured', async () => {
    const made = start('src/cli/index.ts', ['key', 'no spaces please']);
    expect(await made.ended).to.equal(1);
    expect(made.output()).to.equal('');
  });

  it('simulate prints settings that the service takes', async () => {
    const simulator = start('src/cli/index.ts', ['simulate', '--port', '0', '--token-lifetime', '300']);
    await simulator.seen(/Queues:\n.*\n/);
    const variables = Object.fromEntries(
      [...simulator.output().matchAll(/^ +(GENESYSCLOUD_\w+)=(\S+)$/gm)].map(
        ([, name = '', value = '']) => [name, value] as const,
      ),
    );
    const service = start('src/main.ts', [], {
      ...variables,
      HOST: '127.0.0.1',
      PORT: '0',
      ADMIN_PORT: '0',
      CALLER_KEYS: `x:${'k'.repeat(24)}`,
    });
    await service.seen(/login succeeded/);
  });
});
