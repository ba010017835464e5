// What operators read of tokens, budget and memory, and who may read it.
import { expect } from 'chai';
import { startEngine, type Engine } from '../support/engine.js';
import { until } from '../support/until.js';
import { statusOf } from '../support/status.js';
import { ADMIN_KEY, startService, stopServices } from '../support/service.js';

const queueOf = (n: number) => `abcdefab-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** An engine with so many queues, each asked for once. */
async function asked(count: number, perMinute: number, members = 2): Promise<Engine> {
  const queues = Array.from({ length: count }, (_, n) => ({ id: queueOf(n), members }));
  const engine = await startEngine({ queues, rateLimit: { perMinute } });
  for (const { id } of queues) await engine.ask(`/api/v2/routing/queues/${id}/members`);
  return engine;
}

describe('the status of the service', () => {
  afterEach(stopServices);

  it('does the arithmetic of the budget while it suffices', async () => {
    const { organizations, ...status } = await statusOf(await asked(3, 300));
    expect(status.state).to.equal('ready');
    expect(organizations[0]!.budget).to.deep.equal({
      warmQueries: 3,
      pagesPerRefresh: 3,
      requestsAllowedPerMinute: 300,
      requestsSpendablePerMinute: 240,
      requestsWantedPerMinute: 90,
      // Three counts, and the name of the first queue.
      requestsInWindow: 4,
      windowEndsInSeconds: 60,
      refreshIntervalMs: 1_500,
      promiseKept: true,
      advice: null,
      gate: { state: 'open', clientsClosed: 0, opensInSeconds: null, limitOf: null, reason: null },
    });
    expect(status.answers).to.deep.equal({ fromSnapshots: 3, olderThanPromised: 0 });
    expect(status.memory).to.include({ snapshots: 6, warmQueries: 3, walksUnderWay: 0, walksWaiting: 0 });
  });

  it('says that the promise is broken, by how much, and what would help', async () => {
    const engine = await asked(10, 60);
    const { budget } = (await statusOf(engine)).organizations[0]!;
    expect(budget).to.include({
      warmQueries: 10,
      requestsAllowedPerMinute: 60,
      requestsSpendablePerMinute: 48,
      requestsWantedPerMinute: 300,
      refreshIntervalMs: 12_500,
      promiseKept: false,
    });
    for (const word of ['10 queries', '300 requests', '48 may', '12500 ms', 'fewer queues', 'OAuth client'])
      expect(budget['advice']).to.include(word);
  });

  it('has the name of a queue after its first answer, though most of the rate limit is spent by others', async () => {
    const id = queueOf(1);
    const engine = await startEngine({
      queues: [{ id, name: 'Sales East' }],
      rateLimit: { perMinute: 30, per: 'client' },
    });
    const { simulator } = engine;
    const headers = { authorization: `Bearer ${simulator.issueToken()}` };
    for (let n = 0; n < 17; n++)
      await fetch(`${simulator.apiUrl}/api/v2/routing/queues?pageSize=1`, { headers });
    await engine.ask(`/api/v2/routing/queues/${id}/members`);
    const named = async () => (await statusOf(engine)).queries[0]?.queueName === 'Sales East';
    await until(named, 'the name');
    expect(engine.simulator.count('queue')).to.equal(1);
  });

  it('counts pages', async () => {
    const { budget } = (await statusOf(await asked(2, 300, 150))).organizations[0]!;
    expect(budget).to.include({ warmQueries: 2, pagesPerRefresh: 4, requestsInWindow: 5 });
  });

  it('tells how many answers were older than promised', async () => {
    const engine = await asked(1, 300);
    engine.simulator.fault({ on: 'members', do: { kind: 'status', status: 500 } });
    await engine.live(10_000);
    // Nothing is held for these filters: an answer from no snapshot is not an old one.
    await engine.askInTime(`/v1/queues/${queueOf(0)}/availability`);
    for (let time = 0; time < 4; time++)
      await engine.askInTime(`/api/v2/routing/queues/${queueOf(0)}/members`);
    const { answers } = await statusOf(engine);
    expect(answers.olderThanPromised).to.equal(4);
    expect(answers.fromSnapshots).to.equal(5);
  });
});

describe('the admin listener off loopback', () => {
  afterEach(stopServices);
  const OPEN = ['/livez', '/readyz', '/health/token', '/metrics'];

  const ask = async (adminUrl: string, path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(adminUrl + path, { headers });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };

  it('shows nothing but health and metrics without the admin key', async () => {
    const { adminUrl } = await startService({ environment: { ADMIN_HOST: '0.0.0.0', ADMIN_KEY } });
    for (const path of OPEN) expect((await ask(adminUrl, path)).status, path).to.equal(200);
    for (const headers of [
      {},
      { 'x-api-key': `${ADMIN_KEY}x` },
      { authorization: 'Bearer tester-key-0123456789-abcdefghij' },
      { authorization: `Basic ${ADMIN_KEY}` },
    ] as Array<Record<string, string>>) {
      const { status, text, headers: answered } = await ask(adminUrl, '/status', headers);
      expect(status).to.equal(401);
      expect(JSON.parse(text)).to.include({ code: 'admin_key_required' });
      expect(answered.get('www-authenticate')).to.be.a('string');
      expect(text).not.to.include('budget');
    }
    for (const headers of [{ 'x-api-key': ADMIN_KEY }, { authorization: `Bearer ${ADMIN_KEY}` }] as Array<
      Record<string, string>
    >)
      expect((await ask(adminUrl, '/status', headers)).status).to.equal(200);
  });

  it('shows it to nobody when there is no admin key at all, and says what to set', async () => {
    const { adminUrl } = await startService({ environment: { ADMIN_HOST: '0.0.0.0' } });
    for (const path of OPEN) expect((await ask(adminUrl, path)).status, path).to.equal(200);
    const { status, text } = await ask(adminUrl, '/status', { 'x-api-key': '' });
    expect(status).to.equal(401);
    expect((JSON.parse(text) as { hint: string }).hint).to.include('ADMIN_KEY');
  });

  it('asks for the key on loopback, too, once there is one', async () => {
    const { adminUrl } = await startService({ environment: { ADMIN_KEY } });
    expect((await ask(adminUrl, '/status')).status).to.equal(401);
    expect((await ask(adminUrl, '/status', { 'x-api-key': ADMIN_KEY })).status).to.equal(200);
  });

  it('takes the status from nobody on the public listener', async () => {
    const service = await startService();
    for (const path of ['/status', '/metrics']) expect((await service.get(path)).status).to.equal(404);
  });
});
