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

/** Moments are milliseconds of the clock. */
interface Given {
  readonly queueId: string;
  readonly askedAt: number;
  readonly answeredAt: number;
  /** The beginning of its age: to the millisecond where the answer says it, or as early as `Age` leaves it open. */
  readonly since: number;
  readonly total: number;
  readonly source: string | undefined;
}

/** An `Age` is rounded down to whole seconds. */
const ROUNDED_MS = 1_000;

/** An answer was true at some moment of its age: how late Genesys is, is known as a bound alone. Undefined when it was. */
function wrongWith({ queueId, since, answeredAt, total }: Given, simulator: Simulator) {
  const from = Math.max(simulator.history(queueId)[0]?.at ?? 0, since);
  const right = simulator.matchingBetween(queueId, FILTERS, from, answeredAt);
  return right.includes(total) ? undefined : `${total} was untrue over its whole age: ${right.join(', ')}`;
}

/** What comes and goes while it runs; a lie that begins later can't be known before the next comparison. */
function mischief(simulator: Simulator): Array<() => void> {
  const { activity } = simulator;
  const short = (rule: Parameters<Simulator['fault']>[0]) => () =>
    void simulator.fault({ ...rule, times: 1 });
  return [
    () => activity.behave({ maxPredicates: 20 }),
    () => activity.behave({ maxPredicates: 30, tooManyStatus: 413 }),
    () => activity.behave({ truncateAbove: 5 }),
    () => activity.behave({ pages: 'results', largestPage: 25 }),
    () => activity.behave({ pages: 'entities', largestPage: 100 }),
    () => activity.behave({ upperCase: true }),
    () => activity.behave({ leaveOut: ['offline'] }),
    () => activity.behave({ counts: false }),
    () => activity.behave({}),
    short({ on: 'activity', do: { kind: 'status', status: 503 } }),
    short({ on: 'activity', do: { kind: 'status', status: 429 } }),
    short({ on: 'activity', do: 'hang' }),
    short({ on: 'activity', do: 'truncate' }),
    short({ on: 'members', do: { kind: 'status', status: 503 } }),
  ];
}

/** A lag that begins later is known with the next look at the latest: somebody changes all the time. */
const LAG_MS = 2_500;
const KNOWN_AFTER_MS = 2_500;

/**
 * What leaves looks little to tell for longer than the test goes on: they stay older than is promised, queues are
 * distrusted for an hour, a permission is missed for 10 minutes.
 */
const AT_LAST: ReadonlyArray<(simulator: Simulator) => void> = [
  ({ activity }) => activity.behave({ lagMs: LAG_MS }),
  ({ activity }) => activity.behave({ lagMs: LAG_MS, missingUsers: 0.1 }),
  (simulator) => void simulator.fault({ on: 'activity', do: { kind: 'status', status: 403 } }),
];

describe('looks in trouble', function () {
  this.timeout(120_000);
  const clock = fastClock(4);
  const answers: Given[] = [];
  /** When looks began to be later than before. */
  const laterAt: number[] = [];
  let service: TestService;

  async function ask(queueId: string, counts: boolean): Promise<void> {
    const askedAt = clock.now();
    const path = counts
      ? `/v1/queues/${queueId}/availability?${ASK}&explain=true`
      : membersOf(queueId, `${ASK}&expand=presence`);
    const response = await service.get(path);
    const body = (await response.json()) as {
      readonly status?: string;
      readonly asOf?: string;
      readonly total?: number;
      readonly decision?: { readonly basis?: ReadonlyArray<{ readonly source?: string }> };
    };
    const { total, asOf } = body;
    if (typeof total !== 'number' || response.status !== 200 || body.status === 'unknown') return;
    const answeredAt = clock.now();
    const since =
      asOf === undefined
        ? askedAt - Number(response.headers.get('age')) * 1_000 - ROUNDED_MS
        : Date.parse(asOf) - 1 + clock.now() - clock.wall();
    const source = body.decision?.basis?.[0]?.source;
    answers.push({ queueId, askedAt, answeredAt, since, total, source });
  }

  before(async () => {
    const queues = Array.from({ length: QUEUES }, () => ({ members: 8 }));
    service = await startService({
      clock,
      simulator: { queues, keepHistory: true, rateLimit: { perMinute: 1_500 }, activity: {} },
      environment: { ACTIVITY: 'on', LOG_LEVEL: 'warn', DECISION_LOG: 'loads' },
    });
    const { simulator } = service;
    const liar = simulator.queues[0]?.id ?? '';
    const quiet = simulator.live(200);
    const acts = mischief(simulator);
    const order = fc.sample(fc.integer({ min: 0, max: acts.length - 1 }), { numRuns: 20, seed: 20_261 });
    const actEvery = MINUTE_MS / (order.length + AT_LAST.length + 1);
    simulator.activity.behave({ lieAbout: [liar] });
    const endsAt = clock.now() + MINUTE_MS;
    const callers = Array.from({ length: 6 }, async (_, caller) => {
      for (let turn = caller; clock.now() < endsAt; turn += 7) {
        await ask(simulator.queues[turn % QUEUES]?.id ?? '', turn % 2 === 0);
        await pause(clock, 40);
      }
    });
    for (const act of order) {
      await pause(clock, actEvery);
      acts[act]?.();
    }
    for (const act of AT_LAST) {
      await pause(clock, actEvery);
      const { lagMs } = simulator.activity.habits;
      act(simulator);
      if (simulator.activity.habits.lagMs !== lagMs) laterAt.push(clock.now());
    }
    await Promise.all(callers);
    quiet();
    simulator.clearFaults();
  });

  after(stopServices);

  it('no answer was untrue over its whole age', () => {
    const isUnknown = ({ answeredAt }: Given) =>
      laterAt.some((at) => answeredAt >= at && answeredAt < at + KNOWN_AFTER_MS);
    const wrong = answers.flatMap((answer) => {
      if (isUnknown(answer)) return [];
      const what = wrongWith(answer, service.simulator);
      return what === undefined ? [] : [{ what, ...answer }];
    });
    expect(wrong.slice(0, 5)).to.deep.equal([]);
    expect(answers.length).to.be.above(500);
  });

  it('many answers rested on looks, so that this was tried', () => {
    expect(answers.filter(({ source }) => source === 'activity').length).to.be.above(50);
  });
});
