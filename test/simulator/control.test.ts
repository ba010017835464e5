// The control surface: what is possible from outside the process.
import { expect } from 'chai';
import { parseFaultRule, QUEUE_IDS, type Simulator } from '../../src/simulator/index.js';
import { closeAll, get, members, start } from './helpers.js';

const PATH = members('', QUEUE_IDS.sales);

function call(simulator: Simulator, method: string, path: string, body?: unknown): Promise<Response> {
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(`${simulator.url}/simulator/${path}`, { method, ...text });
}

describe("the simulator's control surface", () => {
  afterEach(closeAll);

  it('is not there unless asked for', async () => {
    const simulator = await start();
    expect((await call(simulator, 'GET', 'state')).status).to.equal(404);
  });

  it('sets and clears faults', async () => {
    const simulator = await start({ control: true });
    expect((await call(simulator, 'POST', 'faults', { on: 'members', do: 'html' })).status).to.equal(201);
    expect((await get(simulator, PATH)).headers.get('Content-Type')).to.equal('text/html');
    const state = (await (await call(simulator, 'GET', 'state')).json()) as { faults: unknown };
    expect(state.faults).to.eql([{ rule: { on: 'members', do: { kind: 'html' } }, hits: 1 }]);
    expect((await call(simulator, 'DELETE', 'faults')).status).to.equal(200);
    expect((await get(simulator, PATH)).headers.get('Content-Type')).to.equal('application/json');
  });

  it('refuses a wrong rule with the reason, and changes nothing', async () => {
    const simulator = await start({ control: true });
    const response = await call(simulator, 'POST', 'faults', { do: 'explode' });
    expect(response.status).to.equal(400);
    expect(((await response.json()) as { error: string }).error).to.match(
      /no fault "explode"; there are latency, hang, /,
    );
    const broken = await fetch(`${simulator.url}/simulator/faults`, { method: 'POST', body: '{' });
    expect(broken.status).to.equal(400);
    expect((await get(simulator, PATH)).status).to.equal(200);
  });

  it('revokes tokens and shuffles', async () => {
    const simulator = await start({ control: true });
    const token = simulator.issueToken();
    await call(simulator, 'POST', 'revoke');
    expect((await get(simulator, PATH, token)).status).to.equal(401);
    const before = JSON.stringify(simulator.matching(QUEUE_IDS.support, { presence: 'On Queue' }));
    expect((await call(simulator, 'POST', 'shuffle', { steps: 200 })).status).to.equal(200);
    expect(JSON.stringify(simulator.matching(QUEUE_IDS.support, { presence: 'On Queue' }))).to.not.equal(
      before,
    );
    expect((await call(simulator, 'POST', 'shuffle', { steps: -1 })).status).to.equal(400);
  });

  it('shows requests and state without a secret, and does not count itself', async () => {
    const simulator = await start({ control: true });
    await get(simulator, PATH);
    const requests = await (await call(simulator, 'GET', 'requests')).text();
    const state = await (await call(simulator, 'GET', 'state')).text();
    expect(JSON.parse(requests)).to.deep.include({
      total: 1,
      counts: {
        login: 0,
        members: 1,
        queue: 0,
        queues: 0,
        channels: 0,
        subscriptions: 0,
        socket: 0,
        other: 0,
        activity: 0,
        observations: 0,
      },
      latest: simulator.requests,
    });
    expect(JSON.parse(state))
      .to.include({ tokensIssued: 1 })
      .and.to.have.nested.property('queues[0].members', 12);
    for (const secret of simulator.secrets) expect(requests + state).to.not.contain(secret);
  });

  it('lists agents and their skills, and sets them', async () => {
    const simulator = await start({ control: true });
    const { name = '' } = simulator.queues[0]?.members[0] ?? {};
    const set = {
      queueId: QUEUE_IDS.sales,
      agent: name,
      skills: ['archery', 'falconry'],
      presence: 'On Queue',
    };
    expect((await call(simulator, 'POST', 'agents', set)).status).to.equal(200);
    expect(simulator.matching(QUEUE_IDS.sales, { skills: 'archery' }).count).to.equal(1);
    const listed = (await (await call(simulator, 'GET', 'agents')).json()) as {
      skills: string[];
      queues: Array<{ id: string; agents: Array<{ name: string }> }>;
    };
    expect(listed.skills).to.include.members(['archery', 'falconry']);
    expect(listed.queues[0]?.agents.find((agent) => agent.name === name)).to.deep.include({
      ...{ presence: 'On Queue', routingStatus: 'IDLE', joined: true, skills: ['archery', 'falconry'] },
    });
    await call(simulator, 'POST', 'agents', { queueId: QUEUE_IDS.sales, joined: false });
    expect(simulator.matching(QUEUE_IDS.sales, { joined: true }).count).to.equal(0);
    for (const wrong of [{ presence: 'Asleep' }, { agent: 'Nobody' }, { skill: 'x' }, { queueId: 'x' }])
      expect((await call(simulator, 'POST', 'agents', { ...set, ...wrong })).status).to.equal(400);
  });

  it('gives a client another secret and makes another one, and shows neither', async () => {
    const simulator = await start({ control: true });
    const login = async (id: string, secret: string) => {
      const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
      const body = new URLSearchParams({ grant_type: 'client_credentials' });
      return (
        await fetch(`${simulator.url}/oauth/token`, { method: 'POST', headers: { authorization }, body })
      ).status;
    };
    const { id, secret } = { ...simulator.client };
    expect(await login(id, secret)).to.equal(200);
    expect((await call(simulator, 'POST', 'clients', { secret: 'changed' })).status).to.equal(200);
    expect([await login(id, secret), await login(id, 'changed')]).to.deep.equal([401, 200]);
    expect((await call(simulator, 'POST', 'clients', { id: 'second', secret: 'its-own' })).status).to.equal(
      201,
    );
    expect(await login('second', 'its-own')).to.equal(200);
    const text = await (await call(simulator, 'GET', 'clients')).text();
    expect(text)
      .to.include('second')
      .and.to.not.match(/changed|its-own/);
    expect((await call(simulator, 'POST', 'clients', { secret: '' })).status).to.equal(400);
  });

  it('answers an unknown command with 404', async () => {
    expect((await call(await start({ control: true }), 'PUT', 'faults')).status).to.equal(404);
  });
});

