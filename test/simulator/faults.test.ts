// Each fault over a real socket, and which requests a rule meets.
import { expect } from 'chai';
import {
  genesysError,
  oauthError,
  QUEUE_IDS,
  type FaultRule,
  type Simulator,
} from '../../src/simulator/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { closeAll, failure, get, login, members, page, QUEUE, start } from './helpers.js';
import { until } from '../support/until.js';

const PATH = members('', QUEUE_IDS.sales);
const begin = (rule: FaultRule, members = 250) =>
  start({ queues: [{ id: QUEUE, members }] }).then((simulator) => {
    simulator.fault(rule);
    return simulator;
  });

async function walk(simulator: Simulator, pages: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= pages; number++)
    ids.push(...(await page(simulator, `pageSize=100&pageNumber=${number}`)).entities.map(({ id }) => id));
  return ids;
}

describe('simulated faults of the connection', () => {
  afterEach(closeAll);

  it('latency waits on the clock, then answers normally', async () => {
    const clock = new FakeClock();
    const simulator = await start({ clock });
    simulator.fault({ do: { kind: 'latency', ms: 1_000 } });
    simulator.fault({ do: { kind: 'latency', ms: 500 } });
    simulator.fault({ do: { kind: 'status', status: 503 } });
    const response = get(simulator, PATH);
    await until(() => simulator.count() === 1);
    expect(clock.pending).to.eql([1_500]);
    await clock.advance(1_499);
    expect(simulator.requests[0]!.status).to.equal(0);
    await clock.advance(1);
    expect((await response).status).to.equal(503);
  });

  it('latency ends with a caller that leaves', async () => {
    const clock = new FakeClock();
    const simulator = await start({ clock });
    simulator.fault({ do: { kind: 'latency', ms: 1_000 } });
    const leave = new AbortController();
    const response = failure(fetch(simulator.url + PATH, { signal: leave.signal }));
    await until(() => clock.pending.length === 1);
    leave.abort();
    await until(() => clock.pending.length === 0);
    expect(await response).to.contain('AbortError');
  });

  it('hang never answers, and going down ends it', async () => {
    const simulator = await begin({ do: 'hang' });
    const answer = failure(get(simulator, members()));
    await until(() => simulator.count('members') === 1);
    await simulator.goDown();
    expect(await answer).to.be.oneOf(['UND_ERR_SOCKET', 'ECONNRESET']);
    expect(simulator.requests[0]).to.include({ status: 0, fault: 'hang' });
  });

  it('reset cuts the connection before any answer', async () => {
    const simulator = await begin({ do: 'reset' });
    expect(await failure(get(simulator, members()))).to.equal('ECONNRESET');
  });

  it('truncate promises the whole body and sends half', async () => {
    const simulator = await begin({ do: 'truncate' });
    const response = await get(simulator, members());
    expect(response.status).to.equal(200);
    expect(Number(response.headers.get('Content-Length'))).to.be.greaterThan(100);
    expect(await failure(response.text())).to.be.oneOf(['UND_ERR_SOCKET', 'ECONNRESET']);
  });

  it('slow-body sends half of the body and stops', async () => {
    const simulator = await begin({ do: 'slow-body' }, 1);
    const response = await get(simulator, members());
    const length = Number(response.headers.get('Content-Length'));
    const chunk = await response.body!.getReader().read();
    expect((chunk.value as Uint8Array).length).to.equal(length >> 1);
  });

  it('slow-body with everyMs goes on byte by byte on the clock to the right end', async () => {
    const clock = new FakeClock();
    const simulator = await start({ clock, queues: [{ id: QUEUE, agents: [{ id: 'm', name: 'Ann' }] }] });
    simulator.fault({ do: { kind: 'slow-body', everyMs: 10 } });
    const response = await get(simulator, members());
    const length = Number(response.headers.get('Content-Length'));
    await clock.advance((length - (length >> 1)) * 10 - 1);
    expect(clock.pending).to.eql([1]);
    await clock.advance(1);
    expect(clock.pending).to.eql([]);
    expect(await response.json()).to.have.nested.property('entities[0].id', 'm');
  });

  it('huge sends as many bytes as asked for, without saying so first', async () => {
    const simulator = await begin({ do: { kind: 'huge', bytes: 1_000_000 } });
    const response = await get(simulator, members());
    expect(response.headers.get('Content-Length')).to.equal(null);
    const text = await response.text();
    expect(text).to.have.length(1_000_000);
    expect(JSON.parse(text)).to.have.keys('padding');
  });
});

