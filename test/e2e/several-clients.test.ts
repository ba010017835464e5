import { expect } from 'chai';
import { startService, stopServices, membersOf, NO_CACHE } from '../support/service.js';
import { statusOf } from '../support/status.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const CLIENTS = [
  { id: 'client-one', secret: 'the-first-secret' },
  { id: 'client-two', secret: 'the-other-secret' },
];

const start = (rateLimit: { perMinute: number } | false) =>
  startService({
    simulator: { clients: CLIENTS, rateLimit, queues: [{ id: QUEUE, agents: [{}] }] },
    organizationClients: CLIENTS,
    environment: NO_CACHE,
  });

const matches = (line: object, wanted: object) =>
  Object.entries(wanted).every(([name, value]) => (line as Record<string, unknown>)[name] === value);

interface Health {
  status: string;
  clients: Array<{ status: string; lastError: { code: string } | null }>;
}

describe('several OAuth clients of one organization', () => {
  afterEach(stopServices);

  it('each log in, and share the load by what is left of their budgets', async () => {
    const service = await start({ perMinute: 300 });
    await until(() => service.simulator.count('login') === 2);
    for (let request = 0; request < 10; request++) await service.get(membersOf(QUEUE));
    const tokens = service.simulator.requests
      .filter(({ route }) => route === 'members')
      .map(({ token }) => token);
    // The name of the queue is one more request of one of them.
    expect(tokens.filter((token) => token === tokens[0]).length).to.be.within(4, 6);
  });

  it('go on when one of them is locked out, and say so in health', async () => {
    const service = await start(false);
    await until(() => service.simulator.count('login') === 2);
    service.simulator.setSecret('client-one', 'changed-by-somebody');
    service.simulator.revokeTokens();
    for (let request = 0; request < 5; request++) {
      expect((await service.get(membersOf(QUEUE))).status).to.equal(200);
    }
    const response = await fetch(`${service.adminUrl}/health/token?organization=own`);
    expect(response.status).to.equal(200);
    const health = (await response.json()) as Health;
    expect(health.status).to.equal('degraded');
    expect(health.clients.map(({ status }) => status)).to.have.members(['failing', 'healthy']);
    expect(health.clients.flatMap(({ lastError }) => lastError?.code ?? [])).to.deep.equal([
      'login_invalid_client',
    ]);
  });

  it('are told apart: what one can do again does not end the problem of another', async () => {
    const service = await start(false);
    await until(() => service.simulator.count('login') === 2);
    service.simulator.setSecret('client-two', 'changed-by-somebody');
    service.simulator.revokeTokens();
    for (let request = 0; request < 5; request++) await service.get(membersOf(QUEUE));
    const logged = (client: number, msg: string) =>
      service.log.map((line) => JSON.parse(line) as object).filter((line) => matches(line, { client, msg }))
        .length;
    await until(() => logged(1, 'login succeeded') === 2 && logged(2, 'login failed') > 0);
    const { problems } = await statusOf(service);
    const logins = problems.filter(({ code }) => code === 'login_invalid_client');
    expect(logins.map(({ where, ongoing }) => [where, ongoing])).to.deep.equal([
      ['organization own, client 2', true],
    ]);
  });

  it('spend no more than the budget of those who can log in', async () => {
    const service = await start({ perMinute: 20 });
    await until(() => service.simulator.count('login') === 2);
    service.simulator.setSecret('client-one', 'changed-by-somebody');
    service.simulator.revokeTokens();
    service.simulator.resetRecords();
    const answers: Array<{ status: number; code?: string }> = [];
    for (let request = 0; request < 25; request++) {
      const response = await service.get(membersOf(QUEUE));
      answers.push({ status: response.status, ...((await response.json()) as { code?: string }) });
    }
    const members = service.simulator.requests.filter(({ route }) => route === 'members');
    expect(members.filter(({ status }) => status === 429)).to.deep.equal([]);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused).to.have.length.above(5);
    expect(new Set(refused.map(({ code }) => code))).to.deep.equal(new Set(['genesys_rate_limited']));
  });

  for (const retryAfter of [30, 1])
    it(`answer with the other at once when one is over its limit for ${retryAfter} s`, async () => {
      const service = await start({ perMinute: 300 });
      await until(() => service.simulator.count('login') === 2);
      const over = { kind: 'status', status: 429, retryAfter } as const;
      service.simulator.fault({ on: 'members', times: 1, do: over });
      expect((await service.get(membersOf(QUEUE))).status).to.equal(200);
      expect((await service.get(membersOf(QUEUE))).status).to.equal(200);
      const asked = service.simulator.requests.filter(({ route }) => route === 'members');
      expect(asked.map(({ status }) => status)).to.deep.equal([429, 200, 200]);
      expect(asked[1]?.token).not.to.equal(asked[0]?.token);
    });
});
