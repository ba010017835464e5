import { expect } from 'chai';
import { check, type CheckOptions } from '../../src/cli/check.js';
import type { Simulator } from '../../src/simulator/index.js';
import { environmentFor, startService, stopServices } from '../support/service.js';
import { simulate, stopSimulators } from '../support/simulators.js';
import { testTerminal, thrownBy } from '../support/terminal.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const agents = [{}, {}, {}, { presence: 'On Queue', routingStatus: 'IDLE' }, { joined: false }];
const queues = [{ id: QUEUE, name: 'Sales line', agents }];

describe('check', () => {
  let simulator: Simulator;

  beforeEach(async () => (simulator = await simulate({ queues })));
  afterEach(async () => {
    await stopServices();
    await stopSimulators();
  });

  const ask = async (queue: string, words: string[] = [], options: CheckOptions = {}) => {
    const terminal = testTerminal();
    const environment = { ...environmentFor(simulator), CALLER_KEYS: '' };
    const exit = await check(queue, words, options, environment, terminal);
    const answer = JSON.parse(terminal.output()) as Record<string, unknown>;
    return { exit, answer, verdict: terminal.errors() };
  };

  it('prints what the availability route answers', async () => {
    const service = await startService({ simulator: { queues } });
    const route = (await (await service.get(`/v1/queues/${QUEUE}/availability`)).json()) as object;
    const { exit, answer } = await ask(QUEUE);
    expect(exit).to.equal(0);
    expect({ ...answer, asOf: null }).to.deep.equal({ ...route, asOf: null });
    expect(answer).to.include({ total: 3, accept: true });
  });

  it('takes a name, and filters as words or as a query string', async () => {
    const words = await ask('sales line', ['presence=On Queue', 'joined=true']);
    const query = await ask('Sales line', ['?presence=On+Queue&joined=true']);
    expect(words.answer).to.include({ total: 1, filters: 'presence=On Queue&joined=true' });
    expect(query.answer).to.include({ total: 1, filters: 'presence=On Queue&joined=true' });
  });

  it('tells whether a call is accepted, and by which field', async () => {
    const yes = await ask(QUEUE, [], { accept: 'total > 2' });
    expect(yes.exit).to.equal(0);
    expect(yes.verdict).to.equal('Accepted: total Greater Than 2 is met: the value is 3.\n');
    expect(yes.answer).to.include({ status: 'available', conditionHeld: true, conditionValue: 3 });
    const no = await ask(QUEUE, [], { accept: 'total Greater Than 3' });
    expect(no.exit).to.equal(1);
    expect(no.answer).to.include({ accept: false, status: 'unavailable', conditionHeld: false });
    expect(no.verdict).to.match(/^Not accepted: total Greater Than 3 is not met/);
    expect((await ask(QUEUE, [], { accept: 'pageCount > 0' })).exit).to.equal(0);
  });

  it('tells of waiting calls as the availability route does, and decides by them', async () => {
    simulator.activity.setWaiting(QUEUE, 3);
    const service = await startService({ simulator: { queues } });
    service.simulator.activity.setWaiting(QUEUE, 3);
    for (const words of ['waiting=true', 'maxWaiting=2', 'minFree=1']) {
      const url = `/v1/queues/${QUEUE}/availability?${words}`;
      const route = (await (await service.get(url)).json()) as object;
      const { exit, answer } = await ask(QUEUE, [words]);
      expect(exit).to.equal(0);
      expect({ ...answer, asOf: null }).to.deep.equal({ ...route, asOf: null });
      expect(answer).to.include({ waiting: 3, free: 0, accept: words === 'waiting=true' });
    }
    const few = await ask(QUEUE, [], { accept: 'waiting < 3' });
    expect([few.exit, few.answer['conditionValue']]).to.deep.equal([1, 3]);
    simulator.activity.setWaiting(QUEUE, 0);
    expect((await ask(QUEUE, [], { accept: 'free > 0' })).exit).to.equal(0);
  });

  it('answers unknown with 2, and the missing permission, where waiting calls decide and can not be had', async () => {
    simulator = await simulate({
      queues,
      clients: [{ id: 'client', secret: 'secret', permissions: ['routing:queue:view'] }],
    });
    const decides = await ask(QUEUE, ['maxWaiting=2']);
    expect(decides.exit).to.equal(2);
    expect(decides.answer).to.include({ status: 'unknown', waiting: null });
    expect(decides.verdict).to.include('analytics:queueObservation:view');
    const told = await ask(QUEUE, ['waiting=true']);
    expect([told.exit, told.answer['accept']]).to.deep.equal([0, true]);
    expect((await ask(QUEUE, [], { accept: 'free > 0' })).exit).to.equal(2);
  });

  it('answers unknown with 2 and what to do while Genesys is down', async () => {
    simulator.fault({ on: 'members', do: { kind: 'status', status: 503 } });
    const { exit, answer, verdict } = await ask(QUEUE, [], { accept: 'total > 0' });
    expect(exit).to.equal(2);
    expect(answer).to.include({ status: 'unknown', accept: false, total: null });
    expect(verdict).to.include('→');
  });

  it('throws what Genesys refuses, and what cannot be read', async () => {
    expect(await thrownBy(ask('abcdefab-0000-4000-8000-00000000dead'))).to.include({
      code: 'queue_not_found',
    });
    const usage: ReadonlyArray<readonly [string[], CheckOptions, string]> = [
      [['presence'], {}, 'name=value'],
      [['colour=red'], {}, '"colour"'],
      [['joined=perhaps'], {}, '"joined"'],
      [[], { accept: 'total >' }, 'needs a value'],
      [[], { organization: 'elsewhere' }, 'there is default'],
    ];
    for (const [words, options, told] of usage) {
      const fault = await thrownBy(ask(QUEUE, words, options));
      expect(fault).to.include({ name: 'UsageError' }).and.have.property('message').that.includes(told);
    }
    expect(simulator.count('members')).to.equal(1);
  });
});
