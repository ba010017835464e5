import { expect } from 'chai';
import type { Simulator } from '../../src/simulator/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { startService, stopServices, membersOf, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

interface Health {
  status: string;
  generation: number;
  consecutiveFailures: number;
  lastError: { code: string; hint: string } | null;
  expiresInSeconds: number | null;
}

const health = async (service: TestService) => {
  const response = await fetch(`${service.adminUrl}/health/token?organization=default`);
  return { status: response.status, body: (await response.json()) as Health };
};
const queueIds = Array.from(
  { length: 40 },
  (_, index) => `abcdefab-0000-4000-8000-${String(index).padStart(12, '0')}`,
);
const queues = queueIds.map((id) => ({ id, agents: [{}] }));

describe('a token in trouble, whole service', () => {
  afterEach(stopServices);

  it('renews once when forty callers for forty queues meet a revoked token', async () => {
    const service = await startService({ simulator: { queues } });
    service.simulator.revokeTokens();
    const answers = await Promise.all(queueIds.map((id) => service.get(membersOf(id))));
    expect(answers.map(({ status }) => status)).to.deep.equal(queueIds.map(() => 200));
    expect(service.simulator.count('login')).to.equal(2);
    expect((await health(service)).body).to.include({ status: 'healthy', generation: 2 });
  });

  it('lets no caller notice that the login is down for minutes, and heals by itself', async () => {
    const clock = new FakeClock();
    const service = await startService({
      clock,
      simulator: { queues, tokenLifetimeSeconds: 600, rateLimit: false },
    });
    const stopFault = service.simulator.fault({ on: 'login', do: { kind: 'status', status: 503 } });
    for (let second = 0; second < 595; second += 5) {
      await clock.advance(5_000);
      const { status } = await service.get(membersOf(queueIds[0]!));
      expect(status, `after ${second + 5} s`).to.equal(200);
    }
    await until(async () => (await health(service)).body.consecutiveFailures > 3, 'failed renewals');
    expect((await health(service)).body.status).to.equal('degraded');
    expect((await health(service)).status).to.equal(200);

    stopFault();
    await until(async () => {
      await clock.advance(1_000);
      return (await health(service)).body.generation === 2;
    }, 'the renewal');
    expect((await health(service)).body).to.include({
      status: 'healthy',
      consecutiveFailures: 0,
      lastError: null,
    });
  });

  it('starts and stays up with wrong credentials, says why, and heals when they become right', async () => {
    const clock = new FakeClock();
    const service = await startService({
      clock,
      startWithoutToken: true,
      simulator: { queues },
      environment: { GENESYSCLOUD_OAUTHCLIENT_SECRET: 'not-the-secret' },
    });
    await until(async () => (await health(service)).body.lastError !== null);
    const failing = await health(service);
    expect(failing.status).to.equal(503);
    expect(failing.body).to.include({ status: 'failing', generation: 0 });
    expect(failing.body.lastError?.code).to.equal('login_invalid_client');
    expect(failing.body.lastError?.hint).to.include('region');
    expect((await fetch(`${service.publicUrl}/livez`)).status).to.equal(200);
    expect((await fetch(`${service.publicUrl}/readyz`)).status).to.equal(503);
    expect(service.log.some((line) => line.includes('login_invalid_client'))).to.equal(true);

    const refused = await service.get(membersOf(queueIds[0]!));
    expect(refused.status).to.equal(503);
    expect(refused.headers.get('retry-after')).to.match(/^\d+$/);
    expect(service.simulator.count('members')).to.equal(0);

    service.simulator.setSecret(service.simulator.client.id, 'not-the-secret');
    await until(async () => {
      await clock.advance(1_000);
      return (await fetch(`${service.publicUrl}/readyz`)).status === 200;
    });
    expect((await service.get(membersOf(queueIds[0]!))).status).to.equal(200);
  });

  it('says on every route that the login hangs, as health does', async () => {
    const clock = new FakeClock();
    const prepare = (simulator: Simulator) => {
      simulator.fault({ on: 'login', do: 'hang' });
      return Promise.resolve({});
    };
    const service = await startService({ clock, startWithoutToken: true, simulator: { queues }, prepare });
    const id = queueIds[0]!;
    const members = service.get(membersOf(id));
    const availability = service.get(`/v1/queues/${id}/availability`);
    await until(async () => {
      await clock.advance(1_000);
      return (await health(service)).body.lastError !== null;
    });
    expect((await health(service)).body.lastError?.code).to.equal('login_timeout');
    const refused = (await (await members).json()) as { code: string; detail: string };
    expect([(await members).status, refused.code]).to.deep.equal([503, 'login_timeout']);
    expect(refused.detail).to.match(/^The login (?:has|did) not answer/);
    const { status, reason } = (await (await availability).json()) as { status: string; reason: string };
    expect(status).to.equal('unknown');
    expect(reason).to.match(/did not answer in time \(login_timeout\)$/);
  });

  it('stays ready when Genesys fails after the first token', async () => {
    const service = await startService({ simulator: { queues } });
    await service.simulator.goDown();
    const failed = await service.get(membersOf(queueIds[0]!));
    expect(failed.status).to.equal(503);
    expect((await fetch(`${service.publicUrl}/readyz`)).status).to.equal(200);
    await service.simulator.comeBack();
    // A query that just failed has a short pause first, whoever asks.
    await until(async () => (await service.get(membersOf(queueIds[0]!))).status === 200);
  });
});
