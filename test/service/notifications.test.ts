// How it stands with push of an organization, and what becomes of its channel at the end, by the role of its process.
import { expect } from 'chai';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Budget } from '../../src/genesys/budget.js';
import { genesysClient } from '../../src/genesys/client.js';
import { poolTransport, type Transport } from '../../src/genesys/transport.js';
import { Readiness } from '../../src/http/health/readiness.js';
import { Journal } from '../../src/telemetry/journal/journal.js';
import { organizationPush } from '../../src/service/notifications.js';
import type { ChangeListener } from '../../src/domain/model.js';
import { systemClock } from '../../src/runtime/clock.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { loadSettings } from '../../src/settings/load.js';
import { notSharing, type ChangeSharing, type Sharing } from '../../src/service/replicas.js';
import { IssuedTokens } from '../support/genesys.js';
import { THREE_QUEUES, QUEUES } from '../support/notifications.js';
import { KEY } from '../support/service.js';
import { simulate, stopSimulators } from '../support/simulators.js';
import { boundedStore, SCOPE } from '../support/snapshot-cache.js';
import { until } from '../support/until.js';

type Role = ReturnType<ChangeSharing['role']>;

describe('push of an organization', () => {
  const open: Array<() => unknown> = [];
  afterEach(async () => {
    await stopSimulators();
    await Promise.all(open.splice(0).map((close) => close()));
  });

  /** One with a role that the test says, and that listens if it leads. */
  async function listening(role: Role = 'leading') {
    const simulator = await simulate(THREE_QUEUES);
    const clock = systemClock;
    const near = boundedStore(1);
    const transport: Transport = poolTransport(
      { apiUrl: simulator.apiUrl, connections: 4, upstreamTimeout: 3_000, maxResponseBytes: 1_000_000 },
      clock,
    );
    open.push(
      () => near.close(),
      () => transport.close(),
    );
    const budget = new Budget(clock);
    const observer = { requested: () => undefined, rateLimit: () => undefined };
    const tokens = new IssuedTokens(simulator);
    const state = { role };
    let told: ChangeListener | undefined;
    const sharing: Sharing = {
      ...notSharing(near),
      changes(scope, ours) {
        told = ours.listener;
        const alone = notSharing(near).changes(scope, ours);
        return {
          ...alone,
          start: () => role === 'leading' && alone.start(),
          role: () => state.role,
        };
      },
    };
    const settings = loadSettings({
      ...{ GENESYSCLOUD_REGION: 'us-east-1', GENESYSCLOUD_OAUTHCLIENT_ID: 'id' },
      ...{ GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret', CALLER_KEYS: `tester:${KEY}` },
      ...{ PUSH: 'on', PUSH_STATE_DIR: mkdtempSync(join(tmpdir(), 'push-')) },
    });
    const push = organizationPush(
      {
        ...{ scope: SCOPE, budget, clock, sharing, way: () => ({}) },
        client: genesysClient({ transport, budget, clock, tokens, userAgent: 'tests/1', observer }),
        ...{ wanted: () => QUEUES, wakeNow: () => undefined },
        ...{ logger: createLogger('fatal', new PassThrough()), metrics: createMetrics() },
        ...{ readiness: new Readiness(), journal: new Journal(clock) },
      },
      settings,
    );
    push.start();
    const topics = () => simulator.notifications.channels[0]?.topics.length;
    open.push(() => push.stop());
    if (role === 'leading') await until(() => push.health().status === 'live', 'word of changes');
    if (role === 'leading') await until(() => topics() === 6, 'the subscription');
    return { push, state, topics, listener: () => told! };
  }

  it('says of a replica that follows nobody that nobody leads, and of one that follows nothing that is wrong', async () => {
    const { push, state } = await listening('following');
    expect(push.health()).to.include({ status: 'following', role: 'following' });
    expect(push.health()).not.to.have.any.keys('reason', 'hint');
    state.role = 'seeking';
    expect(push.health()).to.include({ status: 'polling', role: 'seeking', reason: 'nobody leads' });
    expect(push.health())
      .to.have.property('hint')
      .that.contains('Redis is away, or a take-over is under way');
  });

  it('counts the queues that are heard of, whoever hears of them', async () => {
    const { push, state, listener } = await listening('following');
    expect(push.health()).to.include({ queuesCovered: 0 });
    listener().covered(QUEUES, 0);
    expect(push.health()).to.include({ status: 'following', queuesCovered: 3 });
    listener().covered(QUEUES.slice(1), undefined);
    expect(push.health()).to.include({ queuesCovered: 1 });
    state.role = 'seeking';
    listener().covered(QUEUES, undefined);
    expect(push.health()).to.include({ queuesCovered: 0 });
  });

  for (const role of ['alone', 'leading'] as const)
    it(`empties its channel at the end (${role})`, async () => {
      const { push, state, topics } = await listening();
      state.role = role;
      await push.stop();
      expect(topics()).to.equal(0);
    });

  for (const role of ['seeking', 'following'] as const)
    it(`leaves to others at the end what may be theirs (${role})`, async () => {
      const { push, state, topics } = await listening();
      state.role = role;
      await push.stop();
      expect(topics()).to.equal(6);
    });

  it('leaves alone what another has taken over while it was ending', async () => {
    const { push, state, topics } = await listening();
    const stopping = push.stop();
    state.role = 'seeking';
    await stopping;
    expect(topics()).to.equal(6);
  });
});
