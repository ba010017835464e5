// Three replicas with one Redis: one of them holds the channel, all hear of changes, and its end is bridged by polling.
import { expect } from 'chai';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { killAll } from '../support/process.js';
import { startRedis, stopRedis, type TestRedis } from '../support/redis.js';
import { ask, startReplica, type Replica } from '../support/replicas.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const OTHER = 'abcdefab-0000-4000-8000-000000000002';

interface PushLine {
  readonly status: string;
  readonly role: string;
  readonly topics: number;
}

async function pushOf({ adminUrl }: Replica): Promise<PushLine> {
  const status = (await (await fetch(`${adminUrl}/status`)).json()) as {
    organizations: ReadonlyArray<{ push: PushLine }>;
  };
  return status.organizations[0]!.push;
}

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
    // One walk or two for each, not one for each replica.
    expect(simulator.count('members') - before).to.be.within(2, 5);
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
