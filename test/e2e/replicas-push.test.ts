// Three replicas with one Redis: one of them holds the channel, all hear of changes, and its end is bridged by polling.
import { expect } from 'chai';
import { systemClock } from '../../src/runtime/clock.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { killAll } from '../support/process.js';
import { startRedis, stopRedis, type TestRedis } from '../support/redis.js';
import { makeLink, started, stopLinks } from '../support/redis-sides.js';
import { ask, startReplica, type Replica } from '../support/replicas.js';
import { pushIn, statusOf } from '../support/status.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const OTHER = 'abcdefab-0000-4000-8000-000000000002';

/** Milliseconds without a word of the one that leads, and what a busy machine needs to notice. */
const NOTICED_MS = 3_000 + 500;
const isFresh = (cacheStatus: string) => / hit; ttl=\d/.test(cacheStatus);

const pushOf = async (replica: Replica) => pushIn(await statusOf(replica));

describe('push over replicas', function () {
  this.timeout(60_000);
  let redis: TestRedis;
  let simulator: Simulator;
  let replicas: Replica[];

  const roles = async (some = replicas) =>
    (await Promise.all(some.map(pushOf))).map(({ role }) => role).sort();
  const LED = ['following', 'following', 'leading'];
  const connected = () => simulator.notifications.channels.filter((channel) => channel.connected);
  const settled = (topics: number) =>
    until(
      async () => (await roles()).join() === LED.join() && connected()[0]?.topics.length === topics,
      'one that leads two',
      20_000,
    );
  const available = (queueId: string) =>
    simulator.matching(queueId, { presence: 'Available', joined: true }).count;
  /** Asks all three until each tells of what is true now. */
  const seenByAll = (queueId: string, some = replicas) =>
    until(async () => {
      const told = await Promise.all(some.map((replica) => ask(replica, queueId)));
      return told.every(({ total }) => total === available(queueId));
    }, 'the change');

  before(function () {
    needs(this, 'redis-server');
  });
  beforeEach(async () => {
    redis = await startRedis();
    simulator = await startSimulator({
      queues: [QUEUE, OTHER].map((id) => ({ id, agents: [{}, {}, {}] })),
      rateLimit: { perMinute: 3_000, per: 'client' },
    });
    const environment = {
      REDIS_URL: redis.url,
      PUSH: 'on',
      PUSH_FRESH_FOR_MS: '60000',
      AVAILABILITY_FRESH_FOR_MS: '2000',
    };
    replicas = await Promise.all([1, 2, 3].map(() => startReplica(simulator, environment)));
    await Promise.all(replicas.map((replica) => ask(replica, QUEUE)));
    await settled(2);
  });
  afterEach(async () => {
    killAll();
    stopRedis();
    await simulator.close();
  });

  it('one channel tells all of them, of what any of them is asked for', async () => {
    await ask(replicas[1]!, OTHER);
    await ask(replicas[2]!, OTHER);
    await settled(4);
    expect(simulator.notifications.channels).to.have.length(1);
    const before = simulator.count('members');
    simulator.setAgent(QUEUE, 0, { presence: 'Busy' });
    simulator.setAgent(OTHER, 0, { presence: 'Busy' });
    await seenByAll(QUEUE);
    await seenByAll(OTHER, replicas.slice(1));
    // One fetch or two for each, not one for each replica.
    expect(simulator.count('members') - before).to.be.within(2, 5);
  });

  /** Asks these again and again, and keeps what they call fresh though it is old, of questions after the detection. */
  async function oldButFresh(some: readonly Replica[], endedAt: number, meanwhile = () => Promise.resolve()) {
    const wrong: Array<{ afterMs: number; ageSeconds: number }> = [];
    let judged = 0;
    const askAll = async () => {
      const afterMs = systemClock.now() - endedAt;
      const told = await Promise.all(some.map((replica) => ask(replica, QUEUE)));
      await meanwhile();
      if (afterMs < NOTICED_MS) return false;
      judged += told.length;
      for (const { ageSeconds, cacheStatus } of told)
        if (isFresh(cacheStatus) && ageSeconds > 2) wrong.push({ afterMs, ageSeconds });
      return afterMs > 2 * NOTICED_MS;
    };
    await until(askAll, 'some seconds of answers', 20_000);
    expect(judged).to.be.above(50);
    return wrong;
  }
  /** Until all call an answer fresh that would not be without word of changes. */
  const trusted = () =>
    until(async () => {
      const told = await Promise.all(replicas.map((replica) => ask(replica, QUEUE)));
      return told.every(({ cacheStatus, ageSeconds }) => isFresh(cacheStatus) && ageSeconds > 2);
    }, 'trust in a quiet queue');

  it('those that follow call nothing old fresh three seconds after the one that leads is killed', async () => {
    await trusted();
    const leader = (await Promise.all(replicas.map(pushOf))).findIndex(({ role }) => role === 'leading');
    const rest = replicas.filter((_, index) => index !== leader);
    const { link } = await started(makeLink(redis.url));
    // Nobody takes over meanwhile: that would end the trust as well.
    const keepLease = async () => {
      const keep = `for _, key in ipairs(redis.call('KEYS', '*lead:*')) do redis.call('PEXPIRE', key, 4000) end`;
      await link.run(keep, [], []);
    };
    replicas[leader]!.process.child.kill('SIGKILL');
    expect(await oldButFresh(rest, systemClock.now(), keepLease)).to.deep.equal([]);
    expect(await roles(rest)).to.deep.equal(['seeking', 'seeking']);
    stopLinks();
  });

  it('none calls anything old fresh three seconds after Redis is killed', async () => {
    await trusted();
    const ended = redis.kill();
    const endedAt = systemClock.now();
    await ended;
    expect(await oldButFresh(replicas, endedAt)).to.deep.equal([]);
    const told = await Promise.all(replicas.map(pushOf));
    expect(told.map(({ status, reason }) => `${status}: ${reason}`)).to.deep.equal(
      replicas.map(() => 'polling: nobody leads'),
    );
  });

  it('another goes on with the same channel when the one that holds it is killed', async () => {
    const led = await Promise.all(replicas.map(pushOf));
    const leader = led.findIndex(({ role }) => role === 'leading');
    const [channel] = simulator.notifications.channels;
    const rest = replicas.filter((_, index) => index !== leader);
    replicas[leader]!.process.child.kill('SIGKILL');
    await until(
      async () => (await roles(rest)).join() === 'following,leading' && connected().length === 1,
      'another one',
      20_000,
    );
    expect(simulator.notifications.channels.map(({ id }) => id)).to.deep.equal([channel?.id]);
    await until(() => connected()[0]?.topics.length === 2);
    simulator.setAgent(QUEUE, 0, { presence: 'Busy' });
    await seenByAll(QUEUE, rest);
  });

  it('all poll while Redis is away, and one leads again when it is back', async () => {
    await redis.kill();
    await until(async () => (await roles()).join() === 'seeking,seeking,seeking', 'nobody who leads', 20_000);
    const before = simulator.count('members');
    simulator.setAgent(QUEUE, 0, { presence: 'Busy' });
    await seenByAll(QUEUE);
    await until(() => simulator.count('members') - before >= 6, 'three that poll');
    await redis.restart();
    await settled(2);
    expect(connected()).to.have.length(1);
  });
});
