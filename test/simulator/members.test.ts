// The members endpoint's pages, entities and errors.
import { expect } from 'chai';
import fc from 'fast-check';
import { QUEUE_IDS, type Simulator } from '../../src/simulator/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { closeAll, get, members, page, QUEUE, start, type Page } from './helpers.js';

const queue = (count: number) => ({ queues: [{ id: QUEUE, members: count }], rateLimit: false as const });

describe('the simulated members endpoint', () => {
  afterEach(closeAll);

  const pages: Array<[number, string, number, number, number, boolean, boolean]> = [
    // members, query, pageNumber, pageSize, entities, next?, previous?
    [250, '', 1, 25, 25, true, false],
    [250, 'pageSize=100', 1, 100, 100, true, false],
    [250, 'pageSize=100&pageNumber=3', 3, 100, 50, false, true],
    [250, 'pageSize=101', 1, 100, 100, true, false],
    [250, 'pageSize=5000&pageNumber=2', 2, 100, 100, true, true],
    [200, 'pageSize=100&pageNumber=2', 2, 100, 100, false, true],
    [200, 'pageSize=100&pageNumber=3', 3, 100, 0, false, true],
    [1, 'pageSize=1', 1, 1, 1, false, false],
    [0, '', 1, 25, 0, false, false],
  ];
  for (const [count, query, pageNumber, pageSize, entities, next, previous] of pages)
    it(`${count} members, "${query}": ${entities} on page ${pageNumber} of ${pageSize}`, async () => {
      const body = await page(await start(queue(count)), query);
      expect(body).to.include({ pageNumber, pageSize });
      expect(body.entities).to.have.length(entities);
      expect(body).to.have.any.keys('firstUri');
      expect('nextUri' in body).to.equal(next);
      expect('previousUri' in body).to.equal(previous);
      expect(body).to.not.have.any.keys('total', 'pageCount', 'lastUri');
    });

  it('writes relative links that keep the other parameters', async () => {
    const body = await page(
      await start(queue(5)),
      'joined=true&joined=false&pageSize=2&pageNumber=2&expand=skills',
    );
    const uri = (number: number) =>
      members(`pageSize=2&pageNumber=${number}&joined=true&joined=false&expand=skills`);
    expect(body).to.include({ firstUri: uri(1), previousUri: uri(1), selfUri: uri(2) });
  });

  it('shows each match once to whoever follows nextUri, whatever the page size', async () => {
    const simulator = await start(queue(120));
    const token = simulator.issueToken();
    const walk = async (first: string) => {
      const ids: string[] = [];
      for (let uri: string | undefined = first; uri !== undefined;) {
        const body = (await (await get(simulator, uri, token)).json()) as Page;
        ids.push(...body.entities.map(({ id }) => id));
        uri = body.nextUri;
      }
      return ids;
    };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 7, max: 130 }), fc.boolean(), async (pageSize, joined) => {
        const ids = await walk(members(`pageSize=${pageSize}&joined=${joined}`));
        expect(ids).to.eql(simulator.matching(QUEUE, { joined }).ids);
      }),
      { numRuns: 20 },
    );
  });

  it('writes an entity without expansions, and with those that are asked for', async () => {
    const clock = new FakeClock();
    const agent = {
      id: 'm',
      userId: 'u',
      name: 'Ann',
      presence: 'On Queue',
      skills: ['Sales'],
      ringNumber: 2,
    };
    const simulator = await start({ clock, queues: [{ id: QUEUE, agents: [agent] }] });
    const bare = {
      id: 'm',
      name: 'Ann',
      user: { id: 'u', name: 'Ann', selfUri: '/api/v2/users/u' },
      ringNumber: 2,
      joined: true,
      memberBy: 'user',
      selfUri: `/api/v2/routing/queues/${QUEUE}/members/m`,
    };
    expect((await page(simulator)).entities).to.eql([bare]);
    const [full] = (await page(simulator, 'expand=presence,routingStatus&expand=skills,nonsense')).entities;
    const routingStatus = { userId: 'u', status: 'IDLE', startTime: '2026-01-01T00:00:00.000Z' };
    expect(full).to.deep.include({ routingStatus });
    expect(full!.user.routingStatus).to.eql(routingStatus);
    expect(full!.user.presence).to.have.nested.property('presenceDefinition.systemPresence', 'On Queue');
    expect(full!.user.skills).to.have.nested.property('[0].name', 'Sales');
    expect(full!.user).to.not.have.any.keys('languages', 'nonsense');
  });

  it('passes on unknown fields, even such as JavaScript cannot hold', async () => {
    const agent = { extra: { future: { x: [1] } }, extraJson: '"big":12345678901234567890,"one":1.0' };
    const simulator = await start({ queues: [{ id: QUEUE, agents: [agent] }] });
    const text = await (await get(simulator, members())).text();
    expect(text).to.contain('"future":{"x":[1]}').and.to.contain('"big":12345678901234567890,"one":1.0}');
    expect(() => void JSON.parse(text)).not.to.throw();
  });

  it('finds a queue by its id in any case', async () => {
    expect((await get(await start(queue(1)), members('', QUEUE.toUpperCase()))).status).to.equal(200);
  });
});

