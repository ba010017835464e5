// Fifty queues that change at random while looks fail, lag, lie and leave out: no answer is untrue at its age.
import { expect } from 'chai';
import fc from 'fast-check';
import { pause } from '../../src/runtime/clock.js';
import type { Simulator } from '../../src/simulator/index.js';
import { fastClock } from '../support/fast-clock.js';
import { membersOf, startService, stopServices, type TestService } from '../support/service.js';

const QUEUES = 50;
const MINUTE_MS = 60_000;
const FILTERS = { presence: ['Available'], joined: true };
const ASK = 'presence=Available&joined=true';

interface Given {
  readonly queueId: string;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly ageSeconds: number;
  readonly total: number;
  readonly source: string | undefined;
}

/** An answer was true at some moment of its age: how late Genesys is, is known as a bound alone. Undefined when it was. */
function wrongWith({ queueId, askedAt, answeredAt, ageSeconds, total }: Given, simulator: Simulator) {
  const aged = ageSeconds * 1_000;
  const from = Math.max(simulator.history(queueId)[0]?.at ?? 0, askedAt - aged - 1_000);
  const right = simulator.matchingBetween(queueId, FILTERS, from, answeredAt);
  return right.includes(total) ? undefined : `${total} was untrue over its whole age: ${right.join(', ')}`;
}

/** What comes and goes while it runs; a lag and a lie that begin later can't be known before the next comparison. */
function mischief(simulator: Simulator): Array<() => void> {
  const { activity } = simulator;
  const short = (rule: Parameters<Simulator['fault']>[0]) => () =>
    void simulator.fault({ ...rule, times: 3 });
  return [
    () => activity.behave({ ...LASTING, maxPredicates: 20 }),
    () => activity.behave({ ...LASTING, maxPredicates: 30, tooManyStatus: 413 }),
    () => activity.behave({ ...LASTING, truncateAbove: 5 }),
    () => activity.behave({ ...LASTING, pages: 'results', largestPage: 25 }),
    () => activity.behave({ ...LASTING, pages: 'entities', largestPage: 100 }),
    () => activity.behave({ ...LASTING, upperCase: true }),
    () => activity.behave({ ...LASTING, leaveOut: ['offline'] }),
    () => activity.behave({ ...LASTING, counts: false }),
    () => activity.behave({ ...LASTING, perMinute: 30 }),
    () => activity.behave(LASTING),
    () => activity.behave(LASTING),
    short({ on: 'activity', do: { kind: 'status', status: 503 } }),
    short({ on: 'activity', do: 'hang' }),
    short({ on: 'activity', do: 'truncate' }),
    short({ on: 'members', do: { kind: 'status', status: 503 } }),
  ];
}

const LASTING = { lagMs: 800 };

describe('looks in trouble', function () {
  this.timeout(120_000);
  const clock = fastClock(4);
  const answers: Given[] = [];
  let service: TestService;

  async function ask(queueId: string, counts: boolean): Promise<void> {
    const askedAt = clock.now();
    const path = counts
      ? `/v1/queues/${queueId}/availability?${ASK}&explain=true`
      : membersOf(queueId, `${ASK}&expand=presence`);
    const response = await service.get(path);
    const body = (await response.json()) as {
      readonly status?: string;
      readonly total?: number;
      readonly decision?: { readonly basis?: ReadonlyArray<{ readonly source?: string }> };
    };
    const { total } = body;
    if (typeof total !== 'number' || response.status !== 200 || body.status === 'unknown') return;
    const ageSeconds = Number(response.headers.get('age'));
    const source = body.decision?.basis?.[0]?.source;
    answers.push({ queueId, askedAt, answeredAt: clock.now(), ageSeconds, total, source });
  }

  before(async () => {
    const queues = Array.from({ length: QUEUES }, () => ({ members: 8 }));
    service = await startService({
      clock,
      simulator: { queues, keepHistory: true, rateLimit: { perMinute: 1_500 }, activity: LASTING },
      environment: { ACTIVITY: 'on', LOG_LEVEL: 'warn', DECISION_LOG: 'loads' },
    });
    const { simulator } = service;
    const liar = simulator.queues[0]?.id ?? '';
    const quiet = simulator.live(200);
    const acts = mischief(simulator);
    const order = fc.sample(fc.integer({ min: 0, max: acts.length - 1 }), { numRuns: 20, seed: 20_261 });
    simulator.activity.behave({ ...LASTING, lieAbout: [liar] });
    const endsAt = clock.now() + MINUTE_MS;
    const callers = Array.from({ length: 6 }, async (_, caller) => {
      for (let turn = caller; clock.now() < endsAt; turn += 7) {
        await ask(simulator.queues[turn % QUEUES]?.id ?? '', turn % 2 === 0);
        await pause(clock, 40);
      }
    });
    for (const act of order) {
      await pause(clock, MINUTE_MS / order.length);
      acts[act]?.();
    }
    await Promise.all(callers);
    quiet();
    simulator.clearFaults();
  });

  after(stopServices);

  it('no answer was untrue over its whole age', () => {
    const wrong = answers.flatMap((answer) => {
      const what = wrongWith(answer, service.simulator);
      return what === undefined ? [] : [{ what, ...answer }];
    });
    expect(wrong.slice(0, 5)).to.deep.equal([]);
    expect(answers.length).to.be.above(300);
  });

  it('many answers rested on looks, so that this was tried', () => {
    expect(answers.filter(({ source }) => source === 'activity').length).to.be.above(10);
  });
});