describe('parsing a fault rule', () => {
  const right: unknown[] = [
    { do: 'hang' },
    {
      on: 'any',
      method: 'GET',
      queueId: 'q',
      pageNumber: 2,
      minPageSize: 5,
      skip: 1,
      times: 0,
      chance: 0.5,
      do: 'reset',
    },
    { do: { kind: 'latency', ms: 0 } },
    { do: { kind: 'status', status: 429, code: 'c', message: 'm', retryAfter: 1, body: null } },
    { do: { kind: 'status', status: 429, retryAfter: null } },
    { do: { kind: 'json', body: null } },
    { do: { kind: 'huge', bytes: 20 } },
    { do: { kind: 'lie-next', mode: 'never' } },
    { do: { kind: 'lie-total', total: -1 } },
    { do: { kind: 'move', by: -2 } },
    { do: { kind: 'slow-body', everyMs: 5 } },
  ];
  for (const value of right)
    it(`accepts ${JSON.stringify(value)}`, () => {
      const action = (value as { do: unknown }).do;
      expect(parseFaultRule(value).do).to.eql(typeof action === 'string' ? { kind: action } : action);
    });

  const wrong: Array<[unknown, string]> = [
    [null, 'A fault rule is an object'],
    ['hang', 'A fault rule is an object'],
    [{}, '"do"'],
    [{ do: null }, '"do"'],
    [{ do: 'toString' }, 'no fault "toString"'],
    [{ do: 'latency' }, '"ms"'],
    [{ do: { kind: 'latency', ms: '5' } }, '"ms"'],
    [{ do: { kind: 'status', status: 99 } }, '"status"'],
    [{ do: { kind: 'json' } }, '"body"'],
    [{ do: { kind: 'lie-next', mode: 'maybe' } }, '"mode"'],
    [{ do: { kind: 'hang', ms: 5 } }, 'no field "ms"'],
    [{ do: 'hang', on: 'moon' }, '"on"'],
    [{ do: 'hang', chance: 1.01 }, '"chance"'],
    [{ do: 'hang', times: -1 }, '"times"'],
    [{ do: 'hang', page: 2 }, 'no field "page"'],
  ];
  for (const [value, message] of wrong)
    it(`refuses ${JSON.stringify(value)}`, () => {
      expect(() => parseFaultRule(value)).to.throw(TypeError, message);
    });
});
