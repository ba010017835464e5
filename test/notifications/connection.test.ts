// Whether the WebSocket lives, what its end means, and how it comes back.
import { expect } from 'chai';
import {
  AGENT,
  FIRST,
  passPings,
  QUEUES,
  SECOND,
  startListening,
  stopNotifications,
  type Told,
} from '../support/notifications.js';
import { REPLACE_EVERY_MS } from '../../src/notifications/reconnecting-socket.js';
import { startSocketServer, stopSocketServers } from '../support/socket-server.js';
import { until } from '../support/until.js';

const names = (told: readonly Told[]) => told.map(([name, , moment]) => [name, moment]);

describe('the connection of the notifications', () => {
  afterEach(async () => {
    await stopNotifications();
    await stopSocketServers();
  });

  it('lives for hours on pongs alone', async () => {
    const listening = await startListening({}, { notifications: { heartbeatMs: 10_000_000 } });
    await until(() => listening.times('arrived', 'pong') === 1, 'the first pong');
    await passPings(listening.clock, listening, 30);
    expect(listening.simulator.notifications.connections).to.equal(1);
    expect(listening.notifications.health()).to.include({ state: 'live', reconnects: 0 });
    expect(listening.notifications.health().lastHeardAt).to.equal(listening.clock.now());
  });

  it('lives on heartbeats alone where no pongs come', async () => {
    const { clock, simulator, notifications, times } = await startListening(
      {},
      { notifications: { pongs: false } },
    );
    for (let beat = 1; beat <= 5; beat++) {
      await clock.advance(30_000);
      await until(() => times('arrived', 'heartbeat') === beat, 'a heartbeat');
    }
    expect(simulator.notifications.connections).to.equal(1);
    expect(notifications.health().lastHeartbeatAt).to.equal(clock.now());
  });

  for (const [pongs, limit] of [
    [true, 25_000],
    [false, 65_000],
  ] as const)
    it(`is in doubt after ${limit} ms of silence ${pongs ? 'once a pong was seen' : 'without pongs'}`, async () => {
      const { clock, simulator, covered, times, told, live } = await startListening(
        {},
        { notifications: { pongs } },
      );
      if (pongs) await until(() => times('arrived', 'pong') === 1, 'a pong');
      simulator.notifications.silence(true);
      await clock.advance(limit - 1);
      expect([covered.size, times('lost')]).to.deep.equal([3, 0]);
      told.length = 0;
      await clock.advance(1);
      expect(told).to.deep.equal([['covered', QUEUES, undefined]]);
      expect(times('lost', 'SILENT')).to.equal(1);
      await clock.advance(500);
      await live();
    });

  it('tells at once that nothing is covered when it is cut, and suspects everything once it is back', async () => {
    const { clock, simulator, notifications, told, live, polling, times } = await startListening();
    told.length = 0;
    simulator.notifications.dropConnections();
    await polling();
    expect(told).to.deep.equal([['covered', QUEUES, undefined]]);
    expect(notifications.health()).to.include({ reason: 'connection lost', topics: 0, queuesCovered: 0 });
    expect(notifications.health().hint).to.contain('CLOSED_1006');
    await clock.advance(500);
    await live();
    const now = clock.now();
    expect(told.slice(1)).to.deep.equal([
      ['covered', QUEUES, now],
      ['changed', QUEUES, now],
    ]);
    expect(simulator.notifications.channels).to.have.length(1);
    expect(notifications.health().reconnects).to.equal(1);
    expect(times('channel', 'created')).to.equal(1);
  });

  it('is subscribed to exactly what is live when it comes back', async () => {
    const { clock, simulator, want, live, polling, covered } = await startListening();
    simulator.notifications.dropConnections();
    await polling();
    want(SECOND);
    await clock.advance(500);
    await live();
    expect(simulator.notifications.channels[0]?.topics).to.have.length(2);
    expect([...covered.keys()]).to.deep.equal([SECOND]);
  });

  it('comes back to another channel when this one is gone', async () => {
    const { clock, simulator, live, polling, times } = await startListening();
    simulator.notifications.removeChannels();
    await polling();
    await clock.advance(500);
    await live();
    expect(simulator.notifications.channels).to.have.length(1);
    expect(times('channel', 'created')).to.equal(2);
  });

  it('is tried with growing, jittered pauses, anew after 30 s of quiet', async () => {
    const randoms = [0, 0.5];
    const listening = await startListening({ random: () => randoms.shift() ?? 1 }, {});
    const { clock, simulator, times, live, polling } = listening;
    simulator.fault({ on: 'socket', do: { kind: 'status', status: 503 } });
    simulator.notifications.dropConnections();
    await until(() => times('lost') === 1);
    for (const [index, wait] of [250, 750, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000].entries()) {
      await clock.advance(wait - 1);
      expect(times('lost'), `${index}`).to.equal(index + 1);
      await clock.advance(1);
      await until(() => times('lost') === index + 2, `try ${index}`);
    }
    expect(times('lost', 'HTTP_503')).to.equal(8);
    simulator.clearFaults();
    await clock.advance(30_000);
    await live();
    await until(() => times('arrived', 'pong') === 2);
    await passPings(clock, listening, 3);
    simulator.notifications.dropConnections();
    await polling();
    await clock.advance(500);
    await live();
  });

  it('is given up when the handshake takes too long', async () => {
    const { clock, simulator, times, live } = await startListening({}, {}, false);
    simulator.fault({ on: 'socket', times: 1, do: 'hang' });
    await until(() => simulator.count('socket') === 1);
    await clock.advance(3_000);
    expect(times('lost', 'TIMEOUT')).to.equal(1);
    await clock.advance(500);
    await live();
  });

  describe('that Genesys is about to close', () => {
    it('is replaced while it is open: no gap, nobody is told', async () => {
      const { simulator, told, times, notifications, live } = await startListening();
      told.length = 0;
      simulator.notifications.announceClosing();
      await until(() => times('handedOver') === 1, 'another connection');
      await until(() => simulator.notifications.connections === 2);
      expect(told.filter(([name]) => name === 'covered')).to.deep.equal([]);
      expect(notifications.health()).to.include({ state: 'live', reconnects: 0, queuesCovered: 3 });
      simulator.setAgent(FIRST, AGENT, { routingStatus: 'INTERACTING' });
      await until(() => told.some(([name, [id]]) => name === 'changed' && id === FIRST), 'an event');
      await live();
    });

    it('is asked for again while the other can not be opened, without a gap', async () => {
      const { clock, simulator, told, times } = await startListening();
      told.length = 0;
      simulator.fault({ on: 'socket', times: 2, do: { kind: 'status', status: 503 } });
      simulator.notifications.announceClosing();
      for (const wait of [500, 1_000]) {
        const tried = simulator.count('socket');
        await until(() => simulator.requests.filter(({ status }) => status === 503).length >= tried - 1);
        await clock.advance(wait);
        await until(() => simulator.count('socket') > tried, 'the next try');
      }
      await until(() => times('handedOver') === 1, 'another connection');
      expect(told.filter(([name]) => name === 'covered')).to.deep.equal([]);
    });

    it('is a gap when it closes before the other is open', async () => {
      const { clock, simulator, told, live, polling } = await startListening();
      told.length = 0;
      simulator.fault({ on: 'socket', times: 1, do: 'hang' });
      simulator.notifications.announceClosing(1_000);
      await until(() => simulator.count('socket') === 2, 'the second handshake');
      await clock.advance(1_000);
      await until(() => told.length > 0, 'the word of the gap');
      expect(told).to.deep.equal([['covered', QUEUES, undefined]]);
      await clock.advance(250);
      await polling();
      expect(told).to.have.length(1);
      await clock.advance(500);
      await live();
      expect(names(told).slice(1)).to.deep.equal([
        ['covered', clock.now()],
        ['changed', clock.now()],
      ]);
    });

    it('goes on being heard until it has closed', async () => {
      const server = await startSocketServer();
      const { simulator, live, told, times } = await startListening({}, {}, false);
      simulator.notifications.streamAt(server.url);
      await live();
      const closing = JSON.stringify({ topicName: 'v2.system.socket_closing', eventBody: {} });
      server.sockets[0]!.send(closing);
      await until(() => times('handedOver', true) === 1, 'another connection');
      told.length = 0;
      server.sockets[0]!.send(JSON.stringify({ topicName: `v2.routing.queues.${FIRST}.users` }));
      await until(() => told.length === 1, 'the last event of the old one');
    });

    it('is a gap while the other is on its way, and suspects everything when it is there', async () => {
      const server = await startSocketServer();
      const { simulator, live, told, times, clock } = await startListening({}, {}, false);
      simulator.notifications.streamAt(server.url);
      await live();
      told.length = 0;
      server.hang(true);
      server.sockets[0]!.send(JSON.stringify({ topicName: 'v2.system.socket_closing', eventBody: {} }));
      await until(() => server.asked.length === 2, 'the second handshake');
      server.sockets[0]!.close(1001);
      await until(() => told.length > 0, 'the word of the gap');
      expect(told).to.deep.equal([['covered', QUEUES, undefined]]);
      await clock.advance(249);
      server.hang(false);
      await until(() => times('handedOver', false) === 1, 'another connection');
      expect(told.slice(1)).to.deep.equal([
        ['covered', QUEUES, clock.now()],
        ['changed', QUEUES, clock.now()],
      ]);
    });

    it('covers nothing that is accepted within the gap before the other is there', async () => {
      const server = await startSocketServer();
      const { simulator, live, covered, times, clock, want } = await startListening({}, {}, false);
      simulator.notifications.streamAt(server.url);
      await live();
      server.hang(true);
      server.sockets[0]!.send(JSON.stringify({ topicName: 'v2.system.socket_closing', eventBody: {} }));
      await until(() => server.asked.length === 2, 'the second handshake');
      want(FIRST, SECOND, 'aaaaaaaa-aaaa-4aaa-8aaa-999999999999');
      await clock.advance(200);
      server.sockets[0]!.close(1001);
      await until(() => covered.size === 0, 'the gap');
      await clock.advance(50);
      await until(() => times('subscribed') === 2, 'the next list');
      expect(covered.size).to.equal(0);
      server.hang(false);
      await until(() => times('handedOver', false) === 1, 'another connection');
      expect(covered.size).to.equal(4);
    });
  });

  it('is replaced at a bounded pace, however often Genesys says that it is about to close', async () => {
    const server = await startSocketServer();
    const { clock, simulator, live, times, notifications } = await startListening({}, {}, false);
    simulator.notifications.streamAt(server.url);
    await live();
    const closing = JSON.stringify({ topicName: 'v2.system.socket_closing', eventBody: {} });
    const words = async (handOvers: number) => {
      await until(() => times('handedOver') === handOvers, `hand-over ${handOvers}`);
      const heard = times('arrived', 'closing');
      for (let word = 0; word < 20; word++) server.sockets.at(-1)!.send(closing);
      await until(() => times('arrived', 'closing') === heard + 20, 'the words');
    };
    server.sockets[0]!.send(closing);
    await words(1);
    await clock.advance(REPLACE_EVERY_MS - 1);
    expect(server.asked).to.have.length(2);
    await clock.advance(1);
    await words(2);
    expect(server.asked).to.have.length(3);
    expect(notifications.health()).to.include({ state: 'live', reconnects: 0, queuesCovered: 3 });
  });

  it('takes no word of a closing for a reason to try sooner again what has just failed', async () => {
    const server = await startSocketServer();
    const { clock, simulator, live, times } = await startListening({}, {}, false);
    simulator.notifications.streamAt(server.url);
    await live();
    server.refuse(503);
    const closing = JSON.stringify({ topicName: 'v2.system.socket_closing', eventBody: {} });
    server.sockets[0]!.send(closing);
    await until(() => server.asked.length === 2, 'the first try');
    await until(() => clock.pending.includes(500), 'the pause');
    for (let word = 0; word < 20; word++) server.sockets[0]!.send(closing);
    await until(() => times('arrived', 'closing') === 21, 'the words');
    expect(server.asked).to.have.length(2);
    await clock.advance(500);
    await until(() => server.asked.length === 3, 'the next try');
  });

  it('minds no garbage, and counts it', async () => {
    const server = await startSocketServer();
    const { simulator, live, told, times, notifications } = await startListening({}, {}, false);
    simulator.notifications.streamAt(server.url);
    await live();
    told.length = 0;
    const [socket] = server.sockets;
    const garbage: Array<string | Buffer> = [
      '',
      '{',
      'null',
      '[]',
      '{"topicName":7}',
      `{"topicName":"v2.routing.queues.aaaaaaaa-aaaa-4aaa-8aaa-999999999999.users"}`,
      JSON.stringify({ topicName: `v2.users.${AGENT}.activity`, eventBody: 'x'.repeat(900_000) }),
      Buffer.from(JSON.stringify({ topicName: `v2.routing.queues.${FIRST}.users` })),
    ];
    for (const one of garbage) socket!.send(one);
    await until(() => times('arrived', 'unknown') === garbage.length, 'the garbage');
    expect(told).to.deep.equal([]);
    expect(notifications.health().state).to.equal('live');
    socket!.send('x'.repeat(1_048_577));
    await until(() => times('lost') === 1, 'the end');
    expect(names(told)).to.deep.equal([['covered', undefined]]);
  });
});
