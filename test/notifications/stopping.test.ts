// Stopping at any moment, starting again, and what stays secret.
import { expect } from 'chai';
import { inspect } from 'node:util';
import { FakeClock, settle } from '../support/fake-clock.js';
import {
  AGENT,
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

describe('stopping the notifications', () => {
  const unhandled: unknown[] = [];
  const note = (fault: unknown) => void unhandled.push(fault);
  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));
  afterEach(async () => {
    await stopNotifications();
    await settle();
    expect(unhandled).to.deep.equal([]);
  });

  it('takes the coverage back, empties the channel and closes the connection', async () => {
    const { simulator, notifications, told, clock } = await startListening();
    told.length = 0;
    await notifications.stop('unsubscribe');
    expect(told).to.deep.equal([['covered', QUEUES, undefined]]);
    expect(notifications.health()).to.include({
      state: 'polling',
      reason: 'stopped',
      channels: 0,
      topics: 0,
    });
    await until(() => simulator.notifications.channels[0]?.connected === false, 'the end of the connection');
    expect(simulator.notifications.channels[0]?.topics).to.deep.equal([]);
    const asked = simulator.requests.length;
    await clock.advance(86_400_000 / 2);
    expect(simulator.requests.length).to.equal(asked);
    expect(told).to.have.length(1);
  });

  it('leaves what is subscribed when it only leaves', async () => {
    const { simulator, notifications } = await startListening();
    await notifications.stop('leave');
    expect(simulator.notifications.channels[0]?.topics).to.have.length(6);
  });

  it('asks right before the good-bye whether the channel is still ours, and leaves it alone when it is not', async () => {
    const clock = new FakeClock();
    const simulator = await simulate({ clock, ...THREE_QUEUES });
    const { notifications } = notificationsFor(simulator, clock);
    simulator.fault({ on: 'subscriptions', method: 'PUT', do: { kind: 'latency', ms: 1_000 } });
    notifications.start();
    const subscribing = () => simulator.requests.some(({ method }) => method === 'PUT');
    await until(subscribing, 'a subscription under way');
    let asked = 0;
    let ours = true;
    const stopping = notifications.stop('unsubscribe', () => {
      asked += 1;
      return ours;
    });
    // While what was under way ends, another takes over.
    ours = false;
    for (let step = 0; step < 20; step++) await clock.advance(100);
    await stopping;
    expect(asked).to.equal(1);
    expect(simulator.requests.filter(({ method }) => method === 'DELETE')).to.deep.equal([]);
  });

  it('asks the gate for no leave to say good-bye, and minds no failure of it', async () => {
    const gate = { open: true, admit: () => gate.open, metadataIn: () => 60_000 };
    const { clock, simulator, notifications } = await startListening({ gate });
    gate.open = false;
    simulator.fault({ on: 'subscriptions', do: { kind: 'status', status: 500 } });
    const stopping = notifications.stop('unsubscribe');
    await until(() => simulator.requests.some(({ method }) => method === 'DELETE'), 'a good-bye');
    for (let step = 0; step < 10; step++) await clock.advance(1_000);
    await stopping;
  });

  it('is harmless before a start, twice, and after it', async () => {
    const clock = new FakeClock();
    const simulator = await simulate({ clock, ...THREE_QUEUES });
    const { notifications, live } = notificationsFor(simulator, clock);
    notifications.wake();
    await notifications.stop('unsubscribe');
    notifications.start();
    notifications.start();
    await live();
    await Promise.all([notifications.stop('leave'), notifications.stop('leave')]);
    await notifications.stop('unsubscribe');
    notifications.wake();
    expect(simulator.notifications.connections).to.equal(1);
  });

  it('can be followed by a start at once, which takes over the same channel', async () => {
    const { simulator, notifications, live, told, clock } = await startListening();
    void notifications.stop('unsubscribe');
    told.length = 0;
    notifications.start();
    await live();
    expect(simulator.notifications.channels).to.have.length(1);
    expect(simulator.notifications.channels[0]?.topics).to.have.length(6);
    // What was counted meanwhile is suspect.
    expect(told.at(-1)).to.deep.equal(['changed', QUEUES, clock.now()]);
  });

  /** Each request of an opening, in order. */
  const STEPS: ReadonlyArray<[what: string, route: 'channels' | 'subscriptions' | 'socket', method: string]> =
    [
      ['the list', 'channels', 'GET'],
      ['the creation', 'channels', 'POST'],
      ['the handshake', 'socket', 'GET'],
      ['the subscription', 'subscriptions', 'PUT'],
    ];
  for (const [what, route, method] of STEPS)
    for (const farewell of ['unsubscribe', 'leave'] as const)
      it(`ends in the middle of ${what} (${farewell}), and one channel stays at most`, async () => {
        const clock = new FakeClock();
        const simulator = await simulate({ clock, ...THREE_QUEUES });
        simulator.fault({ on: route, method, do: { kind: 'latency', ms: 1_000 } });
        const memory = new Memory();
        const first = notificationsFor(simulator, clock, { channelStore: memory });
        first.notifications.start();
        await until(
          () => simulator.requests.some((one) => one.route === route && one.method === method),
          what,
        );
        const stopping = first.notifications.stop(farewell);
        const ended = { yet: false };
        void stopping.then(() => (ended.yet = true));
        for (let step = 0; step < 40 && !ended.yet; step++) await clock.advance(100);
        await stopping;
        expect(first.covered.size).to.equal(0);
        expect(first.notifications.health().reason).to.equal('stopped');

        simulator.clearFaults();
        const second = notificationsFor(simulator, clock, { channelStore: memory });
        second.notifications.start();
        await second.live();
        expect(simulator.notifications.channels).to.have.length(1);
      });

  for (const turns of [0, 1, 2, 3, 5, 8, 13, 21, 34, 55])
    it(`ends after ${turns} turns of the process`, async () => {
      const { simulator, notifications, covered, told } = await startListening({}, {}, false);
      await settle(turns);
      await notifications.stop('unsubscribe');
      expect(covered.size).to.equal(0);
      const said = told.length;
      await settle(50);
      expect(told.length).to.equal(said);
      expect(simulator.notifications.channels.every(({ topics }) => topics.length === 0)).to.equal(true);
    });

  it('is over in the time of two calls when Genesys does not answer any more', async () => {
    const { clock, simulator, notifications } = await startListening();
    simulator.fault({ do: 'hang' });
    const stopping = notifications.stop('unsubscribe');
    await until(() => simulator.requests.some(({ method }) => method === 'DELETE'));
    await clock.advance(3_000);
    await stopping;
  });
});

