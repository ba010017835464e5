// Going down, coming back and ending, and what is remembered of requests.
import { expect } from 'chai';
import { startSimulator, QUEUE_IDS } from '../../src/simulator/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { closeAll, failure, get, members, start } from './helpers.js';
import { until } from '../support/until.js';

const PATH = members('pageSize=50', QUEUE_IDS.sales);

describe("the simulator's life", () => {
  afterEach(closeAll);

  it('refuses connections while down and answers on the same port after it came back', async () => {
    const simulator = await start();
    const token = simulator.issueToken();
    expect((await get(simulator, PATH, token)).status).to.equal(200);
    await simulator.goDown();
    expect(await failure(get(simulator, PATH, token))).to.equal('ECONNREFUSED');
    await simulator.comeBack();
    expect((await get(simulator, PATH, token)).status).to.equal(200);
    expect(simulator.count('members')).to.equal(2);
  });

  it('does not mind going down or coming back twice', async () => {
    const simulator = await start();
    await simulator.comeBack();
    await simulator.goDown();
    await simulator.goDown();
    await simulator.comeBack();
    expect((await get(simulator, PATH)).status).to.equal(200);
  });

  it('leaves no timer behind when it closes in the middle of things', async () => {
    const clock = new FakeClock();
    const simulator = await start({ clock });
    simulator.live(1_000);
    simulator.fault({ do: { kind: 'latency', ms: 60_000 } });
    const answer = failure(get(simulator, PATH));
    await until(() => clock.pending.length === 2);
    await simulator.close();
    await until(() => clock.pending.length === 0);
    expect(await answer).to.be.oneOf(['UND_ERR_SOCKET', 'ECONNRESET']);
    await simulator.stop();
  });

  it('says so when its port is taken', async () => {
    const { port } = new URL((await start()).url);
    expect(String(await failure(startSimulator({ port: Number(port) })))).to.contain('EADDRINUSE');
  });

  it('needs a client', async () => {
    expect(await failure(startSimulator({ clients: [] }))).to.contain('needs a client');
  });

  it('keeps connections alive', async () => {
    const simulator = await start();
    const response = await get(simulator, PATH);
    expect(response.headers.get('Connection')).to.equal('keep-alive');
  });

  it('remembers what each request asked and got', async () => {
    const clock = new FakeClock();
    const simulator = await start({ clock });
    await get(simulator, PATH);
    expect(simulator.requests).to.eql([
      {
        at: clock.now(),
        method: 'GET',
        path: members('', QUEUE_IDS.sales),
        query: 'pageSize=50',
        route: 'members',
        status: 200,
        token: 1,
        pageNumber: 1,
        pageSize: 50,
        userAgent: 'node',
        traceparent: null,
        tracestate: null,
        requestId: null,
        authorizationScheme: 'bearer',
        credentials: null,
        fault: null,
      },
    ]);
    await get(simulator, '/api/v2/other', 'made-up');
    expect(simulator.requests[1]).to.include({ route: 'other', token: null, pageNumber: null, status: 404 });
    expect([simulator.count(), simulator.count('members'), simulator.count('login')]).to.eql([2, 1, 0]);
    simulator.resetRecords();
    expect([simulator.count(), simulator.requests.length]).to.eql([0, 0]);
  });
});
