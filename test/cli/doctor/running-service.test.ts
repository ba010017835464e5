// What the doctor hears of the service that runs beside it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { diagnose } from '../../support/doctor.js';
import { startServer, stopServers } from '../../support/http-server.js';
import {
  ADMIN_KEY,
  environmentFor,
  KEY,
  membersOf,
  startService,
  stopServices,
} from '../../support/service.js';
import { stopSimulators } from '../../support/simulators.js';
import { until } from '../../support/until.js';

const QUEUES = [1, 2, 3].map((digit) => `abcdefab-0000-4000-8000-00000000000${digit}`);
describe('the doctor beside the running service', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'doctor-beside-'))));
  afterEach(async () => {
    await stopServices();
    await stopServers();
    await stopSimulators();
    rmSync(folder, { recursive: true });
  });

  async function beside(perMinute: number, environment: Record<string, string> = {}) {
    const queues = QUEUES.map((id) => ({ id, agents: [{}] }));
    const service = await startService({ simulator: { queues, rateLimit: { perMinute } }, environment });
    const { port } = new URL(service.adminUrl);
    const look = async (more: Record<string, string> = {}) => {
      const own = { ...environmentFor(service.simulator), ADMIN_PORT: port };
      const found = await diagnose({ ...own, ...more }, { queue: [QUEUES[0] ?? ''] });
      return { ...found, limit: found.check('rate-limit') };
    };
    return { service, look };
  }

  it('warns with its advice where the limit is too low for what it is asked', async () => {
    const { service, look } = await beside(30);
    for (const queue of QUEUES) await service.get(membersOf(queue));
    const { exit, limit } = await look();
    expect(exit).to.equal(0);
    expect(limit).to.include({ status: 'warn' });
    expect(limit?.detail).to.match(
      /The running service wants \d+ requests a minute, and may spend 24: .*genesys_rate_limited/,
    );
    expect(limit?.hint).to.match(/^3 queries with 3 pages .*Ask for fewer queues/);
  });

  it('recommends many queues in one request where that is off and the limit is too low', async () => {
    const { service, look } = await beside(30, { ACTIVITY: 'off' });
    for (const queue of QUEUES) await service.get(membersOf(queue));
    const { exit, check } = await look({ ACTIVITY: 'off' });
    expect([exit, check('looks')?.status]).to.deep.equal([0, 'warn']);
    expect(check('looks')?.hint).to.include('ACTIVITY=auto');
    expect((await look()).check('looks')?.status).to.equal('ok');
  });

  it('says that the limit is enough', async () => {
    const { look } = await beside(300);
    const { limit } = await look();
    expect(limit).to.include({ status: 'ok' });
    expect(limit?.detail).to.include('enough for its promise');
  });

  it('shows the admin key of the settings, and says when it has none', async () => {
    const { look } = await beside(300, { ADMIN_KEY });
    expect((await look({ ADMIN_KEY })).limit?.detail).to.include('enough for its promise');
    const { limit, text } = await look();
    expect(limit).to.include({ status: 'ok' });
    expect(limit?.detail).to.include('asks for an admin key');
    expect(text).to.not.include(ADMIN_KEY).and.not.include(KEY);
  });

  it('takes no other program for it, and no service of another organization', async () => {
    const { look, service } = await beside(300);
    for (const body of ['nonsense', '{"organizations":[{}]}', '{"organizations":[]}']) {
      const { url } = await startServer((_request, response) => response.end(body));
      const { limit } = await look({ ADMIN_PORT: new URL(url).port });
      expect(limit?.detail, body).to.include('does not answer here');
    }
    const elsewhere = service.simulator.apiUrl.replace('127.0.0.1', 'localhost');
    expect((await look({ GENESYSCLOUD_API_URL: elsewhere })).limit?.detail).to.include(
      'does not answer here',
    );
  });

  it('calls it no trouble that there is no room, where the service has a channel', async () => {
    const push = { PUSH: 'on', PUSH_STATE_DIR: folder };
    const { look, service } = await beside(300, push);
    await service.get(membersOf(QUEUES[0] ?? ''));
    const { notifications } = service.simulator;
    await until(() =>
      notifications.channels.some(({ connected, topics }) => connected && topics.length === 2),
    );
    notifications.occupy(19);
    const { exit, check } = await look(push);
    expect(exit).to.equal(0);
    expect(check('push')).to.include({ status: 'ok' });
    expect(check('push')?.detail).to.match(/^20 of 20 .*the running service has one of them/);
    expect(check('push-topics')).to.include({ status: 'skipped' });
    expect(notifications.channels.filter(({ connected }) => connected)).to.have.length(1);
  });
});
