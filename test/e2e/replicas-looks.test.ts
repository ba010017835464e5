// Three replicas with one Redis: one of them looks at queues for all, and what comparing has come to is known to each.
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { serve } from '../../src/service/serve.js';
import { openSettings } from '../../src/settings/load.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { killAll } from '../support/process.js';
import { startRedis, stopRedis, type TestRedis } from '../support/redis.js';
import { startReplica, type Replica } from '../support/replicas.js';
import { environmentFor, KEY } from '../support/service.js';
import { statusOf } from '../support/status.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

const IDS = Array.from({ length: 40 }, (_, n) => `abcdefab-0000-4000-8000-${String(n).padStart(12, '0')}`);

type Addresses = Pick<Replica, 'publicUrl' | 'adminUrl'>;

interface Told {
  readonly agentsAvailable: number;
  readonly decision: { readonly basis: ReadonlyArray<{ readonly source: string }> };
}

async function ask({ publicUrl }: Addresses, queueId: string) {
  const url = `${publicUrl}/v1/queues/${queueId}/availability?explain=true`;
  const answer = await fetch(url, { headers: { 'x-api-key': KEY } });
  const { agentsAvailable, decision } = (await answer.json()) as Told;
  return { available: agentsAvailable, source: decision.basis[0]?.source, age: answer.headers.get('age') };
}

const looksOf = async (replica: Addresses) => (await statusOf(replica)).organizations[0]!.activity;

/** All queues of one replica, each once. */
const askAll = (replica: Addresses) => Promise.all(IDS.map((id) => ask(replica, id)));

describe('looks over replicas', function () {
  this.timeout(60_000);
  let redis: TestRedis;
  let simulator: Simulator;
  let environment: Record<string, string>;
  const open: Array<() => Promise<unknown>> = [];

  before(function () {
    needs(this, 'redis-server');
  });
  beforeEach(async () => {
    redis = await startRedis();
    simulator = await startSimulator({
      queues: IDS.map((id) => ({ id, agents: [{}, {}, { presence: 'Busy' }] })),
      rateLimit: { perMinute: 3_000, per: 'client' },
    });
    environment = { REDIS_URL: redis.url, ACTIVITY: 'on', AVAILABILITY_FRESH_FOR_MS: '2000' };
  });
  afterEach(async () => {
    killAll();
    await Promise.all(open.splice(0).map((close) => close()));
    stopRedis();
    await simulator.close();
  });

  /** A replica in this process. */
  async function started(): Promise<Addresses> {
    const settings = await openSettings({ ...environmentFor(simulator), ...environment });
    const running = await serve(settings, createLogger('fatal', new PassThrough()));
    open.push(() => running.drain());
    await until(async () => (await fetch(`${running.adminUrl}/readyz`)).status === 200, 'a replica');
    return running;
  }
  const answeredByLooks = (some: readonly Addresses[]) =>
    until(
      async () => {
        // A few are fetched to compare.
        const told = (await Promise.all(some.map(askAll))).flat();
        return told.filter(({ source }) => source === 'activity').length > 0.75 * told.length;
      },
      'answers from looks',
      20_000,
    );
  const roles = async (some: readonly Addresses[]) =>
    (await Promise.all(some.map(looksOf))).map(({ role }) => role).sort();
  /** Keeps asking for so long. @returns how many looks a second Genesys was asked for */
  async function looksDuring(some: readonly Addresses[], ms: number): Promise<number> {
    const from = performance.now();
    simulator.resetRecords();
    await until(async () => {
      await Promise.all(some.map(askAll));
      return performance.now() - from >= ms;
    });
    return (1_000 * simulator.count('activity')) / (performance.now() - from);
  }

  it('cost as much as those of one, and a new replica answers by them at once', async () => {
    const three = await Promise.all([started(), started(), started()]);
    await answeredByLooks(three);
    await until(async () => (await roles(three)).join() === 'following,following,leading', 'one that looks');
    // Each queue once a second, all of them in one request, and a few to compare: three alone ask for three and more.
    expect(await looksDuring(three, 4_000)).to.be.within(0.1, 2.9);
    simulator.setAgent(IDS[7]!, 0, { presence: 'Busy' });
    await until(async () => {
      const told = await Promise.all(three.map((replica) => ask(replica, IDS[7]!)));
      return told.every(({ available, source }) => available === 1 && source === 'activity');
    }, 'the change');
    const fourth = await started();
    const told = await askAll(fourth);
    // The others have fetched a few to compare, and it has those through Redis.
    expect(told.filter(({ source }) => source === 'activity').length).to.be.at.least(IDS.length / 2);
    // What is doubted at this moment is trusted again a little later.
    await until(
      async () => (await looksOf(fourth)).queues.trusted === IDS.length,
      'trust in all of them',
      20_000,
    );
  });

  it('go on within seconds when the one that looks is killed', async () => {
    const first = await startReplica(simulator, environment);
    await askAll(first);
    await until(async () => (await looksOf(first)).role === 'leading', 'a leader');
    const rest = await Promise.all([started(), started()]);
    await answeredByLooks(rest);
    await until(async () => (await roles(rest)).join() === 'following,following', 'two that follow');
    first.process.child.kill('SIGKILL');
    const told: Array<{ readonly source: string | undefined; readonly age: string | null }> = [];
    await until(
      async () => {
        told.push(...(await Promise.all(rest.map(askAll))).flat());
        return (await roles(rest)).join() === 'following,leading';
      },
      'another leader',
      8_000,
    );
    // As old as promised when it was killed, and the time that another may take at most.
    expect(told.filter(({ age }) => Number(age) > 2 + 8)).to.deep.equal([]);
    await answeredByLooks(rest);
    expect(await looksDuring(rest, 2_000)).to.be.within(0.1, 2.9);
  });
});
