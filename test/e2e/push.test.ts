// The whole service with push on: a change is seen at once, a quiet queue costs little, and what is in doubt is polled.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
import { MEMBERS, QUEUE, startEngine, type Engine } from '../support/engine.js';
import { stopServices } from '../support/service.js';
import { pushIn, statusOf } from '../support/status.js';

const TRUSTED = { PUSH_FRESH_FOR_MS: '30000' };

async function startPushing(
  environment: Record<string, string> = {},
  simulator: SimulatorOptions = {},
  prepare: (simulator: Simulator) => void = () => undefined,
) {
  const engine = await startEngine(
    { rateLimit: false, ...simulator },
    { PUSH: 'on', PUSH_STATE_DIR: mkdtempSync(join(tmpdir(), 'push-')), ...environment },
    (started) => {
      prepare(started);
      return Promise.resolve({});
    },
  );
  const status = () => statusOf(engine);
  const push = async () => pushIn(await status());
  /** Lets time go on until push is as it should be. */
  const become = async (wanted: (push: ReturnType<typeof pushIn>) => boolean) => {
    for (let steps = 0; steps < 800; steps += 1) {
      if (wanted(await push())) return;
      await engine.live(50);
    }
    throw new Error(`push is ${JSON.stringify(await push())}`);
  };
  return { ...engine, status, push, become };
}

/** Busy, and so no longer counted. */
const leave = ({ simulator }: Engine) => simulator.setAgent(QUEUE, 0, { presence: 'Busy' });

