// The simulated organization: repeatable from its seed, and never contradicting itself.
import { expect } from 'chai';
import { QUEUE_IDS, type AgentSpec, type Simulator } from '../../src/simulator/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { closeAll, get, login, members, page, QUEUE, start } from './helpers.js';

const states = (simulator: Simulator) =>
  simulator.queues.map(({ members }) =>
    members.map(({ id, name, presence, routingStatus, joined }) => ({
      id,
      name,
      presence,
      routingStatus,
      joined,
    })),
  );

const expectConsistent = (simulator: Simulator) => {
  for (const { presence, routingStatus } of states(simulator).flat())
    expect(presence === 'On Queue', `${presence} with ${routingStatus}`).to.equal(
      routingStatus !== 'OFF_QUEUE',
    );
};

describe('the simulated organization', () => {
  afterEach(closeAll);

  it('is the same, byte for byte, from the same seed, and another from another', async () => {
    const telling = async (seed: number) => {
      const simulator = await start({ seed, clock: new FakeClock() });
      simulator.shuffle(50);
      const path = members('pageSize=100&expand=presence,routingStatus,skills', QUEUE_IDS.support);
      const token = await (await login(simulator)).text();
      const response = await get(simulator, path);
      return [token, await response.text(), response.headers.get('ININ-Correlation-Id')];
    };
    const first = await telling(1);
    expect(await telling(1)).to.eql(first);
    const other = await telling(2);
    for (const index of [0, 1, 2]) expect(other[index]).to.not.equal(first[index]);
  });

  it('has every kind of member, and presence agrees with routing status before and after shuffling', async () => {
    const simulator = await start();
    const { members } = simulator.queues[1]!;
    const kinds = { presence: 6, routingStatus: 5, joined: 2, memberBy: 2 };
    for (const [field, least] of Object.entries(kinds))
      expect(
        new Set(members.map((member) => member[field as keyof typeof kinds])).size,
        field,
      ).to.be.at.least(least);
    expectConsistent(simulator);
    const before = states(simulator);
    simulator.shuffle(500);
    expectConsistent(simulator);
    expect(states(simulator)).to.not.eql(before);
  });

  const pulled: Array<[AgentSpec, string, string]> = [
    [{}, 'Available', 'OFF_QUEUE'],
    [{ presence: 'On Queue' }, 'On Queue', 'IDLE'],
    [{ presence: 'Meal' }, 'Meal', 'OFF_QUEUE'],
    [{ routingStatus: 'INTERACTING' }, 'On Queue', 'INTERACTING'],
    [{ routingStatus: 'OFF_QUEUE' }, 'Available', 'OFF_QUEUE'],
    [{ presence: 'Available', routingStatus: 'IDLE' }, 'Available', 'IDLE'],
  ];
  for (const [spec, presence, routingStatus] of pulled)
    it(`takes ${JSON.stringify(spec)} for ${presence} and ${routingStatus}`, async () => {
      const simulator = await start({ queues: [{ id: QUEUE, agents: [spec] }] });
      expect(simulator.queues[0]!.members[0]).to.include({
        presence,
        routingStatus,
        joined: true,
        memberBy: 'user',
      });
    });

  it('lets a change of presence pull the routing status along', async () => {
    const simulator = await start({
      queues: [{ id: QUEUE, agents: [{ id: 'ann', routingStatus: 'INTERACTING' }] }],
    });
    simulator.setAgent(QUEUE, 'ann', { presence: 'Break' });
    expect(simulator.queues[0]!.members[0]).to.include({ presence: 'Break', routingStatus: 'OFF_QUEUE' });
    simulator.setAgent(QUEUE, 0, { presence: 'On Queue', joined: false });
    expect(simulator.queues[0]!.members[0]).to.include({ routingStatus: 'IDLE', joined: false });
  });

  it('knows a user of two queues as one person', async () => {
    const simulator = await start({
      queues: [
        { id: QUEUE, agents: [{ id: 'one', userId: 'u' }] },
        { id: QUEUE_IDS.sales, agents: [{ id: 'two', userId: 'u', joined: false }] },
      ],
    });
    simulator.setAgent(QUEUE, 'one', { presence: 'Away', joined: true });
    const other = simulator.queues[1]!.members[0];
    expect(other).to.include({ id: 'two', userId: 'u', presence: 'Away', joined: false });
  });

  it('shares an agent between the default queues', async () => {
    const users = (await start()).queues.map(({ members }) => members.map(({ userId }) => userId));
    expect(users[0]!.filter((id) => users[1]!.includes(id))).to.have.length(1);
  });

  it('adds and removes members and queues', async () => {
    const simulator = await start({ queues: [] });
    const { id } = simulator.addQueue({ name: 'new', members: 2 });
    const added = simulator.addMember(id, { name: 'Zed' });
    expect((await page(simulator, 'name=zed', id)).entities.map((entity) => entity.id)).to.eql([added.id]);
    simulator.removeMember(id, added.id);
    simulator.removeMember(id, 0);
    expect((await page(simulator, '', id)).entities).to.have.length(1);
  });

  it('says what is not there', async () => {
    const simulator = await start({ queues: [{ id: QUEUE, agents: [{ id: 'ann' }] }] });
    expect(() => simulator.setAgent('no', 0, {})).to.throw('no queue no');
    expect(() => simulator.setAgent(QUEUE, 1, {})).to.throw('no member 1');
    expect(() => simulator.removeMember(QUEUE, 'bob')).to.throw('no member bob');
    expect(() => simulator.addMember(QUEUE, { id: 'ann' })).to.throw('already');
    expect(() => simulator.addQueue({ id: QUEUE })).to.throw('already');
    expect(() => simulator.issueToken('nobody')).to.throw('no client nobody');
  });

  it('keeps changing on the clock while live, and stands still once stopped', async () => {
    const clock = new FakeClock();
    const simulator = await start({ clock });
    const before = states(simulator);
    const stop = simulator.live(100);
    await clock.advance(99);
    expect(states(simulator)).to.eql(before);
    await clock.advance(5_000);
    const later = states(simulator);
    expect(later).to.not.eql(before);
    stop();
    await clock.advance(5_000);
    expect(states(simulator)).to.eql(later);
    expect(clock.pending).to.eql([]);
  });
});
