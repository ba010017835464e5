// Keys and secrets that are rotated under the service as a process, mounted as Kubernetes does; nobody is failed.
import { expect } from 'chai';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { keyDigest } from '../../src/domain/key-digest.js';
import { Mount } from '../support/mount.js';
import { killAll, start, type TestProcess } from '../support/process.js';
import { environmentFor, membersOf, KEY, NO_CACHE } from '../support/service.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const keyOf = (name: string) => `${name}-key-0123456789-abcdefghij`;
const yaml = (name: string) => `callers: { ringba: { keys: ["sha256:${keyDigest(keyOf(name))}"] } }\n`;

interface Health {
  status: string;
  generation: number;
  lastError: { code: string; hint: string } | null;
  credentialsChangedAt: string | null;
  credentialsProvenAt: string | null;
}

describe('rotation under a running process', function () {
  this.timeout(30_000);
  let simulator: Simulator;
  let mount: Mount;
  let service: TestProcess;
  let url: string;
  let files: Record<string, string>;

  /** Statuses of a caller whose key nobody touches and who never stops asking. */
  let steady: number[];
  let options: Promise<void>;
  let enough: boolean;

  beforeEach(async () => {
    simulator = await startSimulator({
      queues: [{ id: QUEUE, agents: [{}] }],
      rateLimit: { perMinute: 90_000 },
    });
    const { id, secret } = simulator.client;
    files = { 'settings.yaml': yaml('old'), keys: `steady:${KEY},changing:${keyOf('first')}`, id, secret };
    mount = new Mount(files);
    service = start('src/main.ts', [], {
      ...environmentFor(simulator),
      ...NO_CACHE,
      CONFIG_FILE: mount.file('settings.yaml'),
      ...{ CALLER_KEYS: '', CALLER_KEYS_FILE: mount.file('keys') },
      ...{ GENESYSCLOUD_OAUTHCLIENT_ID: '', GENESYSCLOUD_OAUTHCLIENT_ID_FILE: mount.file('id') },
      ...{ GENESYSCLOUD_OAUTHCLIENT_SECRET: '', GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: mount.file('secret') },
    });
    url = (await service.seen(/"publicUrl":"([^"]+)"/))[1] ?? '';
    await service.seen(/login succeeded/);
    steady = [];
    enough = false;
    options = (async () => {
      while (!enough) steady.push(await ask(KEY));
    })();
  });
  afterEach(async () => {
    enough = true;
    await options.catch(() => undefined);
    killAll();
    await simulator.close();
    mount.remove();
  });

  const ask = async (key: string) => {
    const response = await fetch(url + membersOf(QUEUE), { headers: { authorization: `Bearer ${key}` } });
    await response.arrayBuffer();
    return response.status;
  };
  const health = async () =>
    (await (await fetch(`${url}/health/token?organization=default`)).json()) as Health;
  const publish = (changed: Record<string, string>) => mount.publish((files = { ...files, ...changed }));
  const lines = (message: string) =>
    service
      .output()
      .split('\n')
      .filter((line) => line.includes(`"msg":"${message}`))
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  /** The steady caller's requests from beginning to end, some after everything, had no failure. */
  async function nobodyFailed(): Promise<void> {
    const soFar = steady.length;
    await until(() => steady.length > soFar + 3, 'further requests');
    enough = true;
    await options;
    expect(steady.filter((status) => status !== 200)).to.deep.equal([]);
    const secrets = [...simulator.secrets, KEY, ...['first', 'second', 'old', 'new'].map(keyOf)];
    expect(secrets.filter((secret) => service.output().includes(secret))).to.deep.equal([]);
  }

  it('takes new caller keys from both files in one swap, and refuses the old ones from then on', async () => {
    expect([await ask(keyOf('first')), await ask(keyOf('old'))]).to.deep.equal([200, 200]);
    publish({ keys: `steady:${KEY},changing:${keyOf('second')}`, 'settings.yaml': yaml('new') });
    await service.seen(/settings read again/);
    for (const [name, status] of [
      ['first', 401],
      ['old', 401],
      ['second', 200],
      ['new', 200],
    ] as const)
      expect(await ask(keyOf(name)), name).to.equal(status);
    expect(lines('settings read again')).to.have.length(1);
    expect(lines('settings read again')[0]).to.deep.include({
      changed: ['callers.changing', 'callers.ringba'],
    });
    await nobodyFailed();
  });

  it('keeps the old keys when the new files are bad, lists the faults, and heals', async () => {
    publish({ keys: `steady:${KEY},changing:tooshort`, 'settings.yaml': 'callers: { ringba: {} }\n' });
    await service.seen(/the settings have faults/);
    const [line, ...more] = lines('the settings have faults');
    const faults = (line!['faults'] as string[]).join('\n');
    expect(more).to.deep.equal([]);
    expect(faults)
      .to.include('CALLER_KEYS_FILE')
      .and.to.include('callers.ringba.keys')
      .and.not.include('tooshort');
    expect([await ask(keyOf('first')), await ask(keyOf('old'))]).to.deep.equal([200, 200]);
    const { settings } = (await (await fetch(`${url}/readyz?verbose`)).json()) as {
      settings: { lastError: { faults: number } };
    };
    expect(settings.lastError.faults).to.equal(2);
    publish({ keys: `steady:${KEY},changing:${keyOf('second')}`, 'settings.yaml': yaml('new') });
    await service.seen(/settings read again/);
    expect([await ask(keyOf('first')), await ask(keyOf('second'))]).to.deep.equal([401, 200]);
    await nobodyFailed();
  });

  it('reads everything again on SIGHUP, as often as it comes, and goes on', async () => {
    for (let times = 1; times <= 3; times++) {
      service.child.kill('SIGHUP');
      await until(() => lines('settings read again').length === times, 'the settings read again');
    }
    expect(lines('settings read again')[0]).to.deep.include({ changed: [] });
    await nobodyFailed();
    service.child.kill('SIGTERM');
    expect(await service.ended).to.equal(0);
  });

  it('logs in with a new secret, and uses the old token until that is done', async () => {
    simulator.setSecret(simulator.client.id, 'the-rotated-secret');
    publish({ secret: 'the-rotated-secret\n' });
    await service.seen(/new client credentials work/);
    const { generation, status, credentialsChangedAt, credentialsProvenAt } = await health();
    expect({ generation, status }).to.deep.equal({ generation: 2, status: 'healthy' });
    expect(credentialsProvenAt! >= credentialsChangedAt!).to.equal(true);
    await nobodyFailed();
  });

  it('uses the old token on when the new secret is wrong, says so, and tries the next at once', async () => {
    publish({ secret: 'a-wrong-secret' });
    await service.seen(/login failed/);
    const wrong = await health();
    expect(wrong).to.include({ status: 'degraded', generation: 1, credentialsProvenAt: null });
    expect(wrong.lastError?.code).to.equal('login_invalid_client');
    expect(wrong.lastError?.hint).to.include('until it expires');
    expect((await fetch(`${url}/health/token`)).status).to.equal(200);
    simulator.setSecret(simulator.client.id, 'the-rotated-secret');
    publish({ secret: 'the-rotated-secret' });
    await service.seen(/new client credentials work/);
    expect(await health()).to.include({ status: 'healthy', generation: 2, lastError: null });
    await nobodyFailed();
  });
});

describe('a SIGHUP to the serve command', () => {
  afterEach(killAll);

  it('does not end it', async () => {
    const simulator = await startSimulator();
    const service = start('src/cli/index.ts', ['serve'], environmentFor(simulator));
    await service.seen(/login succeeded/);
    service.child.kill('SIGHUP');
    await service.seen(/settings read again/);
    service.child.kill('SIGTERM');
    expect(await service.ended).to.equal(0);
    await simulator.close();
  });
});