describe('push, whole service', function () {
  this.timeout(30_000);
  afterEach(stopServices);

  it('shows a change in a moment, and has the old answer out meanwhile', async () => {
    const engine = await startPushing({ AVAILABILITY_FRESH_FOR_MS: '20000' });
    expect((await engine.ask(MEMBERS)).body['total']).to.equal(3);
    await engine.become(({ queuesCovered }) => queuesCovered === 1);
    await engine.live(3_000);
    const before = engine.simulator.count('members');
    leave(engine);
    await engine.become(({ events }) => events.observations > 0);
    await engine.live(100);
    const after = await engine.ask(MEMBERS);
    expect(after.body['total']).to.equal(2);
    expect(after.ageSeconds).to.equal(0);
    expect(engine.simulator.count('members')).to.equal(before + 1);
  });

  it('asks about a quiet queue rarely, and calls its answers fresh for longer', async () => {
    const engine = await startPushing(TRUSTED);
    await engine.ask(MEMBERS);
    await engine.become(({ queuesCovered }) => queuesCovered === 1);
    await engine.live(4_000);
    const before = engine.simulator.count('members');
    await engine.live(16_000);
    const { cacheStatus, ageSeconds } = await engine.ask(MEMBERS);
    expect(engine.simulator.count('members')).to.equal(before);
    expect(ageSeconds).to.be.within(15, 21);
    expect(cacheStatus).to.match(/ hit; ttl=\d+$/);
  });

  it('is back on polling at once when the connection is cut, and old answers pass as fresh no more', async () => {
    const engine = await startPushing(TRUSTED);
    await engine.ask(MEMBERS);
    await engine.become(({ queuesCovered }) => queuesCovered === 1);
    await engine.live(10_000);
    engine.simulator.fault({ on: 'socket', do: { kind: 'status', status: 503 } });
    engine.simulator.notifications.dropConnections();
    await engine.become(({ status }) => status === 'polling');
    const before = engine.simulator.count('members');
    for (let second = 0; second < 10; second += 1) {
      await engine.live(1_000);
      const { ageSeconds, cacheStatus } = await engine.ask(MEMBERS);
      expect(ageSeconds, cacheStatus).to.be.at.most(2);
    }
    expect(engine.simulator.count('members') - before).to.be.within(5, 9);
    const { problems } = await engine.status();
    expect(problems.find(({ ongoing }) => ongoing)?.code).to.equal('push_connection_lost');
    engine.simulator.clearFaults();
    await engine.become(({ status, queuesCovered }) => status === 'live' && queuesCovered === 1);
    expect((await engine.status()).problems.filter(({ ongoing }) => ongoing)).to.deep.equal([]);
  });

  it('polls a queue whose topics are refused, and names the permission', async () => {
    const engine = await startPushing(TRUSTED, {
      clients: [
        {
          id: '11111111-1111-4111-8111-111111111111',
          secret: 'a-secret-of-sufficient-length',
          permissions: ['routing:queue:view'],
        },
      ],
    });
    await engine.ask(MEMBERS);
    await engine.become(({ refused }) => refused.length === 1);
    const { status, queuesCovered, topics, refused } = await engine.push();
    expect({ status, queuesCovered, topics }).to.deep.equal({ status: 'live', queuesCovered: 0, topics: 1 });
    expect(refused[0]).to.include({
      kind: 'observations',
      permission: 'analytics:queueObservation:view',
    });
    const ready = (await (await fetch(`${engine.publicUrl}/readyz?verbose`)).json()) as {
      organizations: ReadonlyArray<{ push: unknown }>;
    };
    expect(ready.organizations[0]?.push).to.deep.include({
      missingPermissions: ['analytics:queueObservation:view'],
    });
    const before = engine.simulator.count('members');
    await engine.live(6_000);
    expect(engine.simulator.count('members') - before).to.be.within(3, 5);
    // What the other topic tells of is a reason to look all the same.
    engine.simulator.removeMember(QUEUE, 0);
    await engine.become(({ events }) => events.users === 1);
    // Two looks at a queue are half a second apart.
    await engine.live(600);
    expect((await engine.ask(MEMBERS)).body['total']).to.equal(2);
  });

  it('takes a queue back to polling when a count shows what nothing announced', async () => {
    const engine = await startPushing(TRUSTED);
    await engine.ask(MEMBERS);
    await engine.become(({ queuesCovered }) => queuesCovered === 1);
    await engine.live(2_000);
    engine.simulator.notifications.faults({ lose: 1 });
    leave(engine);
    await engine.become(({ distrusted }) => distrusted.length === 1);
    const { problems } = await engine.status();
    expect(problems.find(({ code }) => code === 'push_unannounced')).to.include({ ongoing: true });
    const before = engine.simulator.count('members');
    await engine.live(6_000);
    expect(engine.simulator.count('members') - before).to.be.within(3, 5);
  });

  it("makes no channel where that would push out another application's, and says so", async () => {
    let ids: readonly string[] = [];
    const engine = await startPushing({}, {}, ({ notifications }) => (ids = notifications.occupy(20)));
    await engine.become(({ reason }) => reason === 'no room');
    const { status, hint } = await engine.push();
    expect(status).to.equal('polling');
    expect(hint).to.include('20');
    expect(engine.simulator.notifications.channels.map(({ id }) => id)).to.have.members([...ids]);
    expect((await engine.ask(MEMBERS)).body['total']).to.equal(3);
  });

  it('leaves Genesys nothing to send at the end', async () => {
    const engine = await startPushing();
    await engine.ask(MEMBERS);
    await engine.become(({ topics }) => topics === 2);
    await engine.drain();
    const [channel, ...others] = engine.simulator.notifications.channels;
    expect(channel).to.deep.include({ topics: [], connected: false });
    expect(others).to.deep.equal([]);
  });

  it('is off unless it is turned on: no channel, no connection', async () => {
    const engine = await startPushing({ PUSH: 'off' });
    await engine.ask(MEMBERS);
    await engine.live(10_000);
    expect((await engine.status()).organizations[0]?.push).to.deep.equal({ status: 'off' });
    expect(engine.simulator.count('channels') + engine.simulator.count('socket')).to.equal(0);
  });

  it('tells no channel id and no address in log, metrics and status', async () => {
    const engine = await startPushing({ LOG_LEVEL: 'trace' });
    await engine.ask(MEMBERS);
    await engine.become(({ topics }) => topics === 2);
    engine.simulator.notifications.dropConnections();
    await engine.live(3_000);
    const [channel] = engine.simulator.notifications.channels;
    const all = [
      ...engine.log,
      await (await fetch(`${engine.adminUrl}/status`)).text(),
      await (await fetch(`${engine.adminUrl}/metrics`)).text(),
      await (await fetch(`${engine.publicUrl}/readyz?verbose`)).text(),
    ].join('\n');
    expect(channel?.id).to.have.length.above(8);
    expect(all)
      .to.include('notification channel')
      .and.to.not.include(channel?.id ?? '');
  });
});