describe('the secrets of the notifications', () => {
  afterEach(stopNotifications);

  it("are in nothing that is told: the channel's id and address", async () => {
    const listening = await startListening({}, {});
    const { clock, simulator, notifications, heard, told, live, polling, memory } = listening;
    const healths = [notifications.health()];
    const [channel] = simulator.notifications.channels;
    const message = `Channel ${channel!.id} is not to your liking`;
    simulator.fault({ on: 'subscriptions', times: 1, do: { kind: 'status', status: 400, message } });
    simulator.fault({ on: 'socket', times: 1, do: { kind: 'status', status: 404 } });
    simulator.notifications.dropConnections();
    await polling();
    healths.push(notifications.health());
    await clock.advance(500);
    await until(() => listening.times('lost') === 2, 'a refused handshake');
    healths.push(notifications.health());
    await clock.advance(1_000);
    await until(() => listening.times('failed') === 1, 'a refused list');
    healths.push(notifications.health());
    await clock.advance(30_000);
    await live();
    simulator.setAgent(FIRST, AGENT, { routingStatus: 'INTERACTING' });
    await until(() => told.at(-1)?.[0] === 'changed');
    await notifications.stop('unsubscribe');
    const everything = inspect([healths, heard, told, notifications.health()], { depth: null });
    expect(memory.text).to.contain(channel!.id);
    expect(heard.some(([name, code]) => name === 'failed' && code === 'genesys_request_refused')).to.equal(
      true,
    );
    for (const secret of simulator.secrets) expect(everything).not.to.contain(secret);
    expect(everything).not.to.contain('/channels/');
  });
});
