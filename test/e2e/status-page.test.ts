import { expect } from 'chai';
import type { StatusReport } from '../../src/http/status/status-report.js';
import { follow as followAny } from '../support/events.js';
import { AVAILABILITY, startEngine } from '../support/engine.js';
import { startService, stopServices } from '../support/service.js';
import { statusOf } from '../support/status.js';
import { until } from '../support/until.js';

const follow = (url: string, headers: Record<string, string> = {}) => followAny<StatusReport>(url, headers);

describe('what the status tells', () => {
  afterEach(stopServices);

  it('lists what was asked, how it was answered, and by whom', async () => {
    const engine = await startEngine();
    await engine.ask(AVAILABILITY);
    await engine.ask(`${AVAILABILITY}?min=9`);
    const { queries, callers } = await statusOf(engine);
    expect(queries).to.have.length(1);
    const [query] = queries;
    expect(query).to.include({
      words: 'presence Available, joined',
      agentsAvailable: 3,
      state: 'fresh',
      requests: 2,
      judged: 2,
      accepted: 1,
      stale: 0,
      failure: null,
    });
    expect(query?.['needs']).to.equal(9);
    expect(query?.['needsByCaller']).to.deep.equal([
      { caller: 'tester', needs: 9 },
      { caller: 'tester', needs: 1 },
    ]);
    expect(query?.['last']).to.include({ caller: 'tester', total: 3, accept: false });
    expect(callers).to.have.length(1);
    expect(callers[0]).to.include({ name: 'tester', requests: 2, refused: 0 });
  });

  it('tells a problem with what to do, and that it is over', async () => {
    const engine = await startEngine();
    const heal = engine.simulator.fault({ on: 'members', do: { kind: 'status', status: 503 } });
    await engine.askInTime(AVAILABILITY);
    const [problem] = (await statusOf(engine)).problems;
    expect(problem).to.include({ code: 'genesys_unavailable', ongoing: true });
    heal();
    // The load that failed is tried again after a pause.
    await engine.live(5_000, () => engine.ask(AVAILABILITY));
    expect((await statusOf(engine)).problems[0]).to.include({ code: 'genesys_unavailable', ongoing: false });
  });

  it('counts what a caller is refused, and names the keys that nobody knows', async () => {
    const engine = await startEngine();
    await engine.ask('/v1/queues/nonsense/availability');
    await engine.get(AVAILABILITY, { authorization: 'Bearer wrong' });
    const { callers, problems } = await statusOf(engine);
    expect(callers[0]).to.include({ refused: 1 });
    expect(callers[0]?.['lastRefusal']).to.include({ code: 'invalid_queue_id' });
    expect(problems.map(({ where, code }) => `${where}: ${code}`)).to.have.members([
      'caller tester: invalid_queue_id',
      'requests without a known caller key: caller_key_invalid',
    ]);
  });
});

describe('the events of the status', () => {
  afterEach(stopServices);

  it('come at once, every two seconds, and sooner when a problem begins', async () => {
    const engine = await startEngine();
    const { response, events, leave } = await follow(`${engine.adminUrl}/status/events`);
    expect(response.headers.get('content-type')).to.include('text/event-stream');
    await until(() => events.length === 1);
    await engine.clock.advance(2_000);
    await until(() => events.length === 2);
    engine.simulator.fault({ on: 'members', do: { kind: 'status', status: 503 } });
    await engine.askInTime(AVAILABILITY);
    await engine.clock.advance(250);
    await until(() => events.at(-1)?.problems.length === 1);
    leave();
  });

  it('end when the process is told to, and hold nothing up', async () => {
    const service = await startService();
    const { ended, events } = await follow(`${service.adminUrl}/status/events`);
    await until(() => events.length > 0);
    await service.drain();
    await ended;
  });

  it("are not for other sites' pages", async () => {
    const { adminUrl } = await startService();
    const foreign: Array<Record<string, string>> = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'http://evil.example' },
    ];
    for (const headers of foreign) {
      const { response, leave } = await follow(`${adminUrl}/status/events`, headers);
      expect(response.status).to.equal(403);
      leave();
    }
  });

  it('are refused when too many listen', async () => {
    const service = await startService();
    const all = await Promise.all(
      Array.from({ length: 50 }, () => follow(`${service.adminUrl}/status/events`)),
    );
    const refused = await fetch(`${service.adminUrl}/status/events`);
    expect(refused.status).to.equal(429);
    expect(await refused.json()).to.include({ code: 'too_many_streams' });
    all.forEach(({ leave }) => leave());
    await until(async () => {
      const one = await follow(`${service.adminUrl}/status/events`);
      one.leave();
      return one.response.status === 200;
    });
  });
});
