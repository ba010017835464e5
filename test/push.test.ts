// What becomes of the notification channel of an organization when its process ends, by the role that it has then.
import { expect } from 'chai';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Budget } from '../src/genesys/budget.js';
import { genesysClient } from '../src/genesys/client.js';
import { poolTransport, type Transport } from '../src/genesys/transport.js';
import { Readiness } from '../src/http/readiness.js';
import { Journal } from '../src/journal/journal.js';
import { organizationPush } from '../src/push.js';
import { systemClock } from '../src/runtime/clock.js';
import { createLogger } from '../src/runtime/logger.js';
import { createMetrics } from '../src/runtime/metrics.js';
import { loadSettings } from '../src/settings/load.js';
import { notSharing, type ChangeSharing, type Sharing } from '../src/sharing.js';
import { IssuedTokens } from './support/genesys.js';
import { THREE_QUEUES, QUEUES } from './support/notifications.js';
import { KEY } from './support/service.js';
import { simulate, stopSimulators } from './support/simulators.js';
import { boundedStore, SCOPE } from './support/snapshot-cache.js';
import { until } from './support/until.js';

type Role = ReturnType<ChangeSharing['role']>;

describe('push of an organization', () => {
  const open: Array<() => unknown> = [];
  afterEach(async () => {
    await stopSimulators();
    await Promise.all(open.splice(0).map((close) => close()));
  });

  /** One that listens, with a role that the test says. */
  async function listening() {
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
    const state = { role: 'leading' as Role };
    const sharing: Sharing = {
      ...notSharing(near),
      changes: (scope, clientId, ours) => ({
        ...notSharing(near).changes(scope, clientId, ours),
        role: () => state.role,
      }),
    };
    const settings = loadSettings({
      ...{ GENESYSCLOUD_REGION: 'us-east-1', GENESYSCLOUD_OAUTHCLIENT_ID: 'id' },
      ...{ GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret', CALLER_KEYS: `tester:${KEY}` },
      ...{ PUSH: 'on', PUSH_STATE_DIR: mkdtempSync(join(tmpdir(), 'push-')) },
    });
    const push = organizationPush(
      {
        ...{ scope: SCOPE, clientId: 'id', budget, clock, sharing, way: () => ({}) },
        client: genesysClient({ transport, budget, clock, tokens, userAgent: 'tests/1', observer }),
        ...{ wanted: () => QUEUES, hasten: () => undefined },
        ...{ logger: createLogger('fatal', new PassThrough()), metrics: createMetrics() },
        ...{ readiness: new Readiness(), journal: new Journal(clock) },
      },
      settings,
    );
    push.start();
    const topics = () => simulator.notifications.channels[0]?.topics.length;
    await until(() => topics() === 6, 'the subscription');
    await until(() => push.health().status === 'live', 'word of changes');
    return { push, state, topics };
  }

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
