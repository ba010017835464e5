// The WebSocket of a channel: who gets in, what comes by itself, and how it ends.
import { expect } from 'chai';
import { FakeClock } from '../../support/fake-clock.js';
import { failure } from '../helpers.js';
import { until } from '../../support/until.js';
import { closeAll } from '../helpers.js';
import { caughtUp, cutListeners, heard, listen, listenTo, open, startPair, USERS } from './helpers.js';

describe("the simulator's WebSocket", () => {
  afterEach(cutListeners);
  afterEach(closeAll);

  it('lets in whoever knows a channel, and nobody else', async () => {
    const simulator = await startPair();
    const channel = await open(simulator);
    expect(channel.connectUri).to.equal(`${simulator.url.replace('http', 'ws')}/channels/${channel.id}`);
    await listen(channel.connectUri);
    expect(simulator.notifications.channels).to.have.nested.property('[0].connected', true);
    expect(await failure(listen(`${channel.connectUri}x`))).to.contain('status 404');
    expect(await failure(listen(`${simulator.url.replace('http', 'ws')}/elsewhere`))).to.contain(
      'status 404',
    );
    expect(simulator.requests.filter(({ route }) => route === 'socket')).to.have.length(2);
    expect(JSON.stringify(simulator.requests)).to.not.contain(channel.id);
    expect(simulator.secrets).to.include(channel.id);
  });

  it('says that it lives every 30 seconds', async () => {
    const clock = new FakeClock();
    const simulator = await startPair({}, { clock });
    const listener = await listen((await open(simulator)).connectUri);
    await clock.advance(29_999);
    await caughtUp(listener);
    expect(listener.messages).to.have.length(1);
    await clock.advance(1);
    await heard(listener, 'WebSocket Heartbeat');
    expect(listener.messages.at(-1)).to.eql({
      topicName: 'channel.metadata',
      eventBody: { message: 'WebSocket Heartbeat' },
    });
    await clock.advance(30_000);
    await heard(listener, 'WebSocket Heartbeat', 2);
  });

  it('answers a ping in words, unless told not to, and ignores what it does not know', async () => {
    const simulator = await startPair();
    const listener = await listen((await open(simulator)).connectUri);
    for (const text of ['hello', 'null', '{"message":"pong"}', '[]']) listener.socket.send(text);
    await caughtUp(listener);
    expect(listener.messages).to.eql([{ topicName: 'channel.metadata', eventBody: { message: 'pong' } }]);
    expect(simulator.notifications.pings).to.equal(1);
    const mute = await startPair({ pongs: false, heartbeatMs: 1 });
    const other = await listen((await open(mute)).connectUri);
    other.socket.send('{"message":"ping"}');
    await until(() => mute.notifications.pings === 1);
    await heard(other, 'WebSocket Heartbeat', 2);
    expect(other.messages.map(({ eventBody }) => eventBody.message)).to.not.include('pong');
  });

  it('allows a channel one connection: a new one closes the old one', async () => {
    const simulator = await startPair();
    const { channel, listener: first } = await listenTo(simulator, [USERS]);
    const second = await listen(channel.connectUri);
    await until(() => first.closed !== null);
    expect(first.closed).to.equal(1001);
    simulator.setAgent(simulator.queues[0]!.id, 0, { joined: false });
    await caughtUp(second);
    expect(second.topics).to.eql([USERS]);
    expect(simulator.notifications.channels[0]).to.include({ connected: true });
  });

  it('is cut when the simulator goes down; the channel survives', async () => {
    const simulator = await startPair();
    const { channel, listener } = await listenTo(simulator, [USERS]);
    await simulator.goDown();
    await until(() => listener.closed !== null);
    expect(listener.closed).to.equal(1006);
    await simulator.comeBack();
    await caughtUp(await listen(channel.connectUri));
    expect(simulator.notifications.channels[0]?.topics).to.eql([USERS]);
    expect(simulator.notifications.connections).to.equal(2);
  });

  it('ends with the simulator, and leaves no timer behind', async () => {
    const clock = new FakeClock();
    const simulator = await startPair({}, { clock });
    const { listener } = await listenTo(simulator, [USERS]);
    await simulator.close();
    await until(() => listener.closed !== null && clock.pending.length === 0);
  });

  it('is not there when the service is off', async () => {
    const { startSimulator } = await import('../../../src/simulator/index.js');
    const simulator = await startSimulator({ notifications: false });
    try {
      expect(await failure(listen(`${simulator.url.replace('http', 'ws')}/channels/x`))).to.contain(
        'status 404',
      );
      expect(() => simulator.notifications).to.throw('no notification service');
    } finally {
      await simulator.close();
    }
  });
});
