import { expect } from 'chai';
import { startSimulator } from '../../src/simulator/index.js';
import { until } from '../support/until.js';
import { startService, stopServices, membersOf, KEY } from '../support/service.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

interface TokenHealth {
  organization: string;
  status: string;
  expiresInSeconds: number | null;
  renewInSeconds: number | null;
}

describe('health, whole service', () => {
  afterEach(stopServices);

  it('is told without a key on both listeners, and never tells the token', async () => {
    const service = await startService();
    for (const url of [service.publicUrl, service.adminUrl]) {
      expect((await fetch(`${url}/livez`)).status).to.equal(200);
      expect(await (await fetch(`${url}/readyz`)).text()).to.equal('ready\n');
      expect(await (await fetch(`${url}/readyz?verbose`)).json()).to.have.property('state', 'ready');
      const response = await fetch(`${url}/health/token`);
      expect(response.status).to.equal(200);
      expect(response.headers.get('cache-control')).to.equal('no-store');
      const body = (await response.json()) as TokenHealth;
      expect(body).to.include({
        organization: 'default',
        status: 'healthy',
        generation: 1,
        consecutiveFailures: 0,
        lastError: null,
      });
      expect(body.expiresInSeconds).to.be.within(86_300, 86_400);
      expect(body.renewInSeconds).to.be.within(0.6 * 86_400, 0.8 * 86_400);
      expect((await fetch(`${url}/livez`, { method: 'POST' })).status).to.equal(405);
    }
  });

  it('keeps two organizations apart: one failing makes health 503, and harms nobody of the other', async () => {
    const broken = await startSimulator({ clients: [{ id: 'b', secret: 'other' }] });
    const service = await startService({
      simulator: { queues: [{ id: QUEUE, agents: [{}] }] },
      settings: `
organizations:
  broken: { loginUrl: "${broken.loginUrl}", apiUrl: "${broken.apiUrl}", clientId: b, clientSecret: wrong }
`,
    });
    try {
      await until(
        async () => (await fetch(`${service.publicUrl}/health/token?organization=broken`)).status === 503,
      );
      const all = await fetch(`${service.publicUrl}/health/token`);
      const body = (await all.json()) as TokenHealth & { organizations: TokenHealth[] };
      expect(all.status).to.equal(503);
      expect(body).to.include({ status: 'failing', organization: 'broken' });
      expect(body.organizations.map(({ organization }) => organization)).to.have.members([
        'default',
        'broken',
      ]);
      const one = await fetch(`${service.publicUrl}/health/token?organization=default`);
      expect(one.status).to.equal(200);
      expect(await one.json()).to.include({ status: 'healthy' });
      expect((await fetch(`${service.publicUrl}/health/token?organization=nobody`)).status).to.equal(404);
      expect((await fetch(`${service.publicUrl}/readyz`)).status).to.equal(200);
      expect((await service.get(membersOf(QUEUE))).status).to.equal(200);
    } finally {
      await broken.close();
    }
  });

  it('counts what happened in metrics, on the admin listener alone', async () => {
    const service = await startService({ simulator: { queues: [{ id: QUEUE, agents: [{}] }] } });
    await service.get(membersOf(QUEUE));
    await service.get(membersOf(QUEUE));
    await service.get(membersOf(QUEUE), {});
    // The members, and the queue's name.
    const asked = 'genesys_requests_total{organization="default",outcome="200"} 2';
    const read = async () => (await fetch(`${service.adminUrl}/metrics`)).text();
    await until(async () => (await read()).includes(asked), 'the name of the queue');
    const metrics = await read();
    const expected = [
      'availability_proxy_requests_total{route="members",status="200"} 2',
      'availability_proxy_cache_results_total{result="hit"} 1',
      'availability_proxy_caller_refusals_total{reason="caller_key_missing"} 1',
      'availability_proxy_walks_total{organization="default",outcome="done"} 1',
      `availability_proxy_${asked}`,
      'availability_proxy_genesys_ratelimit_allowed{organization="default"} 300',
      'availability_proxy_genesys_ratelimit_count{organization="default"} 2',
      'availability_proxy_token_renewals_total{organization="default",result="ok"} 1',
      'availability_proxy_token_generation{organization="default"} 1',
    ];
    for (const line of expected) expect(metrics.split('\n'), line).to.include(line);
    expect(metrics).to.match(
      /^availability_proxy_token_expires_in_seconds\{organization="default"\} 863\d\d/m,
    );
    expect(metrics).to.include('process_cpu_seconds_total').and.not.include(QUEUE);
    expect((await fetch(`${service.publicUrl}/metrics`)).status).to.equal(404);
  });

  it('writes one line a request with caller, queue, result, age, total and duration', async () => {
    const service = await startService({ simulator: { queues: [{ id: QUEUE, agents: [{}] }] } });
    await service.get(membersOf(QUEUE), { 'x-api-key': KEY, 'x-request-id': 'my-own-id' });
    await until(() => service.log.some((line) => line.includes('my-own-id')));
    const lines = service.log.filter((line) => line.includes('my-own-id'));
    expect(lines).to.have.length(1);
    const line = JSON.parse(lines[0]!) as Record<string, unknown>;
    expect(line).to.include({
      level: 'info',
      caller: 'tester',
      queue: QUEUE,
      result: 'miss',
      total: 1,
      status: 200,
      route: 'members',
    });
    expect(line['ageMs']).to.be.a('number');
    expect(line['durationMs']).to.be.a('number');
  });

  it('sends the headers that keep browsers and sniffers out, and no name of the framework', async () => {
    const service = await startService();
    for (const path of ['/livez', '/nowhere', membersOf(QUEUE)]) {
      const { headers } = await service.get(path);
      expect(headers.get('x-powered-by'), path).to.equal(null);
      expect(headers.get('x-content-type-options'), path).to.equal('nosniff');
      expect(headers.get('content-security-policy'), path).to.be.a('string');
    }
  });
});
