import { expect } from 'chai';
import { startService, stopServices, membersOf, type TestService } from '../support/service.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

interface MembersAnswer {
  entities: Array<{ id: string }>;
  total: number;
  pageCount: number;
  nextUri?: string;
}

/** 297 members of which 250 are Available and joined. */
const agents = Array.from({ length: 297 }, (_, index) => ({
  presence: index < 250 ? 'Available' : 'Away',
  extraJson: `"unheardOf":{"big":12345678901234567890,"one":1.0,"text":"] } \\" \\u00e9"}`,
}));

describe('the members route, whole service', () => {
  let service: TestService;
  const ask = async (query: string) => {
    const response = await service.get(membersOf(QUEUE, query));
    return { response, body: (await response.json()) as MembersAnswer };
  };
  const FILTERS = 'expand=presence&presence=Available&joined=true';

  beforeEach(async () => {
    // freshFor is long so that slow machines still meet "while fresh".
    service = await startService({
      simulator: { queues: [{ id: QUEUE, agents }] },
      environment: { AVAILABILITY_FRESH_FOR_MS: '600000' },
    });
  });
  afterEach(stopServices);

  it('counts 250 matching members of 297 and serves ten pages from three upstream requests', async () => {
    const first = await ask(FILTERS);
    expect(first.response.status).to.equal(200);
    expect(first.body).to.include({ total: 250, pageCount: 10, pageSize: 25, pageNumber: 1 });
    expect(first.body.entities).to.have.length(25);

    const large = await ask(`${FILTERS}&pageSize=100&pageNumber=3`);
    expect(large.body.entities).to.have.length(50);
    expect(large.body).to.include({ total: 250, pageCount: 3 });

    const ids = new Set<string>();
    let uri: string | undefined = membersOf(QUEUE, FILTERS);
    let pages = 0;
    while (uri !== undefined) {
      const page = (await (await service.get(uri)).json()) as MembersAnswer;
      page.entities.forEach(({ id }) => ids.add(id));
      uri = page.nextUri;
      pages += 1;
    }
    expect(pages).to.equal(10);
    expect(ids.size).to.equal(250);
    expect(service.simulator.count('members')).to.equal(3);
  });

  it('passes entities through to the byte, with fields that nobody has heard of', async () => {
    const response = await service.get(membersOf(QUEUE, `${FILTERS}&pageSize=1`));
    expect(await response.text()).to.include(
      '"unheardOf":{"big":12345678901234567890,"one":1.0,"text":"] } \\" \\u00e9"}',
    );
  });

  it('answers one fetch to any number of callers who ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(FILTERS)));
    expect(answers.map(({ body }) => body.total)).to.deep.equal(answers.map(() => 250));
    expect(service.simulator.count('members')).to.equal(3);
    const ways = answers.map(({ response }) => response.headers.get('cache-status'));
    expect(ways.filter((way) => way === 'availability-proxy; fwd=miss')).to.have.length(1);
  });

  it('says how old each answer is, how it was had and which it was, to nobody else', async () => {
    const url = service.publicUrl + membersOf(QUEUE, FILTERS);
    const headers = { 'x-api-key': 'tester-key-0123456789-abcdefghij', 'x-request-id': 'mine-17' };
    for (const way of [/^availability-proxy; fwd=miss$/, /^availability-proxy; hit; ttl=\d+$/]) {
      const answer = await fetch(url, { headers });
      expect(answer.headers.get('cache-status')).to.match(way);
      expect(answer.headers.get('age')).to.equal('0');
      expect(answer.headers.get('x-request-id')).to.equal('mine-17');
      expect(answer.headers.get('vary')).to.equal('Authorization, X-API-Key');
      expect(answer.headers.get('cache-control')).to.equal('private, no-cache');
    }
  });

  it('answers a page past the end without entities, with links that lead back', async () => {
    const { response, body } = await ask(`${FILTERS}&pageSize=100&pageNumber=9`);
    expect(response.status).to.equal(200);
    expect(body).to.deep.include({ entities: [], total: 250, pageCount: 3 });
    expect(body.nextUri).to.equal(undefined);
    expect(body).to.have.property('previousUri').that.includes('pageNumber=3');
  });

  it('answers HEAD like GET without the body, and 304 to who has the answer already', async () => {
    const url = service.publicUrl + membersOf(QUEUE, FILTERS);
    const authorization = { 'x-api-key': 'tester-key-0123456789-abcdefghij' };
    const got = await fetch(url, { headers: authorization });
    const head = await fetch(url, { method: 'HEAD', headers: authorization });
    expect(head.status).to.equal(200);
    expect(await head.text()).to.equal('');
    for (const name of ['content-length', 'etag', 'content-type', 'vary', 'cache-control']) {
      expect(head.headers.get(name), name).to.equal(got.headers.get(name));
    }
    const again = await fetch(url, {
      headers: { ...authorization, 'if-none-match': got.headers.get('etag') ?? '' },
    });
    expect(again.status).to.equal(304);
  });

  it('takes no other method and shows nothing else of Genesys', async () => {
    const url = service.publicUrl + membersOf(QUEUE, FILTERS);
    const headers = { 'x-api-key': 'tester-key-0123456789-abcdefghij' };
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await fetch(url, { method, headers });
      expect(response.status, method).to.equal(405);
      expect(response.headers.get('allow')).to.equal('GET, HEAD');
    }
    const elsewhere = [
      '/api/v2/users/me',
      `/api/v2/routing/queues/${QUEUE}`,
      '/api/v2/routing/queues',
      `/api/v2/routing/queues/..%2F..%2Fusers/members`,
      `/api/v2/routing/queues/${QUEUE}%2F..%2F/members`,
      '/oauth/token',
    ];
    for (const path of elsewhere) {
      const response = await service.get(path);
      expect(response.status, path).to.be.oneOf([400, 404]);
    }
    expect(service.simulator.count('members')).to.equal(0);
    expect(service.simulator.count('other')).to.equal(0);
    expect(service.simulator.count('queues')).to.equal(0);
  });
});
