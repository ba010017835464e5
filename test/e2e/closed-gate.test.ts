// An organization-wide 429 with a low count, over real sockets: nobody asks on, one tries, and all are told why.
import { expect } from 'chai';
import { startEngine, type Engine } from '../support/engine.js';
import { membersOf, stopServices } from '../support/service.js';
import { statusOf } from '../support/status.js';

const queueOf = (index: number) => `abcdefab-0000-4000-8000-${String(index).padStart(12, '0')}`;
const QUEUES = Array.from({ length: 40 }, (_, index) => ({ id: queueOf(index), agents: [{}] }));
const CLOSED = { kind: 'status', status: 429, retryAfter: 30 } as const;

/** Members requests that reached Genesys. */
const sent = ({ simulator }: Engine) => simulator.requests.filter(({ route }) => route === 'members').length;

const gateOf = async (engine: Engine) => (await statusOf(engine)).organizations[0]!.budget.gate;

describe('a limit of the whole organization', () => {
  afterEach(stopServices);

  it('is asked again by one request when its 429 is over, and by nobody before', async () => {
    const engine = await startEngine({ queues: QUEUES, rateLimit: { perMinute: 300 } });
    const { clock, simulator } = engine;
    for (const { id } of QUEUES.slice(0, 5)) await engine.ask(membersOf(id));
    const clear = simulator.fault({ on: 'members', do: CLOSED });
    await engine.ask(membersOf(queueOf(5)));
    const before = sent(engine);
    // First questions, questions of what is held, and refreshes.
    const answers = await Promise.all(QUEUES.map(({ id }) => engine.ask(membersOf(id))));
    expect(answers.filter(({ status }) => status === 200)).to.have.length(5);
    const problems = answers.filter(({ status }) => status === 503).map(({ body }) => body);
    expect(new Set(problems.map(({ code }) => code))).to.deep.equal(new Set(['genesys_rate_limited']));
    expect(problems[34]!['detail']).to.include('429').and.to.include('whole organization');
    await engine.live(20_000);
    expect(sent(engine) - before, 'while it is closed').to.be.at.most(0);
    expect(await gateOf(engine)).to.deep.include({
      state: 'closed',
      clientsClosed: 1,
      limitOf: 'organization',
    });
    expect((await gateOf(engine)).reason)
      .to.include('of 300')
      .and.to.include('Another OAuth client helps only');

    await engine.live(10_500);
    expect(sent(engine) - before, 'at its end').to.equal(1);
    await Promise.all(QUEUES.map(({ id }) => engine.ask(membersOf(id))));
    await engine.live(20_000);
    expect(sent(engine) - before, 'after the first try').to.equal(1);

    clear();
    await engine.live(12_000);
    expect((await gateOf(engine)).state).to.equal('open');
    const after = await Promise.all(QUEUES.map(({ id }) => engine.ask(membersOf(id))));
    expect(after.filter(({ status }) => status === 200)).to.have.length(40);
    expect(clock.now()).to.be.below(120_000);
  });

  it('pauses by itself where the 429 does not say for how long', async () => {
    const engine = await startEngine({ queues: QUEUES, rateLimit: { perMinute: 300 } });
    engine.simulator.fault({ on: 'members', do: { kind: 'status', status: 429, retryAfter: -1 } });
    for (let round = 0; round < 8; round++) {
      await Promise.all(QUEUES.map(({ id }) => engine.ask(membersOf(id))));
      await engine.live(1_000);
    }
    expect(sent(engine)).to.be.within(3, 30);
  });
});
