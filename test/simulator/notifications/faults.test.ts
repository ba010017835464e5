// What can go wrong with the push side, on demand.
import { expect } from 'chai';
import { FakeClock } from '../../support/fake-clock.js';
import { until } from '../../support/until.js';
import { closeAll, failure, QUEUE } from '../helpers.js';
import {
  AGENTS,
  caughtUp,
  cutListeners,
  heard,
  listen,
  listenTo,
  OBSERVATIONS,
  open,
  startPair,
  USERS,
} from './helpers.js';
import type { Listener } from './helpers.js';
import type { PushFaults, Simulator } from '../../../src/simulator/index.js';

const SEED = { seed: 7 };

/** Agent 0 leaves or joins, `times` in turn: as many `.users` events. */
function flip(simulator: Simulator, times = 1): void {
  for (let time = 0; time < times; time++)
    simulator.setAgent(QUEUE, 0, { joined: !simulator.queues[0]!.members[0]!.joined });
}

const fates = (simulator: Simulator) => simulator.notifications.events.map(({ fate }) => fate);
const joined = (listener: Listener) =>
  listener.messages.filter(({ topicName }) => topicName === USERS).map(({ eventBody }) => eventBody.joined);

async function scene(faults: PushFaults = {}) {
  const clock = new FakeClock();
  const simulator = await startPair({}, { clock, ...SEED });
  const { channel, listener } = await listenTo(simulator, [USERS]);
  simulator.notifications.faults(faults);
  return { clock, simulator, channel, listener };
}

