import { expect } from 'chai';
import { ADMIN_KEY, startService, stopServices, type TestServiceOptions } from '../support/service.js';
import { until } from '../support/until.js';

const SALES = 'abcdefab-0000-4000-8000-0000000000a1';
const queues = [
  { id: SALES, name: 'Sales East', agents: [{}, {}] },
  { id: 'abcdefab-0000-4000-8000-0000000000a2', name: 'Sales West', agents: [] },
  { id: 'abcdefab-0000-4000-8000-0000000000a3', name: 'Support & Care', agents: [] },
];

interface Found {
  readonly queues?: Array<{ id: string; name: string; memberCount: number | null }>;
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
}

describe('finding queues by name on the admin listener', () => {
  afterEach(stopServices);

  const start = async (options: TestServiceOptions = {}) => {
    const service = await startService({ simulator: { queues }, ...options });
    const search = async (query: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${service.adminUrl}/queues${query}`, { headers });
      return { status: response.status, body: (await response.json()) as Found };
    };
    return { ...service, search };
  };

  it('finds them by a part of their name, in any case', async () => {
    const { search } = await start();
    const { status, body } = await search('?organization=default&name=sales%20e');
    expect(status).to.equal(200);
    expect(body).to.deep.equal({ queues: [{ id: SALES, name: 'Sales East', memberCount: 2 }] });
    expect((await search('?name=%26%20care')).body.queues).to.have.length(1);
    expect((await search('?name=nobody')).body).to.deep.equal({ queues: [] });
  });

  it('lists all without a name, at most fifty', async () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ name: `Queue ${n}`, agents: [] }));
    const { search } = await start({ simulator: { queues: many } });
    expect((await search('')).body.queues).to.have.length(50);
    expect((await search('?name=')).body.queues).to.have.length(50);
  });

  it('asks Genesys once for the same search', async () => {
    const { search, simulator } = await start();
    simulator.fault({ on: 'queues', skip: 1, do: { kind: 'status', status: 500 } });
    await Promise.all([search('?name=sales'), search('?name=Sales')]);
    expect((await search('?name=sales')).body.queues).to.have.length(2);
  });

  it('names the permission that is missing', async () => {
    const { search, simulator } = await start();
    simulator.fault({ on: 'queues', do: { kind: 'status', status: 403 } });
    const { status, body } = await search('?name=sales');
    expect(status).to.equal(403);
    expect(body.code).to.equal('genesys_permission_missing');
    expect(body.detail).to.include('routing:queue:view');
  });

  it('says which organizations there are, and which parameters', async () => {
    const { search, adminUrl } = await start();
    const unknown = await search('?organization=elsewhere');
    expect(unknown.status).to.equal(404);
    expect(unknown.body).to.include({ code: 'organization_not_found' });
    expect(unknown.body.detail).to.include('default');
    const health = await fetch(`${adminUrl}/health/token?organization=elsewhere`);
    expect(await health.json()).to.include({ detail: unknown.body.detail, hint: unknown.body.hint });
    expect((await search('?nmae=x')).body).to.include({ code: 'unknown_parameter' });
    expect((await search(`?name=${'x'.repeat(257)}`)).body).to.include({ code: 'invalid_parameter' });
  });

  it('leaves the half of the rate limit to callers', async () => {
    const { search } = await start({ simulator: { queues, rateLimit: { perMinute: 5 } } });
    // Of 5 requests a minute 4 may be spent, 2 of them on look-ups.
    expect((await search('?name=a')).status).to.equal(200);
    expect((await search('?name=b')).status).to.equal(200);
    const { status, body } = await search('?name=c');
    expect(status).to.equal(503);
    expect(body.code).to.equal('genesys_rate_limited');
    expect((await search('?name=a')).status).to.equal(200);
  });

  it("is not for other sites' pages, nor for who has no admin key", async () => {
    const { search } = await start({ environment: { ADMIN_KEY } });
    const key = { 'x-api-key': ADMIN_KEY };
    expect((await search('?name=sales')).body.code).to.equal('admin_key_required');
    const foreign = await search('?name=sales', { ...key, 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).to.equal(403);
    expect(foreign.body.code).to.equal('cross_site_request');
    expect((await search('?name=sales', { ...key, 'sec-fetch-site': 'same-origin' })).status).to.equal(200);
  });

  it('is not for an image of another site, to which a browser over plain http adds the key by itself', async () => {
    const { search, simulator } = await start({ environment: { ADMIN_KEY } });
    const remembered = { authorization: `Basic ${Buffer.from(`any:${ADMIN_KEY}`).toString('base64')}` };
    const image = await search('?name=sales', remembered);
    expect([image.status, image.body.code]).to.deep.equal([403, 'cross_site_request']);
    expect(image.body.hint).to.include('X-Requested-By');
    expect(simulator.count('queues')).to.equal(0);
    const ways: Array<Record<string, string>> = [
      { ...remembered, 'x-requested-by': 'page' },
      { ...remembered, 'sec-fetch-site': 'same-origin' },
      { 'x-api-key': ADMIN_KEY },
      { authorization: `Bearer ${ADMIN_KEY}` },
    ];
    for (const headers of ways) expect((await search('?name=sales', headers)).status).to.equal(200);
  });

  it('is logged without what was searched for', async () => {
    const { search, log } = await start();
    await search('?name=sales');
    await until(() => log.some((line) => line.includes('"route":"queues"')));
    expect(log.join('')).not.to.include('sales');
  });
});
