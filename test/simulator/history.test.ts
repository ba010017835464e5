// The record of truth: how many matched at which moment.
import { expect } from 'chai';
import { FakeClock } from '../support/fake-clock.js';
import { closeAll, QUEUE, start } from './helpers.js';
import type { Simulator } from '../../src/simulator/index.js';

const OTHER = 'dddddddd-dddd-4ddd-8ddd-dddddddddddd';
const IDLE = { routingStatus: 'IDLE', joined: true };

async function scene(): Promise<{ clock: FakeClock; simulator: Simulator }> {
  const clock = new FakeClock();
  const agents = ['a', 'b'].map((id) => ({ id, routingStatus: 'IDLE' }));
  const queues = [
    { id: QUEUE, agents },
    { id: OTHER, agents: [{ userId: 'a' }] },
  ];
  return { clock, simulator: await start({ clock, queues, keepHistory: true }) };
}

describe("the simulator's history", () => {
  afterEach(closeAll);

  it('has each version of a queue, other queues of the user included', async () => {
    const { clock, simulator } = await scene();
    await clock.advance(10);
    simulator.setAgent(QUEUE, 'a', { presence: 'Meal' });
    await clock.advance(10);
    simulator.addMember(OTHER, { id: 'c' });
    simulator.removeMember(OTHER, 'a');
    const seen = (queueId: string) =>
      simulator.history(queueId).map(({ at, members }) => [at, members.map(({ presence }) => presence)]);
    expect(seen(QUEUE)).to.eql([
      [1_000, ['On Queue', 'On Queue']],
      [1_010, ['Meal', 'On Queue']],
      [1_020, ['Meal', 'On Queue']],
    ]);
    expect(seen(OTHER.toUpperCase())).to.eql([
      [1_000, ['On Queue']],
      [1_010, ['Meal']],
      [1_020, ['Meal', 'Available']],
      [1_020, ['Available']],
    ]);
    const late = simulator.addQueue({ agents: [{ id: 'd' }] });
    expect(simulator.history(late.id).map(({ members }) => members.length)).to.eql([1]);
  });

  it('tells every count that was true within a span', async () => {
    const { clock, simulator } = await scene();
    await clock.advance(100);
    simulator.setAgent(QUEUE, 0, { joined: false });
    await clock.advance(100);
    simulator.setAgent(QUEUE, 1, { joined: false });
    simulator.setAgent(QUEUE, 0, { joined: true });
    simulator.setAgent(QUEUE, 1, { joined: true });
    const between = (from: number, to: number) => simulator.matchingBetween(QUEUE, IDLE, from, to);
    expect(between(1_000, 1_099)).to.eql([2]);
    expect(between(1_099, 1_100)).to.eql([2, 1]);
    expect(between(1_100, 1_199)).to.eql([1]);
    expect(between(1_150, 1_200)).to.eql([1, 0, 2]);
    expect(between(1_200, 9_999)).to.eql([2]);
    expect(simulator.matchingBetween(QUEUE, {}, 1_000, 2_000)).to.eql([2]);
  });

  it('agrees with the present, whatever is shuffled', async () => {
    const { clock, simulator } = await scene();
    for (let step = 0; step < 200; step++) {
      await clock.advance(1);
      simulator.shuffle();
      for (const filters of [IDLE, { presence: 'On Queue' }, { joined: false }])
        expect(simulator.matchingBetween(QUEUE, filters, clock.now(), clock.now())).to.eql([
          simulator.matching(QUEUE, filters).count,
        ]);
    }
  });

  it('is bounded, and says so rather than guess', async () => {
    const { clock, simulator } = await scene();
    for (let change = 0; change < 5_000; change++) {
      clock.advance(1).catch(() => undefined);
      simulator.setAgent(QUEUE, 0, { ringNumber: change });
    }
    expect(simulator.history(QUEUE)).to.have.length(2_501);
    expect(() => simulator.matchingBetween(QUEUE, IDLE, 999, 1_000)).to.throw('Nothing is known');
  });

  it('is kept only when asked for', async () => {
    const simulator = await start();
    expect(() => simulator.history(QUEUE)).to.throw('keepHistory');
    const { simulator: other } = await scene();
    expect(() => other.history('nothing')).to.throw('There is no queue nothing');
  });
});
