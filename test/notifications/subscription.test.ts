// What the channel is subscribed to, and of what the listener is told.
import { expect } from 'chai';
import {
  AGENT,
  FIRST,
  notificationsFor,
  QUEUES,
  SECOND,
  startListening,
  stopNotifications,
  THIRD,
} from '../support/notifications.js';
import { settle } from '../support/fake-clock.js';
import { until } from '../support/until.js';

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `aaaaaaaa-aaaa-4aaa-8aaa-7${String(index).padStart(11, '0')}`);

describe('the subscription', () => {
  afterEach(stopNotifications);

  const topicsOf = (simulator: Awaited<ReturnType<typeof startListening>>['simulator']) =>
    simulator.notifications.channels[0]?.topics ?? [];

  it('tells of each event of a queue, at the moment in which it is heard', async () => {
    const { simulator, clock, told } = await startListening();
    await clock.advance(7);
    told.length = 0;
    simulator.setAgent(FIRST, AGENT, { routingStatus: 'INTERACTING' });
    await until(() => told.length === QUEUES.length, 'the events');
    expect(told).to.have.deep.members(QUEUES.map((id) => ['changed', [id], clock.now()]));
  });

  it('leaves out at once what a list has no room for, and holds 1,000 topics at most', async () => {
    const { simulator, notifications, covered, want, clock } = await startListening();
    want(...many(600));
    await clock.advance(250);
    await until(() => topicsOf(simulator).length === 1_000, 'a thousand topics');
    await until(() => covered.size === 500);
    expect([...covered.keys()]).to.have.members(many(500));
    expect(notifications.health()).to.include({ queuesWanted: 600, queuesCovered: 500, topics: 1_000 });
  });

  it('waits with a change until 250 ms have passed, with the next until 5 s have', async () => {
    const { simulator, clock, want, covered, times } = await startListening({}, {});
    want(FIRST, SECOND, THIRD, ...many(1));
    await clock.advance(249);
    expect(times('subscribed')).to.equal(1);
    await clock.advance(1);
    await until(() => times('subscribed') === 2);
    expect(topicsOf(simulator)).to.have.length(8);
    expect(covered.get(many(1)[0]!)).to.equal(clock.now());
    want(FIRST, SECOND, THIRD, ...many(2));
    await clock.advance(4_999);
    expect(times('subscribed')).to.equal(2);
    await clock.advance(1);
    await until(() => times('subscribed') === 3);
    expect(topicsOf(simulator)).to.have.length(10);
  });

  it('keeps a queue that nobody wants for 60 s, and one that is wanted again meanwhile', async () => {
    const { simulator, clock, want, covered, times } = await startListening();
    want(FIRST, THIRD);
    await clock.advance(250);
    await clock.advance(30_000);
    want(FIRST, SECOND, THIRD);
    await clock.advance(250);
    await clock.advance(60_000);
    expect(times('subscribed')).to.equal(1);
    want(FIRST, THIRD);
    await clock.advance(250 + 59_999);
    expect([times('subscribed'), covered.size]).to.deep.equal([1, 3]);
    await clock.advance(1);
    await until(() => times('subscribed') === 2);
    expect(topicsOf(simulator)).to.have.length(4);
    expect([...covered.keys()]).to.deep.equal([FIRST, THIRD]);
  });

  it('tells first that a queue is no longer covered, then gives it up', async () => {
    const { simulator, clock, want, covered } = await startListening();
    simulator.fault({ on: 'subscriptions', do: 'hang' });
    want(FIRST);
    await clock.advance(250 + 60_000);
    await until(() => simulator.count('subscriptions') > 1);
    expect([...covered.keys()]).to.deep.equal([FIRST]);
  });

  it('holds nothing while nobody wants anything', async () => {
    const { simulator, notifications, told } = await startListening({ wanted: () => [] });
    expect(topicsOf(simulator)).to.deep.equal([]);
    expect(notifications.health()).to.include({ state: 'live', topics: 0, queuesWanted: 0 });
    expect(told).to.deep.equal([]);
  });

  describe('that is refused in part', () => {
    it('covers no queue of which a topic lacks, names the permission, and asks again after 10 minutes', async () => {
      const { simulator, clock, notifications, covered, told, heard } = await startListening(
        {},
        {
          clients: [{ id: 'a', secret: 'b', permissions: ['routing:queue:view'] }],
        },
      );
      expect(covered.size).to.equal(0);
      const permission = 'analytics:queueObservation:view';
      expect(notifications.health()).to.deep.include({
        ...{ state: 'live', topics: 3, queuesCovered: 0 },
        refused: QUEUES.map((queueId) => ({ kind: 'observations', queueId, permission })),
      });
      expect(heard.filter(([name]) => name === 'refused')).to.deep.equal(
        QUEUES.map((id) => ['refused', id, 'observations', permission]),
      );
      simulator.setAgent(FIRST, AGENT, { joined: false });
      await until(() => told.length > 0, 'an event of the other topic');
      expect(told[0]?.[0]).to.equal('changed');
      await clock.advance(599_999);
      const asked = simulator.count('subscriptions');
      await clock.advance(1);
      await until(() => simulator.count('subscriptions') === asked + 1, 'another question');
      // Nothing new, nothing told again.
      await settle(50);
      expect(heard.filter(([name]) => name === 'refused')).to.have.length(3);
      const { refused } = notifications.health();
      expect(heard.filter(([name]) => name === 'refusals')).to.deep.equal([
        ['refusals', refused],
        ['refusals', refused],
      ]);
    });

    it('covers again what is granted meanwhile', async () => {
      const refusing = await startListening({}, {}, false);
      refusing.simulator.notifications.faults({ refuse: [{ queueId: SECOND, topic: 'users' }] });
      await refusing.live();
      const { simulator, clock, covered, notifications, heard } = refusing;
      expect([...covered.keys()]).to.have.members([FIRST, THIRD]);
      simulator.notifications.faults({});
      await clock.advance(600_000);
      await until(() => covered.size === 3, 'coverage');
      expect(covered.get(SECOND)).to.equal(clock.now());
      expect(notifications.health().refused).to.deep.equal([]);
      expect(heard.findLast(([name]) => name === 'refusals')).to.deep.equal(['refusals', []]);
    });

    it('takes a topic that the answer leaves out for one that is refused', async () => {
      const { simulator, live, notifications, covered } = await startListening({}, {}, false);
      simulator.notifications.faults({
        refuse: [{ queueId: SECOND, topic: 'observations', silently: true }],
      });
      await live();
      expect([...covered.keys()]).to.have.members([FIRST, THIRD]);
      expect(notifications.health().refused).to.deep.equal([
        { kind: 'observations', queueId: SECOND, permission: null },
      ]);
    });
  });

  it('says which permission lacks when it is forbidden as a whole', async () => {
    const { simulator, clock, notifications, polling, live, covered } = await startListening({}, {}, false);
    const message = 'Missing: notifications:channel:edit';
    simulator.fault({ on: 'subscriptions', times: 1, do: { kind: 'status', status: 403, message } });
    await polling();
    expect(notifications.health().hint).to.contain('notifications:channel:edit');
    expect(covered.size).to.equal(0);
    await clock.advance(600_000);
    await live();
    expect(simulator.notifications.channels).to.have.length(1);
  });

  for (const fault of [
    { kind: 'status', status: 500 },
    { kind: 'json', body: {} },
    { kind: 'html' },
  ] as const)
    it(`is sent again after ${JSON.stringify(fault)}, over the same connection`, async () => {
      const { simulator, clock, notifications, polling, live } = await startListening({}, {}, false);
      simulator.fault({ on: 'subscriptions', times: 1, do: fault });
      await polling();
      expect(notifications.health()).to.include({ state: 'polling', queuesCovered: 0 });
      await clock.advance(500);
      await live();
      expect(simulator.notifications.connections).to.equal(1);
    });

  it('leaves coverage alone when a later list fails', async () => {
    const { simulator, clock, want, notifications, covered, times } = await startListening();
    simulator.fault({ on: 'subscriptions', times: 1, do: { kind: 'status', status: 500 } });
    want(...QUEUES, 'aaaaaaaa-aaaa-4aaa-8aaa-999999999999');
    await clock.advance(250);
    await until(() => times('failed') === 1);
    expect([covered.size, notifications.health().state]).to.deep.equal([3, 'live']);
    await clock.advance(500);
    await until(() => covered.size === 4, 'the fourth');
  });

  it('makes another channel when this one is gone', async () => {
    const { simulator, clock, want, live, covered, times, told } = await startListening();
    simulator.fault({ on: 'subscriptions', times: 1, do: { kind: 'status', status: 404 } });
    want(...QUEUES, 'aaaaaaaa-aaaa-4aaa-8aaa-999999999999');
    await clock.advance(250);
    await until(() => times('channel', 'gone') === 1);
    expect(covered.size).to.equal(0);
    told.length = 0;
    await clock.advance(500);
    await live();
    expect(times('channel', 'created')).to.equal(2);
    expect(told.map(([name]) => name)).to.deep.equal(['covered', 'changed']);
  });

  it('is renewed at half of its life, which is asked for then', async () => {
    const { simulator, clock, times } = await startListening(
      {},
      { notifications: { channelLifeMs: 3_600_000 } },
    );
    const lists = () =>
      simulator.requests.filter(({ method, route }) => method === 'GET' && route === 'channels');
    const [before] = simulator.notifications.channels;
    const listed = lists().length;
    await clock.advance(1_799_999);
    expect(times('subscribed')).to.equal(1);
    await clock.advance(1);
    await until(() => times('subscribed') === 2 && lists().length === listed + 1, 'the renewal');
    const [after] = simulator.notifications.channels;
    expect(after!.expiresAt - before!.expiresAt).to.equal(1_800_000);
    await clock.advance(1_800_000);
    await until(() => times('subscribed') === 3, 'the next renewal');
  });

  describe('of a channel that another held before', () => {
    async function takenOver() {
      const { simulator, clock, notifications, memory } = await startListening();
      await notifications.stop('leave');
      const next = notificationsFor(simulator, clock, { channelStore: memory });
      next.notifications.start();
      await next.live();
      // A last call of the one before, which was on its way for long.
      const { id } = simulator.notifications.channels[0]!;
      const late = () =>
        fetch(`${simulator.apiUrl}/api/v2/notifications/channels/${id}/subscriptions`, {
          method: 'DELETE',
          headers: { authorization: `Bearer ${simulator.issueToken()}` },
        });
      return { simulator, clock, late, ...next };
    }

    it('is sent again after 10 s and every 5 minutes: a late call of the other does not leave us deaf', async () => {
      const { simulator, clock, late, times } = await takenOver();
      for (const [index, wait] of [10_000, 300_000, 300_000].entries()) {
        await late();
        expect(topicsOf(simulator)).to.deep.equal([]);
        await clock.advance(wait - 1);
        expect(times('subscribed')).to.equal(index + 1);
        await clock.advance(1);
        await until(() => times('subscribed') === index + 2, 'the list');
        expect(topicsOf(simulator)).to.have.length(6);
      }
    });

    it('is sent again no sooner than Genesys allows after a failure', async () => {
      const { simulator, clock, want, times } = await takenOver();
      await clock.advance(9_000);
      simulator.fault({
        on: 'subscriptions',
        times: 1,
        do: { kind: 'status', status: 503, retryAfter: 30 },
      });
      want(FIRST, SECOND, THIRD, 'aaaaaaaa-aaaa-4aaa-8aaa-999999999999');
      await clock.advance(250);
      await until(() => times('failed') === 1);
      const asked = simulator.count('subscriptions');
      await clock.advance(29_000);
      expect(simulator.count('subscriptions')).to.equal(asked);
      await clock.advance(1_000);
      await until(() => times('subscribed') === 2, 'the list');
    });

    it('is not sent again when it is over', async () => {
      const { simulator, clock, notifications } = await takenOver();
      await notifications.stop('leave');
      const asked = simulator.count('subscriptions');
      await clock.advance(600_000);
      expect(simulator.count('subscriptions')).to.equal(asked);
    });
  });

  it('is sent once while nothing changes where nobody held the channel before', async () => {
    const { simulator, clock } = await startListening();
    await clock.advance(600_000);
    expect(simulator.count('subscriptions')).to.equal(1);
  });

  it('minds no fault of those who are told', async () => {
    const fail = () => {
      throw new Error('not my day');
    };
    const { simulator, notifications, times } = await startListening({
      tellListener: { changed: fail, covered: fail },
    });
    simulator.setAgent(FIRST, AGENT, { routingStatus: 'INTERACTING' });
    await until(() => times('arrived', 'observations') === 3);
    expect(notifications.health().state).to.equal('live');
  });
});
