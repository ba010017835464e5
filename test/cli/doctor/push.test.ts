// The doctor's look at push: what would keep announcements from being heard.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DoctorOptions } from '../../../src/cli/doctor.js';
import type { NotificationOptions } from '../../../src/simulator/notifications/types.js';
import type { ClientSpec, SimulatorOptions } from '../../../src/simulator/options.js';
import { startConnectProxy, stopProxies } from '../../support/connect-proxy.js';
import { diagnose } from '../../support/doctor.js';
import { fastClock } from '../../support/fast-clock.js';
import { AUTHORITY } from '../../support/private-authority.js';
import { environmentFor } from '../../support/service.js';
import { simulate, stopSimulators } from '../../support/simulators.js';
import { startTlsFront, stopFronts } from '../../support/tls-front.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const SECOND = 'abcdefab-0000-4000-8000-000000000002';
const IDS = ['push', 'push-topics', 'push-socket'];
const limited = (...permissions: string[]): ClientSpec => ({
  id: 'limited',
  secret: 'limited-1',
  permissions,
});

describe("the doctor's look at push", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'doctor-push-'))));
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await stopProxies();
    await stopFronts();
    await stopSimulators();
  });

  const patient = async (options: SimulatorOptions = {}) => {
    const queues = [QUEUE, SECOND].map((id) => ({ id, agents: [{}] }));
    const simulator = await simulate({ queues, ...options });
    const look = async (asked: DoctorOptions = { queue: [QUEUE] }, more = {}, parts = {}) => {
      const own = { PUSH: 'on', PUSH_STATE_DIR: folder, ...more };
      const found = await diagnose({ ...environmentFor(simulator), ...own }, asked, parts);
      const statuses = IDS.map((id) => found.check(id)?.status);
      return { ...found, statuses };
    };
    return { simulator, look, notifications: simulator.notifications };
  };

  it('is content where a channel, the topics and the WebSocket can be had, and gives the topics back', async () => {
    const { simulator, look, notifications } = await patient();
    const { exit, check, statuses, text } = await look();
    expect([exit, statuses]).to.deep.equal([0, ['ok', 'ok', 'ok']]);
    expect(check('push')?.detail).to.match(/room: 1 of 20 .*\none was made for this look.*24 h/);
    expect(check('push-topics')?.detail).to.include('Both topics of the queue are accepted');
    expect(check('push-socket')?.detail).to.include('a ping is answered');
    expect(notifications.channels.map(({ topics }) => topics)).to.deep.equal([[]]);
    expect(notifications.pings).to.equal(1);
    for (const secret of simulator.secrets) expect(text).to.not.include(secret);
  });

  it('uses its channel again, for all queues that are asked about', async () => {
    const { look, notifications } = await patient();
    await look();
    const { check, statuses } = await look({ queue: [QUEUE, SECOND, QUEUE] });
    expect(statuses).to.deep.equal(['ok', 'ok', 'ok']);
    expect(check('push')?.detail).to.include("one is the doctor's, made by an earlier run");
    expect(check('push-topics')?.detail).to.include('each of the 2 queues');
    expect(notifications.channels).to.have.length(1);
  });

  it('makes another where its own is gone, and says when it cannot remember it', async () => {
    const { look, notifications } = await patient();
    await look();
    notifications.removeChannels();
    expect((await look()).check('push')?.facts).to.include({ doctorsChannel: 'made', channels: 1 });
    const { check } = await look(undefined, { PUSH_STATE_DIR: '/dev/null' });
    expect(check('push')?.detail).to.match(/cannot be remembered \([A-Z_]+\), so the next run makes another/);
  });

  it('makes no channel where there is no room', async () => {
    const { look, notifications } = await patient();
    notifications.occupy(20);
    const { exit, failed, check, statuses } = await look();
    expect([exit, failed, statuses]).to.deep.equal([1, ['push'], ['failed', 'skipped', 'skipped']]);
    expect(check('push')?.detail).to.match(/^20 of 20 .* no room/);
    expect(check('push')?.hint).to.include('OAuth client of its own');
    expect(notifications.channels).to.have.length(20);
  });

  it('leaves the last place to the service', async () => {
    const { look, notifications } = await patient();
    notifications.occupy(19);
    const { exit, check, statuses } = await look();
    expect([exit, statuses]).to.deep.equal([0, ['warn', 'skipped', 'skipped']]);
    expect(check('push')?.detail).to.include('left to the service');
    expect(notifications.channels).to.have.length(19);
  });

  it('names the permission that a topic lacks', async () => {
    const { look, notifications } = await patient({ clients: [limited('routing:queue:view')] });
    const { exit, failed, check, statuses } = await look();
    expect([exit, failed, statuses]).to.deep.equal([1, ['push-topics'], ['ok', 'failed', 'ok']]);
    expect(check('push-topics')?.detail).to.equal(
      `Genesys Cloud refuses 1 of 2 topics:\nv2.analytics.queues.${QUEUE}.observations: missing analytics:queueObservation:view`,
    );
    expect(check('push-topics')?.hint).to.match(
      /^Give a role .* analytics:queueObservation:view, in the division/,
    );
    expect(notifications.channels.map(({ topics }) => topics)).to.deep.equal([[]]);
  });

  it('says what a topic needs where Genesys does not', async () => {
    const { look, notifications } = await patient();
    notifications.faults({ refuse: [{ topic: 'users', queueId: QUEUE, silently: true }] });
    const { check, failed } = await look();
    expect(failed).to.deep.equal(['push-topics']);
    expect(check('push-topics')?.detail).to.match(
      /\.users: refused, and not said why; it needs routing:queue:view$/,
    );
  });

  it('reports that channels are forbidden, Genesys is down, or its limit is used up', async () => {
    const { simulator, look } = await patient();
    for (const [status, expected, words] of [
      [403, 'failed', /permission/],
      [503, 'failed', /./],
      [429, 'skipped', /rate limit/],
    ] as const) {
      const heal = simulator.fault({ on: 'channels', do: { kind: 'status', status } });
      const { check, statuses } = await look();
      expect(statuses, String(status)).to.deep.equal([expected, 'skipped', 'skipped']);
      expect(check('push')?.detail, String(status)).to.match(words);
      heal();
    }
  });

  for (const [what, fault, reason] of [
    ['a proxy that lets no WebSocket pass', { kind: 'status', status: 403 }, 'HTTP_403'],
    ['a connection that is cut', { kind: 'reset' }, 'ECONNRESET'],
    ['a handshake that is never answered', { kind: 'hang' }, 'TIMEOUT'],
  ] as const) {
    it(`finds ${what}`, async () => {
      const { simulator, look } = await patient();
      simulator.fault({ on: 'socket', do: fault });
      const { exit, failed, check } = await look(undefined, {}, { clock: fastClock(3) });
      expect([exit, failed]).to.deep.equal([1, ['push-socket']]);
      expect(check('push-socket')?.detail).to.include(`does not stay open (${reason})`);
      expect(check('push-socket')?.hint).to.match(/firewall and proxy pass WebSockets to 127\.0\.0\.1/);
    });
  }

  it('warns where a ping is not answered', async () => {
    const notifications: NotificationOptions = { pongs: false };
    const { look } = await patient({ notifications });
    const { exit, check } = await look(undefined, {}, { clock: fastClock(10) });
    expect(exit).to.equal(0);
    expect(check('push-socket')).to.include({ status: 'warn' });
    expect(check('push-socket')?.detail).to.include('a ping is not answered');
  });

  it('goes through the proxy and trusts the authority of the settings', async () => {
    const { simulator, look, notifications } = await patient();
    const proxy = await startConnectProxy({ port: await startTlsFront(simulator.apiUrl) });
    notifications.streamAt('wss://api.genesys.test');
    const caFile = join(folder, 'ca.crt');
    writeFileSync(caFile, AUTHORITY);
    const names = {
      GENESYSCLOUD_LOGIN_URL: 'https://login.genesys.test',
      GENESYSCLOUD_API_URL: 'https://api.genesys.test',
    };
    const through = { ...names, HTTPS_PROXY: proxy.host, OUTBOUND_CA_FILE: caFile };
    const { check } = await look(undefined, through);
    expect(check('push-socket')?.detail).to.equal(
      `api.genesys.test through proxy ${proxy.host}: opened, and a ping is answered.`,
    );
    const untrusted = await look(undefined, {
      ...through,
      OUTBOUND_CA_FILE: '',
      GENESYSCLOUD_LOGIN_URL: simulator.loginUrl,
      GENESYSCLOUD_API_URL: simulator.apiUrl,
    });
    expect(untrusted.failed).to.deep.equal(['push-socket']);
    expect(untrusted.check('push-socket')?.hint).to.include('OUTBOUND_CA_FILE');
  });

  it('counts channels and makes none where no queue is given, or none can be read', async () => {
    const { look, notifications } = await patient();
    expect((await look({})).statuses).to.deep.equal(['ok', 'skipped', 'skipped']);
    expect((await look({ queue: ['nope'] })).statuses).to.deep.equal(['ok', 'skipped', 'skipped']);
    expect(notifications.channels).to.have.length(0);
  });

  it('tries nothing without a token', async () => {
    const { look } = await patient();
    const { statuses } = await look(undefined, { GENESYSCLOUD_OAUTHCLIENT_SECRET: 'mistyped' });
    expect(statuses).to.deep.equal(['skipped', 'skipped', 'skipped']);
  });

  it('only informs where push is off', async () => {
    const { look, notifications } = await patient({ clients: [limited('routing:queue:view')] });
    const { exit, check, statuses } = await look(undefined, { PUSH: 'off' });
    expect([exit, statuses]).to.deep.equal([0, ['skipped', undefined, undefined]]);
    expect(check('push')?.detail).to.include('PUSH=on').and.include('analytics:queueObservation:view');
    expect(notifications.channels).to.have.length(0);
  });
});
