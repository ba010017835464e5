// Events: which change is announced to whom, when, and what the announcement says.
import { expect } from 'chai';
import { FakeClock } from '../../support/fake-clock.js';
import { closeAll, QUEUE } from '../helpers.js';
import {
  ACTIVITY,
  AGENTS,
  caughtUp,
  cutListeners,
  listenTo,
  OBSERVATIONS,
  startPair,
  USERS,
} from './helpers.js';
import type { Listener } from './helpers.js';
import type { Simulator } from '../../../src/simulator/index.js';

const SECOND = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc';
const ALL = [USERS, OBSERVATIONS, ACTIVITY];

interface Scene {
  readonly clock: FakeClock;
  readonly simulator: Simulator;
  readonly listener: Listener;
}

async function scene(topics: readonly string[] = ALL): Promise<Scene> {
  const clock = new FakeClock();
  const simulator = await startPair({}, { clock });
  const { listener } = await listenTo(simulator, topics);
  return { clock, simulator, listener };
}

describe("the simulator's events", () => {
  afterEach(cutListeners);
  afterEach(closeAll);

  const changes: [what: string, change: (simulator: Simulator) => void, topics: string[]][] = [
    ['a presence', (it) => it.setAgent(QUEUE, 0, { presence: 'Meal' }), [ACTIVITY, OBSERVATIONS]],
    [
      'a routing status',
      (it) => it.setAgent(QUEUE, 0, { routingStatus: 'INTERACTING' }),
      [ACTIVITY, OBSERVATIONS],
    ],
    ["another user's status", (it) => it.setAgent(QUEUE, 1, { presence: 'Meal' }), [OBSERVATIONS]],
    ['the same again', (it) => it.setAgent(QUEUE, 0, { presence: 'On Queue', joined: true }), []],
    ['skills', (it) => it.setAgent(QUEUE, 0, { skills: ['Sales'] }), []],
    ['leaving', (it) => it.setAgent(QUEUE, 0, { joined: false }), [USERS]],
    [
      'leaving and going',
      (it) => it.setAgent(QUEUE, 0, { joined: false, presence: 'Away' }),
      [USERS, ACTIVITY, OBSERVATIONS],
    ],
    ['a member added', (it) => it.addMember(QUEUE), [USERS, OBSERVATIONS]],
    ['a member removed', (it) => it.removeMember(QUEUE, 0), [USERS, OBSERVATIONS]],
  ];
  for (const [what, change, topics] of changes)
    it(`announce ${what} as ${topics.length} events`, async () => {
      const { simulator, listener } = await scene();
      change(simulator);
      await caughtUp(listener);
      expect(listener.topics).to.eql(topics);
    });

  it('say what the facts say they do', async () => {
    const { clock, simulator, listener } = await scene();
    simulator.setAgent(QUEUE, 0, { joined: false, presence: 'Away' });
    await caughtUp(listener);
    const [users, activity, observations] = listener.messages;
    expect(users).to.include({ topicName: USERS, version: '2' });
    expect(users?.metadata?.CorrelationId).to.match(/^[0-9a-f-]{36}$/);
    expect(users?.eventBody).to.eql({
      id: AGENTS[0],
      user: { id: AGENTS[0] },
      queueId: QUEUE,
      joined: false,
    });
    expect(activity?.eventBody).to.deep.include({ id: AGENTS[0] });
    expect(activity?.eventBody).to.have.nested.property('routingStatus.status', 'OFF_QUEUE');
    expect(activity?.eventBody).to.have.nested.property('presence.presenceDefinition.systemPresence', 'Away');
    const end = new Date(clock.wall()).toISOString();
    expect(observations?.eventBody).to.deep.include({ group: { queueId: QUEUE } });
    const [data] = observations?.eventBody.data as [{ interval: string; metrics: unknown[] }];
    expect(data.interval).to.match(new RegExp(`/${end}$`));
    expect(data.metrics).to.eql([
      { metric: 'oUserRoutingStatuses', qualifier: 'OFF_QUEUE', stats: { count: 1 } },
      { metric: 'oUserRoutingStatuses', qualifier: 'IDLE', stats: { count: 1 } },
      { metric: 'oUserPresences', qualifier: 'Away', stats: { count: 1 } },
      { metric: 'oUserPresences', qualifier: 'On Queue', stats: { count: 1 } },
    ]);
  });

  it('announce observations of a queue once a second at most, and the last change always', async () => {
    const { clock, simulator, listener } = await scene([OBSERVATIONS]);
    const flip = () => {
      for (const presence of ['Meal', 'On Queue', 'Away']) simulator.setAgent(QUEUE, 0, { presence });
    };
    flip();
    await caughtUp(listener);
    expect(listener.topics).to.have.length(1);
    await clock.advance(999);
    flip();
    await clock.advance(1);
    await caughtUp(listener);
    expect(listener.topics).to.have.length(2);
    await clock.advance(10_000);
    await caughtUp(listener);
    expect(listener.topics).to.have.length(2);
    simulator.setAgent(QUEUE, 0, { presence: 'Meal' });
    const events = simulator.notifications.events.filter(({ topic }) => topic === OBSERVATIONS);
    expect(events.map(({ at, fate }) => [at - 1_000, fate])).to.eql([
      [0, 'sent'],
      [1_000, 'sent'],
      [11_000, 'sent'],
    ]);
  });

  it('touch every queue of the user', async () => {
    const { simulator } = await scene();
    simulator.addQueue({ id: SECOND, agents: [{ userId: AGENTS[0] }] });
    simulator.notifications.resetEvents();
    const told = () => simulator.notifications.events.map(({ topic }) => topic);
    simulator.setAgent(QUEUE, 0, { presence: 'Training' });
    expect(told()).to.eql([ACTIVITY, OBSERVATIONS, OBSERVATIONS.replace(QUEUE, SECOND)]);
    simulator.notifications.resetEvents();
    simulator.removeMember(QUEUE, 0);
    simulator.setAgent(SECOND, 0, { presence: 'Busy' });
    expect(told()).to.eql([USERS, ACTIVITY, OBSERVATIONS.replace(QUEUE, SECOND)]);
  });

  it('come from shuffling and living too', async () => {
    const { clock, simulator } = await scene();
    simulator.shuffle(20);
    expect(new Set(simulator.notifications.events.map(({ topic }) => topic))).to.include.keys(
      USERS,
      ACTIVITY,
    );
    simulator.notifications.resetEvents();
    const stop = simulator.live(500);
    await clock.advance(20_000);
    stop();
    expect(simulator.notifications.events).to.not.be.empty;
  });

  it('are for nobody where nobody listens: without a topic, without a connection', async () => {
    const { clock, simulator, listener } = await scene([USERS]);
    simulator.setAgent(QUEUE, 0, { presence: 'Meal' });
    const fates = () => simulator.notifications.events.map(({ topic, fate }) => [topic, fate]);
    expect(fates()).to.eql([
      [ACTIVITY, 'nobody'],
      [OBSERVATIONS, 'nobody'],
    ]);
    simulator.notifications.dropConnections();
    await clock.advance(1);
    simulator.notifications.resetEvents();
    simulator.setAgent(QUEUE, 0, { joined: false });
    expect(fates()).to.eql([[USERS, 'nobody']]);
    expect(listener.topics).to.eql([]);
  });

  it('match topics letter by letter', async () => {
    const upper = USERS.replace(QUEUE, QUEUE.toUpperCase());
    const { simulator, listener } = await scene([upper]);
    simulator.setAgent(QUEUE, 0, { joined: false });
    await caughtUp(listener);
    expect(listener.topics).to.eql([]);
  });
});
