import { expect } from 'chai';
import { startService, stopServices, membersOf, KEY, type TestService } from '../support/service.js';

const SALES = 'abcdefab-0000-4000-8000-000000000001';
const SUPPORT = 'abcdefab-0000-4000-8000-000000000002';
const NOWHERE = 'abcdefab-0000-4000-8000-00000000dead';
const SHARED = 'abcdefab-1111-4000-8000-000000000001';

/** Sales: 2 Available, 1 idle on queue, 1 busy on queue, 1 Available but not joined. Support: 1 shared, 1 own. */
const QUEUES = [
  {
    id: SALES,
    name: 'sales',
    agents: [
      { userId: SHARED, presence: 'Available' },
      { presence: 'Available' },
      { presence: 'On Queue', routingStatus: 'IDLE' },
      { presence: 'On Queue', routingStatus: 'INTERACTING' },
      { presence: 'Available', joined: false },
    ],
  },
  {
    id: SUPPORT,
    name: 'support',
    agents: [{ userId: SHARED, presence: 'Available' }, { presence: 'Available' }],
  },
];

describe('the availability routes, whole service', () => {
  let service: TestService;
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(service.publicUrl + path, {
      ...init,
      headers: { 'x-api-key': KEY, ...(init.headers as Record<string, string>) },
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown>,
    };
  };

  beforeEach(async () => {
    service = await startService({ simulator: { queues: QUEUES } });
  });
  afterEach(stopServices);

  it('counts Available and joined agents when no state is asked for', async () => {
    const { status, body } = await ask(`/v1/queues/${SALES}/availability`);
    expect(status).to.equal(200);
    expect(body).to.include({
      accept: true,
      agentsAvailable: 2,
      total: 2,
      minimum: 1,
      status: 'available',
      stale: false,
    });
    expect(body['filters']).to.equal('presence=Available&joined=true');
    expect(Date.parse(String(body['asOf']))).to.be.a('number').and.not.NaN;
    for (const value of Object.values(body)) expect(value).to.not.be.an('object');
  });

  it('counts idle agents on queue, whatever their presence, when routing status is asked for', async () => {
    const { body } = await ask(`/v1/queues/${SALES}/availability?routingStatus=idle`);
    expect(body).to.include({ accept: true, total: 1, filters: 'routingStatus=IDLE&joined=true' });
  });

  it('says no with a reason when fewer than min match, and counts who is not joined when told so', async () => {
    const { body } = await ask(`/v1/queues/${SALES}/availability?min=3`);
    expect(body).to.include({ accept: false, total: 2, minimum: 3, status: 'unavailable' });
    expect(body['reason']).to.equal('2 agents match, 3 needed');
    const notJoined = await ask(`/v1/queues/${SALES}/availability?joined=false`);
    expect(notJoined.body).to.include({ total: 1 });
  });

  it('takes the same parameters from query, JSON body and form', async () => {
    const path = `/v1/queues/${SALES}/availability`;
    const byQuery = await ask(`${path}?min=2&presence=available,ON_QUEUE`);
    const byJson = await ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ min: 2, presence: ['available', 'ON_QUEUE'] }),
    });
    const byForm = await ask(path, {
      method: 'POST',
      body: new URLSearchParams('min=2&presence=available&presence=ON_QUEUE'),
    });
    const bare = await ask(path, { method: 'POST' });
    expect(byQuery.body).to.include({ total: 4, accept: true });
    expect(byJson.body).to.deep.equal(byQuery.body);
    expect(byForm.body).to.deep.equal(byQuery.body);
    expect(bare.body).to.include({ total: 2 });
  });

  it('answers as text, XML and status code for platforms that want that', async () => {
    const path = `/v1/queues/${SALES}/availability`;
    const text = await ask(`${path}?format=text`);
    expect(text.headers.get('content-type')).to.match(/^text\/plain/);
    expect(text.text.split('\n')).to.include.members(['accept=true', 'total=2']);
    const xml = await ask(`${path}?format=xml`);
    expect(xml.headers.get('content-type')).to.match(/^application\/xml/);
    expect(xml.text).to.include('<accept>true</accept>').and.to.include('presence=Available&amp;joined=true');
    expect((await ask(`${path}?statusCodes=true`)).status).to.equal(200);
    expect((await ask(`${path}?statusCodes=true&min=9`)).status).to.equal(409);
  });

  it('counts an agent in two queues once', async () => {
    const { body } = await ask(`/v1/availability?queue=${SALES}&queue=${SUPPORT}`);
    expect(body).to.include({ total: 3, agentsAvailable: 3, accept: true });
    expect(body['queues']).to.have.length(2);
    expect((body['queues'] as object[])[0]).to.include({ queue: SALES, agentsAvailable: 2, error: null });
  });

  it('is unknown when a queue cannot be counted, unless the others alone suffice', async () => {
    const enough = await ask(`/v1/availability?queue=${SALES}&queue=${NOWHERE}&min=2`);
    expect(enough.body).to.include({ accept: true, status: 'available' });
    expect((enough.body['queues'] as object[])[1]).to.include({
      queue: NOWHERE,
      error: 'queue_not_found',
      agentsAvailable: null,
    });
    const short = await ask(`/v1/availability?queue=${SALES}&queue=${NOWHERE}&min=3`);
    expect(short.body).to.include({ accept: false, status: 'unknown', total: 2 });
    expect(short.body['reason']).to.include('queue_not_found');
  });

  it("passes Genesys's refusal of a single queue on", async () => {
    const { status, body } = await ask(`/v1/queues/${NOWHERE}/availability`);
    expect(status).to.equal(404);
    expect(body).to.include({ code: 'queue_not_found' });
    expect(body).to.have.property('correlationId');
  });

  it('uses the snapshot that a members webhook has just loaded', async () => {
    await service.get(membersOf(SALES));
    const { body, headers } = await ask(`/v1/queues/${SALES}/availability`);
    expect(body).to.include({ total: 2 });
    expect(headers.get('cache-status')).to.match(/^availability-proxy; hit; ttl=\d+$/);
    expect(service.simulator.count('members')).to.equal(1);
  });

  const odd: Array<[string, RequestInit, number, string]> = [
    ['?min=0', {}, 400, 'invalid_parameter'],
    ['?min=many', {}, 400, 'invalid_parameter'],
    ['?format=yaml', {}, 400, 'invalid_parameter'],
    ['?presence=', {}, 400, 'invalid_parameter'],
    ['?joined=maybe', {}, 400, 'invalid_parameter'],
    [`?name=${'x'.repeat(257)}`, {}, 400, 'invalid_parameter'],
    [`?skills=${Array.from({ length: 51 }, (_, n) => n).join()}`, {}, 400, 'invalid_parameter'],
    [`?skills=${',a'.repeat(4_200)}`, {}, 400, 'invalid_parameter'],
    [
      '',
      {
        method: 'POST',
        body: JSON.stringify({ skills: Array.from({ length: 40 }, (_, n) => `${n}${'x'.repeat(250)}`) }),
        headers: { 'content-type': 'application/json' },
      },
      400,
      'invalid_parameter',
    ],
    ['?constructor=1&__proto__=2', {}, 400, 'unknown_parameter'],
    ['', { method: 'PUT' }, 405, 'method_not_allowed'],
    ['', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, 400, 'invalid_body'],
    [
      '',
      { method: 'POST', body: '[1]', headers: { 'content-type': 'application/json' } },
      400,
      'invalid_body',
    ],
    [
      '',
      { method: 'POST', body: '{"min":{}}', headers: { 'content-type': 'application/json' } },
      400,
      'invalid_parameter',
    ],
    [
      '',
      { method: 'POST', body: '<a/>', headers: { 'content-type': 'text/xml' } },
      415,
      'unsupported_media_type',
    ],
    [
      '',
      {
        method: 'POST',
        body: `min=${'1'.repeat(20_000)}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      413,
      'body_too_large',
    ],
  ];
  for (const [query, init, expected, code] of odd) {
    it(`answers ${init.method ?? 'GET'} ${query.slice(0, 40)} ${typeof init.body === 'string' ? init.body.slice(0, 12) : ''} with ${expected} ${code}`, async () => {
      const { status, body } = await ask(`/v1/queues/${SALES}/availability${query}`, init);
      expect(status).to.equal(expected);
      expect(body).to.include({ code, status: expected });
      expect(body['hint']).to.be.a('string').and.not.empty;
      expect(service.simulator.count('members')).to.equal(0);
    });
  }

  it('wants at least one queue, and each a UUID', async () => {
    expect((await ask('/v1/availability')).body).to.include({ code: 'invalid_parameter' });
    expect((await ask('/v1/availability?queue=sales')).body).to.include({ code: 'invalid_queue_id' });
    expect((await ask('/v1/queues/%ZZ/availability')).status).to.equal(400);
  });
});
