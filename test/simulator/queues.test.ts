// The routes about queues themselves.
import { expect } from 'chai';
import { QUEUE_IDS } from '../../src/simulator/index.js';
import { closeAll, get, QUEUE, start } from './helpers.js';

describe('the simulated queue routes', () => {
  afterEach(closeAll);

  it('tell a queue by its id', async () => {
    const agents = [{ memberBy: 'group' as const }, { joined: false }, {}];
    const simulator = await start({ queues: [{ id: QUEUE, name: 'Claims', agents }] });
    const response = await get(simulator, `/api/v2/routing/queues/${QUEUE}`);
    expect(await response.json()).to.eql({
      id: QUEUE,
      name: 'Claims',
      memberCount: 3,
      userMemberCount: 2,
      joinedMemberCount: 2,
      selfUri: `/api/v2/routing/queues/${QUEUE}`,
    });
  });

  const cases: Array<[string, string[]]> = [
    ['', ['billing', 'sales', 'support']],
    ['name=sales', ['sales']],
    ['name=SALES', ['sales']],
    ['name=sale', []],
    ['name=s*', ['sales', 'support']],
    ['name=*ing', ['billing']],
    ['name=*pp*', ['support']],
    [`id=${QUEUE_IDS.billing}`, ['billing']],
  ];
  for (const [query, names] of cases)
    it(`"${query}" lists ${names.join(', ') || 'nothing'}`, async () => {
      const response = await get(await start(), `/api/v2/routing/queues?${query}`);
      const body = (await response.json()) as { entities: Array<{ name: string }>; total: number };
      expect(body.entities.map(({ name }) => name)).to.eql(names);
      expect(body.total).to.equal(names.length);
    });

  it('list page by page, with a total', async () => {
    const response = await get(await start(), '/api/v2/routing/queues?pageSize=2&pageNumber=2');
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).to.include({ total: 3, pageCount: 2, pageNumber: 2, pageSize: 2 });
    expect(body.previousUri).to.equal('/api/v2/routing/queues?pageSize=2&pageNumber=1');
    expect(body).to.not.have.property('nextUri');
  });

  it('need routing:queue:view', async () => {
    const clients = [{ id: 'c', secret: 's', permissions: ['routing:queueMember:manage'] }];
    const simulator = await start({ clients });
    expect((await get(simulator, `/api/v2/routing/queues/${QUEUE_IDS.sales}`)).status).to.equal(403);
    expect((await get(simulator, '/api/v2/routing/queues')).status).to.equal(403);
  });
});