describe("the simulator's push faults", () => {
  afterEach(cutListeners);
  afterEach(closeAll);

  it('lose events, all or some', async () => {
    const { simulator, listener } = await scene({ lose: 1 });
    flip(simulator, 3);
    await caughtUp(listener);
    expect(listener.topics).to.eql([]);
    expect(fates(simulator)).to.eql(['lost', 'lost', 'lost']);
    simulator.notifications.resetEvents();
    simulator.notifications.faults({ lose: 0.5 });
    flip(simulator, 100);
    await caughtUp(listener);
    const sent = fates(simulator).filter((fate) => fate === 'sent').length;
    expect(sent).to.be.within(30, 70);
    expect(listener.topics).to.have.length(sent);
  });

  it('send events twice', async () => {
    const { simulator, listener } = await scene({ duplicate: 1 });
    flip(simulator);
    await caughtUp(listener);
    expect(listener.topics).to.eql([USERS, USERS]);
    expect(listener.messages[0]).to.eql(listener.messages[1]);
    expect(fates(simulator)).to.eql(['duplicated']);
  });

  it('send events late, and never when the connection is gone by then', async () => {
    const { clock, simulator, listener } = await scene({ delayMs: 700 });
    flip(simulator);
    await clock.advance(699);
    await caughtUp(listener);
    expect(listener.topics).to.eql([]);
    expect(simulator.notifications.events[0]).to.include({ fate: 'late', sentAt: null });
    await clock.advance(1);
    await caughtUp(listener);
    expect(listener.topics).to.eql([USERS]);
    expect(simulator.notifications.events[0]).to.include({ fate: 'late', at: 1_000, sentAt: 1_700 });
    flip(simulator);
    simulator.notifications.dropConnections();
    await until(() => simulator.notifications.channels[0]?.connected === false);
    await clock.advance(700);
    expect(fates(simulator)).to.eql(['late', 'lost']);
  });

  it('let the next event go first, and hold one back no longer than a second', async () => {
    const { clock, simulator, listener } = await scene({ reorder: 1 });
    flip(simulator, 2);
    await caughtUp(listener);
    expect(joined(listener)).to.eql([true, false]);
    expect(fates(simulator)).to.eql(['reordered', 'sent']);
    flip(simulator);
    await caughtUp(listener);
    expect(joined(listener)).to.have.length(2);
    await clock.advance(1_000);
    await caughtUp(listener);
    expect(joined(listener)).to.eql([true, false, false]);
  });

  it('meet only the events that are meant', async () => {
    const simulator = await startPair();
    const { listener } = await listenTo(simulator, [USERS, OBSERVATIONS]);
    simulator.notifications.faults({ lose: 1, only: { topic: 'observations' } });
    simulator.removeMember(QUEUE, AGENTS[0]);
    await caughtUp(listener);
    expect(listener.topics).to.eql([USERS]);
  });

  it('silence a connection that stays open: nothing comes, no pong either, and new ones are sound', async () => {
    const { clock, simulator, channel, listener } = await scene();
    simulator.notifications.silence(true);
    listener.socket.send('{"message":"ping"}');
    flip(simulator);
    await clock.advance(60_000);
    expect(listener.messages).to.eql([]);
    expect(fates(simulator)).to.eql(['lost']);
    const second = await listen(channel.connectUri);
    flip(simulator);
    await caughtUp(second);
    expect(second.topics).to.eql([USERS]);
    expect([listener.closed, listener.messages.length, simulator.notifications.pings]).to.eql([null, 0, 1]);
    simulator.notifications.silence(false);
    await heard(listener, 'pong');
  });

  it('silence every connection, new ones too, until the faults are others', async () => {
    const { simulator, channel, listener } = await scene({ silent: true });
    const second = await listen(channel.connectUri);
    flip(simulator);
    second.socket.send('{"message":"ping"}');
    expect(fates(simulator)).to.eql(['lost']);
    simulator.clearFaults();
    await heard(second, 'pong');
    expect(second.topics).to.eql([]);
    expect(listener.topics).to.eql([]);
  });

  it('cut connections without notice, silent ones too', async () => {
    const { simulator, channel, listener } = await scene({ silent: true });
    simulator.notifications.dropConnections();
    await until(() => listener.closed !== null && !simulator.notifications.channels[0]?.connected);
    expect(listener.closed).to.equal(1006);
    simulator.clearFaults();
    await caughtUp(await listen(channel.connectUri));
  });

  it('announce the closing of the open connections, a minute before', async () => {
    const { clock, simulator, channel, listener } = await scene();
    simulator.notifications.announceClosing();
    await caughtUp(listener);
    expect(listener.topics).to.eql(['v2.system.socket_closing']);
    await clock.advance(59_999);
    await caughtUp(listener);
    await clock.advance(1);
    await until(() => listener.closed !== null);
    expect(listener.closed).to.equal(1001);
    const again = await listen(channel.connectUri);
    simulator.notifications.announceClosing(5);
    const replacing = await listen(channel.connectUri);
    await until(() => again.closed !== null);
    await clock.advance(5);
    await caughtUp(replacing);
    expect(replacing.topics).to.eql([]);
  });

  const refusals = [
    [{ kind: 'status', status: 503 }, 'status 503'],
    [{ kind: 'html', status: 200 }, 'status 200'],
    ['reset', 'ECONNRESET'],
  ] as const;
  for (const [fault, error] of refusals)
    it(`refuse the handshake with ${error}`, async () => {
      const simulator = await startPair();
      const { connectUri } = await open(simulator);
      simulator.fault({ on: 'socket', times: 1, do: fault });
      expect(await failure(listen(connectUri))).to.contain(error);
      await caughtUp(await listen(connectUri));
      expect(
        simulator.requests.filter(({ route }) => route === 'socket').map(({ status }) => status),
      ).to.have.length(2);
    });

  it('delay the handshake, or never answer it', async () => {
    const clock = new FakeClock();
    const simulator = await startPair({}, { clock });
    const { connectUri } = await open(simulator);
    simulator.fault({ on: 'socket', times: 1, do: { kind: 'latency', ms: 500 } });
    const opened = listen(connectUri);
    await until(() => simulator.count('socket') === 1);
    expect(simulator.notifications.connections).to.equal(0);
    await clock.advance(500);
    await caughtUp(await opened);
    simulator.fault({ on: 'socket', do: 'hang' });
    const never = failure(listen(connectUri));
    await until(() => simulator.count('socket') === 2);
    await simulator.close();
    expect(await never).to.be.a('string');
  });
});
