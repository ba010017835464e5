// The doctor's look at many queues in one request: what keeps the service from using it, and whether it tells the same.
import { expect } from 'chai';
import type { SimulatorOptions } from '../../../src/simulator/options.js';
import { diagnose } from '../../support/doctor.js';
import { fastClock } from '../../support/fast-clock.js';
import { environmentFor } from '../../support/service.js';
import { until } from '../../support/until.js';
import { simulate, stopSimulators } from '../../support/simulators.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const AGENTS = [{}, {}, { presence: 'Busy' }, { presence: 'Offline', routingStatus: 'OFF_QUEUE' }];

describe("the doctor's look at many queues in one request", () => {
  afterEach(stopSimulators);

  const patient = (options: SimulatorOptions = {}) =>
    simulate({ queues: [{ id: QUEUE, agents: AGENTS }], ...options });
  type Simulator = Awaited<ReturnType<typeof patient>>;
  async function look(simulator: Simulator, environment: Record<string, string> = {}) {
    const options = { queue: [QUEUE] };
    const found = await diagnose({ ...environmentFor(simulator), ...environment }, options, {
      clock: fastClock(20),
    });
    return { ...found, looks: found.check('looks') };
  }

  it('is content where it tells the same as the members endpoint', async () => {
    const simulator = await patient();
    const { exit, looks } = await look(simulator);
    expect([exit, looks?.status]).to.deep.equal([0, 'ok']);
    expect(looks?.detail).to.equal(
      'One request tells the states of 4 members of the queue as the members endpoint does: AVAILABLE 2, BUSY 1, OFFLINE 1.',
    );
    expect(simulator.count('activity')).to.equal(2);
  });

  it('names the permission that is missing, which is a failure only where looks are wanted', async () => {
    const simulator = await patient({
      clients: [{ id: 'client', secret: 'secret', permissions: ['routing:queue:view'] }],
    });
    const { exit, looks } = await look(simulator);
    expect([exit, looks?.status]).to.deep.equal([0, 'warn']);
    expect(looks?.detail).to.include('analytics:queueObservation:view');
    expect(looks?.hint).to.include('analytics:queueObservation:view');
    const wanted = await look(simulator, { ACTIVITY: 'on' });
    expect([wanted.exit, wanted.looks?.status]).to.deep.equal([1, 'failed']);
    const off = await look(simulator, { ACTIVITY: 'off' });
    expect([off.exit, off.looks?.status]).to.deep.equal([0, 'skipped']);
    expect(off.looks?.detail).to.match(/^Looks are off.*analytics:queueObservation:view/);
  });

  for (const [status, words] of [
    [404, 'queue_not_found'],
    [500, 'genesys_unavailable'],
    [429, 'genesys_rate_limited'],
  ] as const)
    it(`says what a ${status} means`, async () => {
      const simulator = await patient();
      simulator.fault({ on: 'activity', do: { kind: 'status', status } });
      const { exit, looks } = await look(simulator);
      expect([exit, looks?.status]).to.deep.equal([0, 'warn']);
      expect(looks?.facts).to.include({ code: words, upstreamStatus: status });
      expect(looks?.hint).to.include('asks for each queue by itself meanwhile');
      if (status === 429) expect(looks?.hint).to.include('429');
    });

  it('says that a queue is cut, or is left out', async () => {
    const cut = await look(await patient({ activity: { truncateAbove: 3 } }));
    expect([cut.looks?.status, cut.looks?.facts]).to.deep.equal(['warn', { why: 'truncated' }]);
    expect(cut.looks?.detail).to.include('truncated');
    const queues = [{ id: QUEUE, agents: [] }];
    const absent = await look(await patient({ queues, activity: { tellEmpty: false } }));
    expect([absent.looks?.status, absent.looks?.facts]).to.deep.equal(['warn', { why: 'absent' }]);
  });

  it('says whom it leaves out', async () => {
    const { looks } = await look(await patient({ activity: { leaveOut: ['offline'] } }));
    expect(looks?.status).to.equal('ok');
    expect(looks?.detail).to.include('leaves out people who are offline');
  });

  it('asks once more after two seconds before it says that they disagree', async () => {
    const simulator = await patient({ activity: { lieAbout: 'all' } });
    const { exit, looks } = await look(simulator);
    expect([exit, looks?.status]).to.deep.equal([0, 'warn']);
    expect(looks?.detail).to.match(/tells two things of \d members? of the queue, also after 2 s/);
    expect(simulator.count('activity')).to.equal(4);
  });

  it('is content with one that agrees the second time', async () => {
    const simulator = await patient();
    simulator.activity.behave({ lieAbout: 'all' });
    const found = look(simulator);
    await until(() => simulator.count('activity') === 2, 'the first comparison');
    simulator.activity.behave({});
    expect((await found).looks?.status).to.equal('ok');
    expect(simulator.count('activity')).to.equal(4);
  });

  it('says that they are off, and would do', async () => {
    const { looks } = await look(await patient(), { ACTIVITY: 'off' });
    expect([looks?.status, looks?.detail]).to.deep.equal([
      'ok',
      'Looks are off (ACTIVITY=off). Tried all the same: One request tells the states of 4 members of the queue as the members endpoint does: AVAILABLE 2, BUSY 1, OFFLINE 1.',
    ]);
  });
});
