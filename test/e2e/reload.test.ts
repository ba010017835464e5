// Settings that are read again, whole service; the clock stands still, so nothing happens but what a test asks for.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startSimulator } from '../../src/simulator/index.js';
import { keyDigest } from '../../src/domain/key-digest.js';
import { follow } from '../support/events.js';
import { FakeClock } from '../support/fake-clock.js';
import { membersOf, startService, stopServices, type TestService } from '../support/service.js';
import { statusOf } from '../support/status.js';
import { until } from '../support/until.js';

const SALES = 'abcdefab-0000-4000-8000-000000000001';
const SUPPORT = 'abcdefab-0000-4000-8000-000000000002';
const AVAILABILITY = `/v1/queues/${SALES}/availability`;
const keyOf = (name: string) => `${name}-key-0123456789-abcdefghij`;
const as = (name: string) => ({ authorization: `Bearer ${keyOf(name)}` });
const caller = (name: string, more = '', key = name) =>
  `  ${name}: { keys: ["sha256:${keyDigest(keyOf(key))}"]${more} }\n`;
const callers = (...lines: string[]) => `callers:\n${lines.join('')}`;

interface Health {
  settings: { loadedAt: string; lastError: { faults: number } | null; restartNeeded: boolean };
}

describe('settings that are read again, whole service', () => {
  let folder: string;
  let service: TestService;
  let clock: FakeClock;
  const file = (name: string) => join(folder, name);
  const write = (name: string, content: string) => writeFileSync(file(name), content);

  async function start(yaml: string, environment: Record<string, string> = {}): Promise<void> {
    write('settings.yaml', yaml);
    const queues = [
      { id: SALES, agents: [{}, {}] },
      { id: SUPPORT, agents: [{}] },
    ];
    service = await startService({
      clock,
      simulator: { queues, rateLimit: false },
      environment: { CONFIG_FILE: file('settings.yaml'), ...environment },
    });
  }
  const reload = async (yaml: string) => {
    write('settings.yaml', yaml);
    await service.reload();
  };
  const ask = async (name: string, path = membersOf(SALES)) => (await service.get(path, as(name))).status;
  const json = async <T>(path: string) => (await (await fetch(service.adminUrl + path)).json()) as T;
  const logged = (message: string) =>
    service.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === message);

  beforeEach(() => {
    clock = new FakeClock();
    folder = mkdtempSync(join(tmpdir(), 'reload-'));
  });
  afterEach(async () => {
    await stopServices();
    rmSync(folder, { recursive: true });
  });

  it('let a caller in and another out at once, also one whose questions are remembered', async () => {
    await start(callers(caller('one'), caller('two')));
    for (const path of [membersOf(SALES), AVAILABILITY])
      for (let time = 0; time < 3; time++) expect(await ask('one', path)).to.equal(200);
    expect(await ask('three')).to.equal(401);
    await reload(callers(caller('two'), caller('three')));
    for (const path of [membersOf(SALES), AVAILABILITY]) expect(await ask('one', path)).to.equal(401);
    expect([await ask('two'), await ask('three')]).to.deep.equal([200, 200]);
    expect(logged('settings read again')[0]).to.deep.include({ changed: ['callers.one', 'callers.three'] });
  });

  it('hide the agents on the status page again at once', async () => {
    await start(`${callers(caller('one'))}ui: { showAgents: true }`);
    await ask('one');
    const agents = async () => (await statusOf(service)).queries[0]?.agents;
    expect(await agents()).to.have.length(2);
    await reload(callers(caller('one')));
    expect(await agents()).to.equal(null);
  });

  it('end the open streams of the status page: who may see it is asked anew', async () => {
    write('admin-key', keyOf('old'));
    await start(callers(caller('one')), { ADMIN_KEY_FILE: file('admin-key') });
    const stream = await follow(`${service.adminUrl}/status/events`, as('old'));
    await until(() => stream.events.length > 0);
    write('admin-key', keyOf('new'));
    await service.reload();
    await stream.ended;
    const openAs = async (name: string) => {
      const { response, leave } = await follow(`${service.adminUrl}/status/events`, as(name));
      leave();
      return response.status;
    };
    expect([await openAs('old'), await openAs('new')]).to.deep.equal([401, 200]);
  });

  it('put a new key in the place of the old one', async () => {
    await start(callers(caller('one')));
    expect([await ask('one'), await ask('one'), await ask('new')]).to.deep.equal([200, 200, 401]);
    await reload(callers(caller('one', '', 'new')));
    expect([await ask('one'), await ask('new')]).to.deep.equal([401, 200]);
  });

  it('warn of a caller that may not ask all queues of its webhook, until it may', async () => {
    const own = (queues: string) =>
      callers(caller('one', queues)) + `webhooks: { sales: { queues: [${SALES}], callers: [one] } }\n`;
    await start(own(`, queues: [${SUPPORT}]`));
    const problems = async () =>
      (await statusOf(service)).problems.filter(({ code }) => code === 'webhook_queue_excluded');
    expect(logged('a caller may not ask all queues of its webhook')).to.have.length(1);
    const [problem] = await problems();
    expect(problem).to.include({
      where: 'webhook sales of caller one',
      ongoing: true,
      detail: `Left out: ${SALES}.`,
    });
    await reload(own(''));
    expect((await problems())[0]).to.include({ ongoing: false });
  });

  it('narrow what a caller may ask, and what it sees', async () => {
    await start(callers(caller('one')));
    for (let time = 0; time < 2; time++) await ask('one');
    await reload(callers(caller('one', ', fields: counts')));
    const body = await (await service.get(membersOf(SALES), as('one'))).json();
    expect(body).to.deep.include({ entities: [], total: 2 });
    await reload(callers(caller('one', `, queues: [${SUPPORT}]`)));
    expect([await ask('one'), await ask('one', membersOf(SUPPORT))]).to.deep.equal([403, 200]);
  });

  it('answer what was begun, and remember none of it', async () => {
    await start(callers(caller('one'), caller('two')));
    const { simulator } = service;
    simulator.fault({ on: 'members', times: 1, do: { kind: 'latency', ms: 1 } });
    const answer = service.get(membersOf(SALES), as('one'));
    await until(() => simulator.count('members') === 1, 'the request in flight');
    await reload(callers(caller('two')));
    await clock.advance(1);
    expect((await answer).status).to.equal(200);
    expect(await ask('one')).to.equal(401);
  });

  it('keep the count of a quota that is as it was, and begin anew with one that is not', async () => {
    const quota = (requests: number) => `, quota: { requests: ${requests}, perSeconds: 3600 }`;
    await start(callers(caller('one', quota(2))));
    await ask('one');
    await reload(callers(caller('one', quota(2)), caller('two')));
    expect([await ask('one'), await ask('one')]).to.deep.equal([200, 429]);
    await reload(callers(caller('one', quota(3))));
    expect([await ask('one'), await ask('one'), await ask('one'), await ask('one')]).to.deep.equal([
      200, 200, 200, 429,
    ]);
  });

  it('change webhooks: their queues, who may use them, whether there are any', async () => {
    const webhook = (more: string) => `webhooks: { line: { ${more} } }\n${callers(caller('one'))}`;
    await start(webhook(`queues: [${SALES}]`));
    const total = async () => {
      const response = await service.get('/v1/webhooks/line', as('one'));
      return ((await response.json()) as { total?: number }).total ?? response.status;
    };
    expect([await total(), await total()]).to.deep.equal([2, 2]);
    await reload(webhook(`queues: [${SUPPORT}]`));
    expect([await total(), await total()]).to.deep.equal([1, 1]);
    await reload(
      webhook(`queues: [${SUPPORT}], callers: [two]`).replace('callers:\n', `callers:\n${caller('two')}`),
    );
    expect(await total()).to.equal(403);
    await reload(callers(caller('one')));
    expect(await total()).to.equal(404);
  });

  it('change the failure policy of the routes that decide', async () => {
    await start(callers(caller('one')));
    await service.simulator.goDown();
    const accept = async () => {
      const asked = service.get(AVAILABILITY, as('one'));
      for (let steps = 0; steps < 40; steps++) await clock.advance(50);
      return ((await (await asked).json()) as { accept: boolean }).accept;
    };
    expect(await accept()).to.equal(false);
    await reload(`availability: { failurePolicy: open }\n${callers(caller('one'))}`);
    expect(await accept()).to.equal(true);
    await service.simulator.comeBack();
  });

  it('change the admin key', async () => {
    write('admin-key', keyOf('admin'));
    await start(callers(caller('one')), { ADMIN_KEY_FILE: file('admin-key') });
    const status = async (name: string) =>
      (await fetch(`${service.adminUrl}/status`, { headers: as(name) })).status;
    expect([await status('admin'), await status('other')]).to.deep.equal([200, 401]);
    write('admin-key', keyOf('other'));
    await service.reload();
    expect([await status('admin'), await status('other')]).to.deep.equal([401, 200]);
  });

  it('stay as they were when they have faults, which log, health, status and metrics tell', async () => {
    await start(callers(caller('one')));
    const before = await json<Health>('/readyz?verbose');
    expect(before.settings).to.deep.include({ lastError: null, restartNeeded: false });
    await reload(`port: eighty\nwebhooks: { x: {} }\n${callers(caller('two', ', colour: red'))}`);
    expect([await ask('one'), await ask('two')]).to.deep.equal([200, 401]);
    const [line, ...more] = logged('the settings have faults: those from before stay in force');
    expect([line!['level'], more]).to.deep.equal(['error', []]);
    expect((line!['faults'] as string[]).map((fault) => fault.split(' ')[0])).to.have.members([
      ...['port', 'callers.two.colour', 'webhooks.x.queues'],
    ]);
    const { settings } = await json<Health>('/readyz?verbose');
    expect(settings.loadedAt).to.equal(before.settings.loadedAt);
    expect(settings.lastError).to.include({ faults: 3 });
    expect(JSON.stringify(settings)).not.to.include('colour');
    expect((await statusOf(service)).settings.faults).to.deep.equal(line!['faults']);
    expect((await fetch(`${service.publicUrl}/readyz`)).status).to.equal(200);

    await reload(callers(caller('two')));
    expect([await ask('one'), await ask('two')]).to.deep.equal([401, 200]);
    expect((await statusOf(service)).settings).to.deep.include({ faults: [], lastError: null });
    const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
    for (const result of ['ok', 'failed'])
      expect(metrics).to.include(`availability_proxy_settings_reloads_total{result="${result}"} 1\n`);
  });

  it('apply what they can and name what needs a restart', async () => {
    await start(callers(caller('one')));
    await reload(`availability: { freshFor: 1 }\nadmin: { port: 1 }\n${callers(caller('two'))}`);
    expect(await ask('two')).to.equal(200);
    const [line] = logged('some settings were changed that need a restart, and are as they were');
    // The environment sets the admin port, which beats the file.
    expect(line).to.deep.include({ level: 'warn', needRestart: ['availability.freshFor'] });
    expect((await statusOf(service)).settings.needRestart).to.deep.equal(['availability.freshFor']);
    expect((await json<Health>('/readyz?verbose')).settings.restartNeeded).to.equal(true);
  });

  describe('with client id and secret in files', () => {
    const health = () => json<Record<string, unknown>>('/health/token?organization=default');
    const clients = ['one', 'two'].map((name) => ({ id: `client-${name}`, secret: `secret-${name}` }));

    beforeEach(async () => {
      write('id', 'client-one');
      write('secret', 'secret-one');
      write('keys', `one:${keyOf('one')}`);
      service = await startService({
        clock,
        simulator: { clients, queues: [{ id: SALES, agents: [{}] }] },
        environment: {
          ...{ GENESYSCLOUD_OAUTHCLIENT_ID: '', GENESYSCLOUD_OAUTHCLIENT_SECRET: '', CALLER_KEYS: '' },
          GENESYSCLOUD_OAUTHCLIENT_ID_FILE: file('id'),
          GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: file('secret'),
          CALLER_KEYS_FILE: file('keys'),
        },
      });
    });

    it('try both as soon as they are there, though the first alone was refused', async () => {
      write('id', 'client-two');
      await service.reload();
      await until(async () => (await health())['status'] === 'degraded', 'the refusal of the mixed pair');
      expect(await ask('one')).to.equal(200);
      write('secret', 'secret-two');
      await service.reload();
      await until(async () => (await health())['generation'] === 2, 'the login with the new pair');
      expect(await health()).to.include({ status: 'healthy', lastError: null });
    });

    it('take new ones though another file is bad', async () => {
      write('keys', 'one:tooshort');
      write('secret', 'secret-of-now');
      service.simulator.setSecret('client-one', 'secret-of-now');
      await service.reload();
      await until(async () => (await health())['generation'] === 2, 'the login with the new secret');
      expect((await statusOf(service)).settings.faults).to.have.length(1);
      expect(await ask('one')).to.equal(200);
    });
  });

  it('bring credentials that stand in the settings file itself', async () => {
    const simulator = await startSimulator({ clients: [{ id: 'theirs', secret: 'first' }] });
    const organization = (secret: string) => `
organizations:
  own: { loginUrl: "${simulator.url}", apiUrl: "${simulator.url}", clientId: theirs, clientSecret: ${secret} }
${callers(caller('one'))}`;
    try {
      await start(organization('first'));
      simulator.setSecret('theirs', 'second');
      await reload(organization('second'));
      const health = () => json<Record<string, unknown>>('/health/token?organization=own');
      await until(async () => (await health())['generation'] === 2, 'the login with the new secret');
      expect((await health())['credentialsProvenAt']).to.be.a('string');
      expect((await statusOf(service)).settings.needRestart).to.deep.equal([]);
    } finally {
      await simulator.close();
    }
  });
});