describe('simulated faults of the answer', () => {
  afterEach(closeAll);

  it('html is a web page with status 200', async () => {
    const response = await get(await begin({ do: 'html' }), members());
    expect([response.status, response.headers.get('Content-Type')]).to.eql([200, 'text/html']);
    expect(await response.text()).to.match(/^<!doctype html>/);
  });

  it('empty is a 200 without a body', async () => {
    const response = await get(await begin({ do: 'empty' }), members());
    expect([response.status, await response.text()]).to.eql([200, '']);
  });

  it('json is whatever JSON the rule holds', async () => {
    const response = await get(
      await begin({ do: { kind: 'json', body: { hello: 1 }, status: 202 } }),
      members(),
    );
    expect([response.status, await response.json()]).to.eql([202, { hello: 1 }]);
  });

  const codes: Array<[number, string]> = [
    [400, 'bad.request'],
    [401, 'bad.credentials'],
    [403, 'missing.any.permissions'],
    [404, 'not.found'],
    [413, 'response.entity.too.large'],
    [429, 'too.many.requests'],
    [500, 'internal.server.error'],
    [502, 'bad.gateway'],
    [503, 'service.unavailable'],
    [504, 'request.timeout'],
  ];
  for (const [status, code] of codes)
    it(`status ${status} comes with Genesys's body and ${code}`, async () => {
      const response = await get(await begin({ do: { kind: 'status', status } }), members());
      const body = (await response.json()) as Record<string, unknown>;
      expect(response.status).to.equal(status);
      expect(body).to.have.keys(Object.keys(genesysError(status)));
      expect(body).to.include({ status, code, contextId: response.headers.get('ININ-Correlation-Id') });
      expect(body.message).not.to.contain('{{');
      expect(response.headers.get('Retry-After')).to.equal(status === 429 ? '3' : null);
      expect(response.headers.get('inin-ratelimit-count')).to.equal('1');
    });

  it('status takes its own code, message, body and Retry-After', async () => {
    const own = {
      kind: 'status',
      status: 504,
      code: 'authentication.request.timeout',
      retryAfter: 7,
    } as const;
    const response = await get(await begin({ do: own }), members());
    expect(response.headers.get('Retry-After')).to.equal('7');
    expect(await response.json()).to.include({ code: own.code, message: 'Authentication request timeout.' });
    const bare = await get(
      await begin({ do: { kind: 'status', status: 429, retryAfter: null, message: 'Slow down', body: [1] } }),
      members(),
    );
    expect([bare.headers.get('Retry-After'), await bare.json()]).to.eql([null, [1]]);
  });

  it("status on the login speaks OAuth for 400 and 401, and Genesys's language otherwise", async () => {
    const simulator = await start();
    simulator.fault({ on: 'login', times: 1, do: { kind: 'status', status: 400 } });
    simulator.fault({ on: 'login', do: { kind: 'status', status: 503 } });
    const [first, second] = [await login(simulator), await login(simulator)];
    expect([first.status, await first.json()]).to.eql([400, oauthError('invalid_client')]);
    expect([second.status, ((await second.json()) as { code: string }).code]).to.eql([
      503,
      'service.unavailable',
    ]);
  });

  it('lie-next always links on, even from an empty page; never links nowhere', async () => {
    const always = await begin({ do: { kind: 'lie-next', mode: 'always' } }, 3);
    const past = await page(always, 'pageSize=100&pageNumber=2');
    expect(past.entities).to.eql([]);
    expect(past.nextUri).to.equal(members('pageSize=100&pageNumber=3'));
    const never = await begin({ do: { kind: 'lie-next', mode: 'never' } }, 101);
    expect(await page(never, 'pageSize=100')).to.not.have.property('nextUri');
    expect((await page(never, 'pageSize=100&pageNumber=2')).entities).to.have.length(1);
  });

  it('lie-total claims a total', async () => {
    expect((await page(await begin({ do: { kind: 'lie-total', total: 7 } }, 3))).total).to.equal(7);
  });

  for (const by of [1, -1])
    it(`move by ${by} shows one member twice and another never`, async () => {
      const simulator = await begin({ pageNumber: 2, do: { kind: 'move', by } });
      const ids = await walk(simulator, 3);
      expect(ids).to.have.length(250);
      expect(new Set(ids).size).to.equal(249);
      expect(simulator.matching(QUEUE).ids).to.include.members(ids);
    });

  it('move keeps moving while its rule stands', async () => {
    expect(new Set(await walk(await begin({ do: 'move' }), 3)).size).to.equal(248);
  });

  it('duplicate repeats the last entity of the page before, and hides nobody', async () => {
    const simulator = await begin({ do: 'duplicate', pageNumber: 2 });
    const { ids } = simulator.matching(QUEUE);
    expect(await walk(simulator, 3)).to.eql([...ids.slice(0, 100), ids[99], ...ids.slice(100)]);
  });
});