describe('the simulated API errors', () => {
  afterEach(closeAll);

  const bearer = (simulator: Simulator) => ({ Authorization: `Bearer ${simulator.issueToken()}` });
  const cases: Array<[string, string, number, string, RegExp, ((s: Simulator) => Record<string, string>)?]> =
    [
      ['no token', members('', QUEUE_IDS.sales), 401, 'authentication.required', /bearer token/, () => ({})],
      [
        'a Basic header',
        members('', QUEUE_IDS.sales),
        401,
        'authentication.required',
        /bearer token/,
        () => ({ Authorization: 'Basic eDp5' }),
      ],
      [
        'an unknown token',
        members('', QUEUE_IDS.sales),
        401,
        'bad.credentials',
        /Invalid login credentials/,
        () => ({ Authorization: 'Bearer made-up' }),
      ],
      [
        'a client without permission',
        members('', QUEUE_IDS.sales),
        403,
        'missing.any.permissions',
        /routing:queue:view, routing:queue:edit/,
        (simulator) => ({ Authorization: `Bearer ${simulator.issueToken('powerless')}` }),
      ],
      ['an id that is no UUID', members('', 'sales'), 400, 'invalid.id', /non-UUID/],
      ['an unknown queue', members(), 404, 'not.found', /not found/],
      ['an unknown path', '/api/v2/users/me', 404, 'not.found', /not found/],
      ['a path outside the API', '/nowhere', 404, 'not.found', /not found/],
      ['pageSize=0', members('pageSize=0', QUEUE_IDS.sales), 400, 'invalid.value', /\[0\].*\[pageSize\]/],
      ['pageSize=-1', members('pageSize=-1', QUEUE_IDS.sales), 400, 'invalid.value', /\[-1\]/],
      ['pageSize=1.5', members('pageSize=1.5', QUEUE_IDS.sales), 400, 'invalid.value', /\[1.5\]/],
      ['pageNumber=x', members('pageNumber=x', QUEUE_IDS.sales), 400, 'invalid.value', /\[pageNumber\]/],
      ['joined=maybe', members('joined=maybe', QUEUE_IDS.sales), 400, 'invalid.query.param.value', /joined/],
      ['presence=Gone', members('presence=Gone', QUEUE_IDS.sales), 400, 'invalid.query.param.value', /Gone/],
      [
        'routingStatus=idle',
        members('routingStatus=idle', QUEUE_IDS.sales),
        400,
        'invalid.query.param.value',
        /idle/,
      ],
    ];
  for (const [title, path, status, code, message, headers = bearer] of cases)
    it(`answers ${title} with ${status} ${code}`, async () => {
      const ordinary = { id: 'ordinary', secret: 's' };
      const simulator = await start({
        clients: [ordinary, { id: 'powerless', secret: 't', permissions: [] }],
      });
      const response = await fetch(simulator.apiUrl + path, { headers: headers(simulator) });
      const body = (await response.json()) as Record<string, unknown>;
      expect(response.status).to.equal(status);
      expect(body).to.include({ status, code });
      expect(body.message).to.match(message);
      expect(body).to.have.keys(
        ...[
          'message',
          'code',
          'status',
          'messageWithParams',
          'messageParams',
          'contextId',
          'details',
          'errors',
        ],
      );
      expect(body.contextId).to.be.a('string').that.equals(response.headers.get('ININ-Correlation-Id'));
      expect(response.headers.get('Cache-Control')).to.equal('no-cache, no-store, must-revalidate');
    });

  it('answers other methods on the members path with 404', async () => {
    const simulator = await start();
    const response = await fetch(simulator.apiUrl + members('', QUEUE_IDS.sales), {
      method: 'POST',
      headers: bearer(simulator),
      body: '[]',
    });
    expect(response.status).to.equal(404);
  });

  for (const permission of [
    'routing:queue:view',
    'routing:queue:edit',
    'routing:queue:readonly',
    'routing:queueMember:manage',
  ])
    it(`needs no more than ${permission} for members`, async () => {
      const simulator = await start({ clients: [{ id: 'c', secret: 's', permissions: [permission] }] });
      expect((await get(simulator, members('', QUEUE_IDS.sales))).status).to.equal(200);
    });
});
