// Whose channel is used, and that there is never one too many.
import { expect } from 'chai';
import { FakeClock, settle } from '../support/fake-clock.js';
import type { Simulator } from '../../src/simulator/index.js';
import {
  CALL_TIMEOUT,
  FIRST,
  Memory,
  notificationsFor,
  QUEUES,
  startListening,
  stopNotifications,
  THREE_QUEUES,
} from '../support/notifications.js';
import { simulate } from '../support/simulators.js';
import { until } from '../support/until.js';

const creations = ({ requests }: Simulator) =>
  requests.filter(({ method, route }) => method === 'POST' && route === 'channels').length;

describe('the channel of the notifications', () => {
  afterEach(stopNotifications);

  it('is made, listened to and subscribed to both topics of each wanted queue', async () => {
    const { simulator, notifications, covered, clock } = await startListening();
    const [channel, ...others] = simulator.notifications.channels;
    expect(others).to.deep.equal([]);
    expect(channel?.connected).to.equal(true);
    expect(channel?.topics).to.deep.equal(
      QUEUES.flatMap((id) => [`v2.routing.queues.${id}.users`, `v2.analytics.queues.${id}.observations`]),
    );
    expect(covered).to.deep.equal(new Map(QUEUES.map((id) => [id, clock.now()])));
    expect(notifications.health()).to.deep.include({
      ...{ state: 'live', channels: 1, topics: 6, queuesCovered: 3, queuesWanted: 3 },
      ...{ refused: [], reconnects: 0, connectedAt: clock.now() },
    });
    expect(notifications.health()).not.to.have.any.keys('reason', 'hint');
  });

  it('is used again after a restart, and exactly what is wanted is subscribed', async () => {
    const { simulator, clock, notifications, memory, covered } = await startListening();
    await notifications.stop('leave');
    expect(covered.size).to.equal(0);
    expect(simulator.notifications.channels[0]?.topics).to.have.length(6);
    const next = notificationsFor(simulator, clock, { channelStore: memory, wanted: () => [FIRST] });
    next.notifications.start();
    await next.live();
    const [channel, ...others] = simulator.notifications.channels;
    expect(others).to.deep.equal([]);
    expect(channel?.topics).to.have.length(2);
    expect(next.times('channel', 'reused')).to.equal(1);
  });

  it('stays one over 30 restarts', async () => {
    const clock = new FakeClock();
    const simulator = await simulate({ clock, ...THREE_QUEUES });
    const memory = new Memory();
    for (let restart = 0; restart < 30; restart++) {
      const { notifications, live } = notificationsFor(simulator, clock, { channelStore: memory });
      notifications.start();
      await live();
      await notifications.stop(restart % 2 === 0 ? 'unsubscribe' : 'leave');
    }
    expect(simulator.notifications.channels).to.have.length(1);
    expect(
      simulator.requests.filter(({ method, route }) => method === 'POST' && route === 'channels'),
    ).to.have.length(1);
  });

  it('is another one for a process with another memory', async () => {
    const { simulator, clock } = await startListening();
    const second = notificationsFor(simulator, clock);
    second.notifications.start();
    await second.live();
    expect(simulator.notifications.channels.map(({ connected }) => connected)).to.deep.equal([true, true]);
  });

  it('is replaced by a new one when the remembered one is gone', async () => {
    const { simulator, clock, notifications, memory } = await startListening();
    await notifications.stop('leave');
    simulator.notifications.removeChannels();
    const before = memory.text;
    const next = notificationsFor(simulator, clock, { channelStore: memory });
    next.notifications.start();
    await next.live();
    expect(memory.text).to.be.a('string').and.not.to.equal(before);
    expect([next.times('channel', 'gone'), next.times('channel', 'created')]).to.deep.equal([1, 1]);
    expect(simulator.notifications.channels).to.have.length(1);
  });

  for (const [route, method] of [
    ['channels', 'HEAD'],
    ['subscriptions', 'PUT'],
  ] as const)
    for (const status of [400, 403])
      it(`is given up when ${method} of the remembered one is answered with ${status}: it is somebody else's`, async () => {
        const { simulator, clock, notifications, memory } = await startListening();
        await notifications.stop('leave');
        const before = memory.text;
        simulator.fault({ on: route, method, times: 1, do: { kind: 'status', status } });
        const next = notificationsFor(simulator, clock, { channelStore: memory });
        next.notifications.start();
        if (method === 'PUT') await until(() => next.times('channel', 'gone') === 1);
        await clock.advance(500);
        await next.live();
        expect([next.times('channel', 'gone'), next.times('channel', 'created')]).to.deep.equal([1, 1]);
        expect(memory.text).not.to.equal(before);
        expect(simulator.notifications.channels).to.have.length(2);
      });

  it('is given up only once: after that a permission is missing', async () => {
    const { simulator, clock, notifications, memory } = await startListening();
    await notifications.stop('leave');
    simulator.fault({ on: 'channels', method: 'HEAD', do: { kind: 'status', status: 403 } });
    simulator.fault({ on: 'subscriptions', do: { kind: 'status', status: 403 } });
    const next = notificationsFor(simulator, clock, { channelStore: memory });
    next.notifications.start();
    await next.polling();
    await clock.advance(600_000);
    await until(() => next.times('failed') === 2, 'the next try');
    expect(next.notifications.health().reason).to.equal('genesys_permission_missing');
    expect(simulator.notifications.channels).to.have.length(2);
  });

  it('stays the remembered one when a list is refused after one was accepted', async () => {
    const { simulator, clock, notifications, memory } = await startListening();
    await notifications.stop('leave');
    const next = notificationsFor(simulator, clock, { channelStore: memory });
    next.notifications.start();
    await next.live();
    simulator.fault({ on: 'subscriptions', times: 1, do: { kind: 'status', status: 403 } });
    next.want(FIRST, QUEUES[1] ?? '', 'aaaaaaaa-aaaa-4aaa-8aaa-999999999999');
    await clock.advance(250);
    await next.polling();
    expect(next.notifications.health().reason).to.equal('genesys_permission_missing');
    await clock.advance(600_000);
    await next.live();
    expect(simulator.notifications.channels).to.have.length(1);
  });

  const STRANGE = ['garbage', '{"id":""}', '{"id":"x","connectUri":"http://elsewhere.example/x"}', 'null'];
  for (const text of STRANGE)
    it(`is a new one when what is remembered is ${text}`, async () => {
      const load = () => Promise.resolve(text);
      const save = () => Promise.reject(new Error('no such disk'));
      const { simulator } = await startListening({ channelStore: { load, save } });
      expect(simulator.notifications.channels).to.have.length(1);
    });

  it('is asked for again while nobody knows what is remembered', async () => {
    const { simulator, clock, notifications, memory } = await startListening();
    await notifications.stop('leave');
    const failures = [1, 2, 3];
    const load = () => (failures.pop() ? Promise.reject(new Error('away')) : memory.load());
    const next = notificationsFor(simulator, clock, {
      channelStore: { load, save: (text) => memory.save(text) },
    });
    next.notifications.start();
    await next.polling();
    expect(next.notifications.health().reason).to.equal('memory away');
    for (const wait of [500, 1_000, 2_000]) {
      await clock.advance(wait);
      await settle();
    }
    await next.live();
    expect(next.times('channel', 'reused')).to.equal(1);
    expect(simulator.notifications.channels).to.have.length(1);
  });

  it('is a new one when the memory is broken for good', async () => {
    const broken = () => Promise.reject(new Error('no such disk'));
    const memory = { load: broken, save: broken };
    const { simulator, clock, polling, live } = await startListening({ channelStore: memory }, {}, false);
    await polling();
    for (const wait of [500, 1_000, 2_000]) {
      expect(simulator.count('channels')).to.equal(0);
      await clock.advance(wait);
      await settle();
    }
    await live();
    expect(simulator.notifications.channels).to.have.length(1);
  });

  it('is not made when there is no room: none of another application is pushed out', async () => {
    const clock = new FakeClock();
    const simulator = await simulate({ clock, ...THREE_QUEUES });
    const others = simulator.notifications.occupy(20);
    const second = notificationsFor(simulator, clock);
    second.notifications.start();
    await second.polling();
    expect(second.notifications.health()).to.include({ state: 'polling', reason: 'no room', channels: 0 });
    expect(second.notifications.health().hint).to.contain('20 notification channels');
    expect(second.times('noRoom', 20)).to.equal(1);
    expect(simulator.notifications.channels.map(({ id }) => id)).to.deep.equal(others);
    expect(second.told).to.deep.equal([]);

    simulator.notifications.removeChannels(others.slice(0, 1));
    await clock.advance(599_999);
    expect(second.notifications.health().state).to.equal('polling');
    await clock.advance(1);
    await second.live();
    expect(simulator.notifications.channels).to.have.length(20);
  });

  it('is made beside 19 others', async () => {
    const clock = new FakeClock();
    const simulator = await simulate({ clock, ...THREE_QUEUES });
    simulator.notifications.occupy(19);
    const { notifications, live } = notificationsFor(simulator, clock);
    notifications.start();
    await live();
    expect(simulator.notifications.channels).to.have.length(20);
  });

  it('costs nothing while the rate limit has nothing to spare, and is made when it has', async () => {
    const gate = {
      open: false,
      asked: 0,
      admit: () => ((gate.asked += 1), gate.open),
      metadataIn: () => 3_000,
    };
    const { simulator, clock, notifications, live } = await startListening({ gate }, {}, false);
    await until(() => gate.asked === 1);
    await clock.advance(3_004);
    expect(gate.asked).to.equal(1);
    expect(notifications.health()).to.include({ state: 'starting', channels: 0 });
    expect(simulator.count('channels')).to.equal(0);
    gate.open = true;
    // As soon as the window is over.
    await clock.advance(1);
    await live();
  });

  const ANSWERS: ReadonlyArray<[what: string, body: unknown]> = [
    ['no id', { connectUri: 'ws://127.0.0.1:1/x' }],
    ['an address that is none', { id: 'x', connectUri: 'nowhere' }],
    ['an address of a page', { id: 'x', connectUri: 'https://streaming.example/x' }],
    ['a list', []],
    ['a text', 'channel'],
  ];
  for (const [what, body] of ANSWERS)
    it(`is asked for again only after 10 minutes when the answer has ${what}`, async () => {
      const clock = new FakeClock();
      const simulator = await simulate({ clock, ...THREE_QUEUES });
      simulator.fault({ on: 'channels', method: 'POST', times: 1, do: { kind: 'json', body } });
      const { notifications, polling, live } = notificationsFor(simulator, clock);
      notifications.start();
      await polling();
      expect(notifications.health().reason).to.equal('genesys_answer_invalid');
      expect(notifications.health().hint).to.contain('10 minutes');
      await clock.advance(599_999);
      expect(creations(simulator)).to.equal(1);
      await clock.advance(1);
      await live();
      expect(simulator.notifications.channels).to.have.length(1);
    });

  for (const [what, fault] of [
    ['is late', 'slow-body'],
    ['is cut off', 'truncate'],
  ] as const) {
    it(`is the one that was made when the answer ${what}`, async () => {
      const clock = new FakeClock();
      const simulator = await simulate({ clock, ...THREE_QUEUES });
      simulator.notifications.occupy(2);
      simulator.fault({ on: 'channels', method: 'POST', do: fault });
      const { notifications, live, memory } = notificationsFor(simulator, clock);
      notifications.start();
      await until(() => simulator.notifications.channels.length === 3, 'a channel');
      await clock.advance(CALL_TIMEOUT);
      await live();
      expect(creations(simulator)).to.equal(1);
      expect(memory.text).to.contain(simulator.notifications.channels[2]?.id);
    });

    it(`is looked for again after 10 minutes when the answer ${what} and the list does not show it yet`, async () => {
      const clock = new FakeClock();
      const simulator = await simulate({ clock, ...THREE_QUEUES });
      simulator.fault({ on: 'channels', method: 'POST', do: fault });
      const nothing = { kind: 'json', body: { entities: [] } } as const;
      simulator.fault({ on: 'channels', method: 'GET', skip: 1, times: 1, do: nothing });
      const { notifications, live, polling } = notificationsFor(simulator, clock);
      notifications.start();
      await until(() => simulator.notifications.channels.length === 1, 'a channel');
      await clock.advance(CALL_TIMEOUT);
      await polling();
      await clock.advance(600_000);
      await live();
      expect(creations(simulator)).to.equal(1);
    });
  }

  it('is looked for until Genesys can be asked, before another is made', async () => {
    const clock = new FakeClock();
    const simulator = await simulate({ clock, ...THREE_QUEUES });
    simulator.fault({ on: 'channels', method: 'POST', do: 'truncate' });
    simulator.fault({
      on: 'channels',
      method: 'GET',
      skip: 1,
      times: 2,
      do: { kind: 'status', status: 400 },
    });
    const { notifications, live, times } = notificationsFor(simulator, clock);
    notifications.start();
    for (const [failures, wait] of [500, 1_000].entries()) {
      await until(() => times('failed') === failures + 1);
      await clock.advance(wait);
    }
    await live();
    expect(creations(simulator)).to.equal(1);
  });

  it('is waited for with growing pauses while Genesys refuses to make it', async () => {
    const clock = new FakeClock();
    const simulator = await simulate({ clock, ...THREE_QUEUES });
    simulator.fault({ on: 'channels', method: 'POST', times: 3, do: { kind: 'status', status: 503 } });
    const { notifications, times, live } = notificationsFor(simulator, clock);
    notifications.start();
    for (const [failures, wait] of [500, 1_000, 2_000].entries()) {
      await until(() => times('failed') === failures + 1);
      await clock.advance(wait - 1);
      expect(creations(simulator)).to.equal(failures + 1);
      await clock.advance(1);
    }
    await live();
    expect(simulator.notifications.channels).to.have.length(1);
  });

  it('says which permission lacks when channels are forbidden, and looks again after 10 minutes', async () => {
    const clock = new FakeClock();
    const simulator = await simulate({ clock, ...THREE_QUEUES });
    const message = 'Missing: notifications:channel:add';
    simulator.fault({
      on: 'channels',
      method: 'POST',
      times: 1,
      do: { kind: 'status', status: 403, message },
    });
    const { notifications, polling, live } = notificationsFor(simulator, clock);
    notifications.start();
    await polling();
    expect(notifications.health().reason).to.equal('genesys_permission_missing');
    expect(notifications.health().hint).to.contain('notifications:channel:add').and.to.contain('10 minutes');
    await clock.advance(600_000);
    await live();
  });
});
