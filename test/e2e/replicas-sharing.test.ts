// Three replicas with one Redis are one towards Genesys, and none of them needs Redis to answer.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startSimulator, type QueueSpec, type Simulator } from '../../src/simulator/index.js';
import { killAll } from '../support/process.js';
import { startRedis, stopRedis, type TestRedis } from '../support/redis.js';
import { ask, Callers, metric, startReplica, type Replica, type Told } from '../support/replicas.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

const QUEUES = Array.from({ length: 20 }, (_, index) => ({
  id: `abcdefab-0000-4000-8000-0000000000${String(index).padStart(2, '0')}`,
  members: 30,
}));
const IDS = QUEUES.map(({ id }) => id);
/** Enough for every refresh: what is measured is sharing, not the budget. */
const DEADLINE_MS = 4_000;
/** A machine that is busy with other tests must not make an answer late. */
const PATIENT = { AVAILABILITY_DEADLINE_MS: String(DEADLINE_MS) };
const RATE_LIMIT = { perMinute: 3_000, per: 'client' } as const;

describe('replicas', function () {
  this.timeout(60_000);
  let redis: TestRedis;
  let folder: string;
  /** Settings that wait for Genesys however busy the machine is. */
  let patient: string;
  const simulators: Simulator[] = [];

  before(async function () {
    needs(this, 'redis-server');
    redis = await startRedis();
    folder = mkdtempSync(join(tmpdir(), 'replicas-'));
    patient = join(folder, 'patient.yaml');
    writeFileSync(patient, 'genesys: { upstreamTimeout: 60000, loadTimeout: 60000 }');
  });
  afterEach(async () => {
    killAll();
    for (const simulator of simulators.splice(0)) await simulator.close();
  });
  after(() => {
    stopRedis();
    if (folder) rmSync(folder, { recursive: true });
  });

  const simulate = async (queues: readonly QueueSpec[] = QUEUES) => {
    const simulator = await startSimulator({ queues, rateLimit: RATE_LIMIT });
    simulators.push(simulator);
    return simulator;
  };
  const fetches = (simulator: Simulator) =>
    simulator.requests.filter(({ route }) => route === 'members').length;
  const three = (simulator: Simulator, more: Record<string, string> = {}): Promise<Replica[]> =>
    Promise.all([1, 2, 3].map(() => startReplica(simulator, { REDIS_URL: redis.url, ...PATIENT, ...more })));

  it('fetch no more often than one process does, for 300 callers over 20 queues', async () => {
    const simulator = await simulate();
    const replicas = await three(simulator, { AVAILABILITY_DEADLINE_MS: '20000', CONFIG_FILE: patient });
    const began = performance.now();
    const callers = new Callers(300, replicas, IDS);
    await until(() => fetches(simulator) >= 120, 'six fetches of each queue', 60_000);
    const [fetched, tookMs] = [fetches(simulator), performance.now() - began];
    await callers.stop();
    // A queue is refreshed after three quarters of its two seconds; by each replica on its own it would be thrice as often.
    expect(fetched, `in ${tookMs} ms`).to.be.at.most(IDS.length * (tookMs / 1_400 + 1));
    expect(callers.failed).to.deep.equal([]);
    // Each answer but those that were waited for came from memory.
    expect(callers.told.length).to.be.greaterThan(2 * fetched);
    const each = await Promise.all(
      replicas.map((replica) => metric(replica, 'shared_messages_total{result="snapshot"}')),
    );
    // Whoever fetches, the two others have it.
    const heard = each.reduce((sum, one) => sum + one, 0);
    expect(heard).to.be.greaterThan(fetched * 1.7);
  });

  it('answer everybody while Redis is killed, away and there again', async () => {
    const simulator = await simulate();
    const replicas = await three(simulator);
    const callers = new Callers(60, replicas, IDS.slice(0, 5));
    const degraded = (wanted: number) => async () => {
      const all = await Promise.all(replicas.map((replica) => metric(replica, 'shared_degraded')));
      return all.every((value) => value === wanted);
    };
    await until(() => callers.told.length > 100, 'some answers');
    await redis.kill();
    await until(degraded(1), 'replicas that say so');
    const ready = await fetch(`${replicas[0]!.adminUrl}/readyz?verbose`);
    expect(ready.status).to.equal(200);
    expect(await ready.json()).to.include({ state: 'ready', shared: 'degraded' });
    const then = callers.told.length;
    await until(() => callers.told.length > then + 200, 'answers without Redis');
    await redis.restart();
    await until(degraded(0), 'replicas that share again');
    const sharedAgain = callers.told.length;
    await until(() => callers.told.length > sharedAgain + 100, 'answers with Redis again');
    redis.pause();
    await until(degraded(1), 'replicas that notice that Redis stands still');
    const paused = callers.told.length;
    await until(() => callers.told.length > paused + 100, 'answers while Redis stands still');
    redis.resume();
    await until(degraded(0), 'replicas that share once more');
    await callers.stop();
    expect(callers.failed).to.deep.equal([]);
    expect(Math.max(...callers.told.map(({ tookMs }) => tookMs))).to.be.lessThan(DEADLINE_MS + 50);
    // Nobody waits for Redis until the deadline; a busy machine may make a load late now and then.
    const stale = callers.told.filter(({ cacheStatus }) => cacheStatus.includes('stale'));
    expect(stale.length).to.be.at.most(callers.told.length * 0.02);
    expect(await redis.command('DBSIZE')).to.match(/^:[1-9]/);
  });

  it('take over from one that is killed in the middle of a fetch, within the deadline', async () => {
    const simulator = await simulate();
    const [first, second] = (await three(simulator)) as [Replica, Replica];
    simulator.fault({ on: 'members', do: 'hang', times: 1 });
    const lost = ask(first, IDS[0]!).catch(() => undefined);
    await until(() => fetches(simulator) === 1, 'a fetch that hangs');
    const taken = ask(second, IDS[0]!);
    await until(
      async () => (await metric(second, 'shared_claims_total{result="theirs"}')) > 0,
      'one who waits',
    );
    first.process.child.kill('SIGKILL');
    const { status, tookMs } = await taken;
    expect(status).to.equal(200);
    expect(tookMs).to.be.lessThan(DEADLINE_MS);
    expect(await metric(second, 'shared_claims_total{result="ours"}')).to.equal(1);
    await lost;
  });

  it('lose nothing newer to one that stood still in the middle of a fetch', async () => {
    const agents = Array.from({ length: 150 }, () => ({ presence: 'Available' }));
    const simulator = await simulate([{ id: IDS[0]!, agents }]);
    // Patient enough to end its fetch when it wakes up, and to write what it found.
    const [still, other] = (await three(simulator, { CONFIG_FILE: patient })) as [Replica, Replica];
    const id = IDS[0]!;
    simulator.fault({ on: 'members', pageNumber: 2, do: { kind: 'latency', ms: 400 }, times: 1 });
    const asked = ask(still, id);
    await until(() => fetches(simulator) === 2, 'a fetch at its second page');
    still.process.child.kill('SIGSTOP');
    simulator.queues[0]!.members.forEach(({ id: member }) =>
      simulator.setAgent(id, member, { presence: 'Busy' }),
    );
    // The other one goes on alone meanwhile, for some ten seconds.
    const done = 'walks_total{organization="default",outcome="done"}';
    await until(
      async () => (await ask(other, id)).status === 200 && (await metric(other, done)) >= 6,
      'six newer snapshots',
      20_000,
    );
    still.process.child.kill('SIGCONT');
    const told: Told[] = [];
    while ((await metric(still, done)) === 0) told.push(await ask(other, id));
    for (let turn = 0; turn < 100; turn++) told.push(await ask(other, id));
    await asked;
    // Had something older come to the other one, it would have had to load again.
    for (const { cacheStatus, total } of told) {
      expect(cacheStatus).to.match(/; hit/);
      expect(total).to.equal(0);
    }
    expect(await ask(still, id)).to.include({ status: 200, total: 0 });
  });
});
