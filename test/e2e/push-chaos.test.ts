// A minute in fifty queues in which everything goes wrong with announcements that can: no answer breaks its promise.
import { expect } from 'chai';
import fc from 'fast-check';
import { pause } from '../../src/runtime/clock.js';
import type { Simulator } from '../../src/simulator/index.js';
import { fastClock } from '../support/fast-clock.js';
import { wrongWith, type GivenAnswer } from '../support/judged-answers.js';
import { membersOf, startService, stopServices, type TestService } from '../support/service.js';
import { UnheardTimes } from '../support/unheard.js';
import { until } from '../support/until.js';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Milliseconds of the service that go by in each of the machine's. */
const FASTER = 3;
const MINUTE_MS = 60_000;
const QUEUES = 50;
const PROMISES = { freshFor: 2_000, trustedFor: 30_000, staleWhileRevalidate: 3_000, staleIfError: 60_000 };
const FILTERS = { presence: 'Available', joined: true };
const ASK = 'presence=Available&joined=true';

/** One more thing that goes wrong, or a while in which nothing does. */
function mischief(simulator: Simulator, unheard: UnheardTimes): Array<() => void> {
  const { notifications } = simulator;
  const faults = notifications.faults.bind(notifications);
  return [
    () => faults({}),
    () => faults({ lose: 0.3 }),
    () => faults({ duplicate: 0.5 }),
    () => faults({ delayMs: 1_500 }),
    () => faults({ reorder: 0.5 }),
    () => faults({ silent: true }),
    () => faults({ refuse: [{ queueId: simulator.queues[7]?.id ?? '' }] }),
    () => faults({ refuse: [{ topic: 'observations' }], duplicate: 0.2 }),
    () => {
      unheard.silenced();
      notifications.silence(true);
    },
    () => {
      unheard.closing();
      notifications.announceClosing(3_000);
    },
    () => notifications.removeChannels(),
    () => void simulator.fault({ on: 'socket', times: 2, do: { kind: 'status', status: 503 } }),
    () => void simulator.fault({ on: 'subscriptions', times: 2, do: 'hang' }),
    () => {
      notifications.dropConnections();
      unheard.cut();
    },
  ];
}

describe('a minute of changes and of trouble with their announcements', function () {
  this.timeout(90_000);
  after(stopServices);

  const clock = fastClock(FASTER);
  const answers: GivenAnswer[] = [];
  let unheard: UnheardTimes;
  let service: TestService;

  async function ask(queueId: string): Promise<void> {
    const askedAt = clock.now();
    const response = await service.get(membersOf(queueId, ASK));
    const { total } = (await response.json()) as { total?: number };
    const cacheStatus = response.headers.get('cache-status') ?? '';
    const ageSeconds = Number(response.headers.get('age'));
    if (total !== undefined)
      answers.push({ queueId, askedAt, answeredAt: clock.now(), ageSeconds, cacheStatus, total });
  }

  before(async () => {
    const queues = Array.from({ length: QUEUES }, () => ({ members: 8 }));
    service = await startService({
      clock,
      simulator: { queues, keepHistory: true, rateLimit: { perMinute: 6_000 } },
      environment: {
        PUSH: 'on',
        PUSH_FRESH_FOR_MS: String(PROMISES.trustedFor),
        PUSH_STATE_DIR: mkdtempSync(join(tmpdir(), 'push-')),
        LOG_LEVEL: 'warn',
        DECISION_LOG: 'loads',
      },
    });
    const { simulator } = service;
    const quiet = simulator.live(100);
    unheard = new UnheardTimes(simulator, clock);
    const acts = mischief(simulator, unheard);
    const order = fc.sample(fc.integer({ min: 0, max: acts.length - 1 }), { numRuns: 30, seed: 20_261 });
    const endsAt = clock.now() + MINUTE_MS;
    const callers = Array.from({ length: 6 }, async (_, caller) => {
      for (let turn = caller; clock.now() < endsAt; turn += 7) {
        await ask(simulator.queues[turn % QUEUES]?.id ?? '');
        await pause(clock, 40);
      }
    });
    for (const act of order) {
      await pause(clock, MINUTE_MS / order.length);
      acts[act]?.();
    }
    await Promise.all(callers);
    quiet();
    unheard.stop();
    simulator.clearFaults();
  });

  it('no answer is older than its promise, or was never true', () => {
    const wrong = answers.flatMap((answer) => {
      const what = wrongWith(answer, PROMISES, service.simulator, FILTERS, unheard.all);
      return what === undefined ? [] : [{ what, ...answer }];
    });
    expect(wrong.slice(0, 5)).to.deep.equal([]);
    expect(answers.length).to.be.above(1_000);
  });

  it('some were trusted for longer than they would have been without, so that this was tried', () => {
    const trusted = answers.filter(
      ({ ageSeconds, cacheStatus }) => ageSeconds > 2 && / hit; ttl=\d/.test(cacheStatus),
    );
    expect(trusted.length).to.be.above(50);
    const ended = unheard.all.filter(({ queueId }) => queueId === undefined);
    const lasted = unheard.all.filter(({ from, until }) => until - from > 1_500);
    expect(ended.length).to.be.above(2);
    expect(new Set(lasted.map(({ queueId }) => queueId)).size).to.equal(QUEUES);
  });

  it('one channel is left, with exactly the topics of what is asked for, and at the end none', async () => {
    const { notifications, queues } = service.simulator;
    const expected = queues
      .flatMap(({ id }) => [`v2.analytics.queues.${id}.observations`, `v2.routing.queues.${id}.users`])
      .sort();
    const connected = () => notifications.channels.filter((channel) => channel.connected);
    const topics = () => [...(connected()[0]?.topics ?? [])].sort();
    await until(() => topics().length === expected.length, 'the subscription', 30_000);
    expect(topics()).to.deep.equal(expected);
    expect(notifications.channels).to.have.length(1);
    expect(service.log.filter((line) => /"level":"(error|fatal)"/.test(line))).to.deep.equal([]);
    await service.drain();
    await until(() => connected().length === 0);
    expect(notifications.channels.map((channel) => channel.topics)).to.deep.equal([[]]);
  });
});