describe('simulated fault rules', () => {
  afterEach(closeAll);

  const rules: Array<[string, Omit<FaultRule, 'do'>, number[]]> = [
    // The requests: login, members page 1 and 2 (pageSize 100), members of support (25), queue, queues, other.
    ['any', {}, [503, 503, 503, 503, 503, 503, 503]],
    ['login', { on: 'login' }, [503, 200, 200, 200, 200, 200, 404]],
    ['members', { on: 'members' }, [200, 503, 503, 503, 200, 200, 404]],
    ['one queue', { on: 'members', queueId: QUEUE_IDS.support }, [200, 200, 200, 503, 200, 200, 404]],
    ['page 2', { on: 'members', pageNumber: 2 }, [200, 200, 503, 200, 200, 200, 404]],
    ['large pages', { on: 'members', minPageSize: 26 }, [200, 503, 503, 200, 200, 200, 404]],
    ['queue', { on: 'queue' }, [200, 200, 200, 200, 503, 200, 404]],
    ['queues', { on: 'queues' }, [200, 200, 200, 200, 200, 503, 404]],
    ['other', { on: 'other' }, [200, 200, 200, 200, 200, 200, 503]],
    ['POST', { method: 'post' }, [503, 200, 200, 200, 200, 200, 404]],
    ['two times', { times: 2 }, [503, 503, 200, 200, 200, 200, 404]],
    ['after two', { skip: 2 }, [200, 200, 503, 503, 503, 503, 503]],
    [
      'once after one of the members',
      { on: 'members', skip: 1, times: 1 },
      [200, 200, 503, 200, 200, 200, 404],
    ],
    ['chance 0', { chance: 0 }, [200, 200, 200, 200, 200, 200, 404]],
  ];
  for (const [title, rule, statuses] of rules)
    it(`meet ${title}`, async () => {
      const simulator = await start();
      simulator.fault({ ...rule, do: { kind: 'status', status: 503 } });
      const seen = [(await login(simulator)).status];
      for (const path of [
        members('pageSize=100', QUEUE_IDS.sales),
        members('pageSize=100&pageNumber=2', QUEUE_IDS.sales),
        members('', QUEUE_IDS.support),
        `/api/v2/routing/queues/${QUEUE_IDS.sales}`,
        '/api/v2/routing/queues',
        '/api/v2/other',
      ])
        seen.push((await get(simulator, path)).status);
      expect(seen).to.eql(statuses);
      expect(simulator.requests.map(({ status }) => status)).to.eql(statuses);
    });

  it('know a queue by its id in any case', async () => {
    const simulator = await begin({ queueId: QUEUE.toUpperCase(), do: { kind: 'status', status: 503 } });
    expect((await get(simulator, members())).status).to.equal(503);
    expect((await get(simulator, members('', QUEUE.toUpperCase()))).status).to.equal(503);
  });

  it('draw their chance from the seed', async () => {
    const run = async (seed: number) => {
      const simulator = await start({ seed });
      simulator.fault({ chance: 0.5, do: 'empty' });
      for (let count = 0; count < 32; count++) await get(simulator, PATH);
      return simulator.requests.map(({ fault }) => fault);
    };
    const first = await run(7);
    expect(first).to.include('empty').and.to.include(null);
    expect(await run(7)).to.eql(first);
    expect(await run(8)).to.not.eql(first);
  });

  it('act in their order, until removed', async () => {
    const simulator = await start();
    const remove = simulator.fault({ do: { kind: 'status', status: 500 } });
    simulator.fault({ do: { kind: 'status', status: 502 } });
    const status = async () => (await get(simulator, PATH)).status;
    expect(await status()).to.equal(500);
    remove();
    expect(await status()).to.equal(502);
    simulator.clearFaults();
    expect(await status()).to.equal(200);
  });
});
