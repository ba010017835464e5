// A warm service: every webhook meets a fresh answer, the count is the truth of its moment, Genesys is spared.
import { expect } from 'chai';
import { AVAILABILITY, MEMBERS, QUEUE, STEP, startEngine } from '../support/engine.js';
import { membersOf, stopServices } from '../support/service.js';

const queueOf = (n: number) => `abcdefab-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe('warmth, whole service', () => {
  afterEach(stopServices);

  it('gives fresh answers only, each the truth of its moment, while the world changes', async () => {
    const engine = await startEngine({ rateLimit: false });
    const { clock, simulator } = engine;
    for (const path of [MEMBERS, AVAILABILITY]) await engine.ask(path);
    const filters = { presence: 'Available', joined: true };
    /** The count from each moment on. */
    const truth: Array<[at: number, count: number]> = [];
    const note = () => truth.push([clock.wall(), simulator.matching(QUEUE, filters).count]);
    note();
    // The world may change in the very moment in which a fetch begins, and until its request has arrived.
    const countsAround = (asOf: number) => {
      const before = truth.filter(([at]) => at < asOf).slice(-1);
      const meanwhile = truth.filter(([at]) => at >= asOf && at <= asOf + 2 * STEP);
      return [...before, ...meanwhile].map(([, count]) => count);
    };
    const seen = new Set<unknown>();
    let turn = 0;
    await engine.live(15_000, async () => {
      turn += 1;
      if (turn % 14 === 0) {
        simulator.shuffle();
        simulator.setAgent(QUEUE, turn % 4, { presence: turn % 3 === 0 ? 'Available' : 'Busy' });
        note();
      }
      const { body, cacheStatus } = await engine.ask(AVAILABILITY);
      expect(cacheStatus).to.match(/; hit; ttl=\d$/);
      expect(body['stale']).to.equal(false);
      expect(body['total']).to.be.oneOf(countsAround(Date.parse(String(body['asOf']))));
      seen.add(body['total']);
    });
    expect(seen.size).to.be.above(2);
  });

  it('asks Genesys once per query and window, whatever the number of callers', async () => {
    const engine = await startEngine({ rateLimit: false });
    await engine.ask(MEMBERS);
    await engine.live(2_000);
    engine.simulator.resetRecords();
    await engine.live(15_000, () => Promise.all(Array.from({ length: 5 }, () => engine.ask(MEMBERS))));
    // 75 % of freshFor less the fetch, which takes a step or two; at most as often as half of that.
    expect(engine.simulator.count('members')).to.be.within(8, 15);
  });

  it('keeps one fetch warm for a members webhook and a question with the same filters', async () => {
    const engine = await startEngine({ rateLimit: false });
    await engine.ask(membersOf(QUEUE));
    await engine.ask(AVAILABILITY);
    await engine.live(20_000, async () => {
      expect((await engine.ask(AVAILABILITY)).cacheStatus).to.match(/; hit; ttl=\d$/);
    });
    const queries = engine.simulator.requests.filter(({ route }) => route === 'members');
    expect(new Set(queries.map(({ query }) => query)).size).to.equal(1);
  });

  it('asks nothing any more when nobody has asked for keepWarmFor', async () => {
    const engine = await startEngine({ rateLimit: false }, { AVAILABILITY_KEEP_WARM_FOR_MS: '10000' });
    await engine.ask(MEMBERS);
    await engine.live(11_000);
    expect(engine.simulator.count('members')).to.be.above(5);
    engine.simulator.resetRecords();
    await engine.live(30_000);
    expect(engine.simulator.count('members')).to.equal(0);
  });

  it('meets no 429 and fails nobody when there are more queues than the limit allows', async () => {
    const queues = Array.from({ length: 12 }, (_, n) => ({ id: queueOf(n + 1), members: 3 }));
    const engine = await startEngine({ queues, rateLimit: { perMinute: 40 } });
    const paths = queues.map(({ id }) => `/v1/queues/${id}/availability?presence=Available,Busy,Away`);
    const first = await Promise.all(paths.map((path) => engine.ask(path)));
    for (const { cacheStatus } of first) expect(cacheStatus).to.include('fwd=miss');
    const details: string[] = [];
    for (let turn = 0; turn < 40; turn++) {
      const answers = await Promise.all(paths.map((path) => engine.askInTime(path)));
      for (const { status, body, cacheStatus } of answers) {
        expect(status).to.equal(200);
        expect(body['status']).to.be.oneOf(['available', 'unavailable']);
        details.push(cacheStatus.replace(/-?\d+/, 'N'));
      }
      await engine.live(2_500);
    }
    expect(engine.simulator.requests.filter(({ status }) => status === 429)).to.deep.equal([]);
    const asked = engine.simulator.requests.filter(({ route }) => route === 'members');
    const refreshes = queues.map(({ id }) => asked.filter(({ path }) => path.includes(id)).length - 1);
    expect(Math.min(...refreshes), 'refreshes of the queue that was refreshed least').to.be.at.least(1);
    expect(details).to.include('availability-proxy; fwd=stale; detail=budget');
    expect(details).to.include('availability-proxy; hit; ttl=N');
  });
});
