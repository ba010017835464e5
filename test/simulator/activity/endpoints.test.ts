import { expect } from 'chai';
import { FakeClock } from '../../support/fake-clock.js';
import { closeAll, QUEUE, start } from '../helpers.js';
import { ACTIVITY, activity, activityBody, OBSERVATIONS, post, waiting } from './helpers.js';
import type { ActivityHabits, SimulatorOptions } from '../../../src/simulator/index.js';

const OTHER = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';
const EMPTY = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc';
const queues = [
  {
    id: QUEUE,
    agents: [
      { id: 'u1', presence: 'On Queue', routingStatus: 'IDLE' },
      { id: 'u2', presence: 'Available' },
      { id: 'u3', presence: 'Offline', joined: false },
    ],
  },
  { id: OTHER, agents: [{ id: 'u4', presence: 'Busy' }, { userId: 'u1' }] },
  { id: EMPTY },
];
const simulated = (habits: ActivityHabits = {}, more: SimulatorOptions = {}) =>
  start({ queues, activity: habits, ...more });
const users = (results: Awaited<ReturnType<typeof activity>>) =>
  results.map(({ entities = [] }) => entities.map(({ userId }) => userId));

describe('the analytics endpoints of the simulator', () => {
  afterEach(closeAll);

  it('tell every member of the queues that are asked for', async () => {
    const results = await activity(await simulated());
    expect(results.map(({ group }) => group.queueId)).to.eql([QUEUE, OTHER, EMPTY]);
    const told = results[0]?.entities?.map((one) => [
      one.userId,
      one.queueMembershipStatus,
      one.systemPresence,
      one.routingStatus,
    ]);
    expect(told).to.eql([
      ['u1', 'active', 'ON_QUEUE', 'IDLE'],
      ['u2', 'active', 'AVAILABLE', 'OFF_QUEUE'],
      ['u3', 'inactive', 'OFFLINE', 'OFF_QUEUE'],
    ]);
    const counted = results[0]?.data.filter(({ metric }) => metric === 'oUserRoutingStatuses');
    expect(counted?.map(({ qualifier, count }) => [qualifier, count])).to.eql([
      ['IDLE', 1],
      ['OFF_QUEUE', 2],
    ]);
  });

  it('tell what is said of waiting calls, and remember what was true', async () => {
    const clock = new FakeClock();
    const simulator = await simulated({}, { clock });
    expect(await waiting(simulator, [QUEUE, OTHER])).to.eql([0, 0]);
    const from = clock.now();
    await clock.advance(100);
    simulator.activity.setWaiting(QUEUE, 3);
    expect(await waiting(simulator, [QUEUE, OTHER])).to.eql([3, 0]);
    expect(simulator.activity.waitingBetween(QUEUE, from, clock.now())).to.eql([0, 3]);
    expect(simulator.activity.waitingBetween(QUEUE, clock.now(), clock.now())).to.eql([3]);
  });

  it('need a permission of their own, a POST, and to be there at all', async () => {
    const simulator = await simulated(
      {},
      { clients: [{ id: 'c', secret: 's', permissions: ['routing:queue:view'] }] },
    );
    for (const path of [ACTIVITY, OBSERVATIONS]) {
      const refused = await post(simulator, path, activityBody([QUEUE]));
      expect(refused.status).to.equal(403);
      expect(((await refused.json()) as { message: string }).message).to.include(
        'analytics:queueObservation:view',
      );
      const got = await fetch(simulator.apiUrl + path, {
        headers: { authorization: `Bearer ${simulator.issueToken()}` },
      });
      expect(got.status).to.equal(404);
    }
    const without = await start({ activity: false });
    expect((await post(without, ACTIVITY, activityBody([QUEUE]))).status).to.equal(404);
    expect(() => without.activity).to.throw(/no analytics/);
  });

  for (const body of [
    '',
    '[',
    {},
    { metrics: [{ metric: 'oNothing' }] },
    { ...activityBody([QUEUE]), groupBy: [] },
  ])
    it(`refuse ${JSON.stringify(body)}`, async () => {
      expect((await post(await simulated(), ACTIVITY, body)).status).to.equal(400);
    });

  const refused: [string, ActivityHabits, number][] = [
    ['too many predicates', { maxPredicates: 2 }, 400],
    ['too many predicates, said otherwise', { maxPredicates: 2, tooManyStatus: 413 }, 413],
    ['a queue that is not there', { unknownQueueStatus: 403 }, 403],
  ];
  for (const [what, habits, status] of refused)
    it(`refuse ${what}`, async () => {
      const unknown = 'dddddddd-dddd-4ddd-8ddd-dddddddddddd';
      const simulator = await simulated(habits);
      const answer = await post(simulator, ACTIVITY, activityBody([QUEUE, OTHER, unknown]));
      expect(answer.status).to.equal(status);
      expect((await post(simulator, ACTIVITY, activityBody([QUEUE, OTHER]))).status).to.equal(200);
    });

  it('leave out a queue that is not there unless told to refuse it', async () => {
    const results = await activity(await simulated(), [QUEUE, 'dddddddd-dddd-4ddd-8ddd-dddddddddddd']);
    expect(results).to.have.length(1);
  });

  it('have a limit of their own when told so', async () => {
    const simulator = await simulated({ perMinute: 1 });
    await activity(simulator);
    const answer = await post(simulator, ACTIVITY, activityBody([QUEUE]));
    expect([answer.status, answer.headers.get('retry-after')]).to.eql([429, '60']);
  });

  const told: [string, ActivityHabits, string[][]][] = [
    ['truncates', { truncateAbove: 1 }, [['u1'], ['u4'], []]],
    ['leaves out who is offline', { leaveOut: ['offline'] }, [['u1', 'u2'], ['u4', 'u1'], []]],
    ['leaves out who has not joined', { leaveOut: ['notJoined'] }, [['u1', 'u2'], ['u4', 'u1'], []]],
    [
      'leaves out empty queues',
      { tellEmpty: false },
      [
        ['u1', 'u2', 'u3'],
        ['u4', 'u1'],
      ],
    ],
    ['leaves out users', { missingUsers: 1 }, [[], [], []]],
  ];
  for (const [what, habits, expected] of told)
    it(what, async () => expect(users(await activity(await simulated(habits)))).to.eql(expected));

  it('says what it truncates', async () => {
    const results = await activity(await simulated({ truncateAbove: 2 }));
    expect(results.map(({ truncated }) => truncated)).to.eql([true, undefined, undefined]);
  });

  it('has pages of results, and of entities', async () => {
    const results = await simulated({ pages: 'results' });
    const page = async (number: number) =>
      users(await activity(results, undefined, `?pageSize=2&pageNumber=${number}`));
    expect([await page(1), await page(2), await page(3)]).to.eql([
      [
        ['u1', 'u2', 'u3'],
        ['u4', 'u1'],
      ],
      [[]],
      [],
    ]);
    results.activity.behave({ pages: 'entities' });
    expect([await page(1), await page(2), await page(3), await page(4)]).to.eql([
      [['u1', 'u2'], []],
      [['u3'], ['u4']],
      [['u1']],
      [],
    ]);
  });

  it('is behind, for members that come and go, too', async () => {
    const clock = new FakeClock();
    const simulator = await simulated({ lagMs: 3_000 }, { clock });
    await clock.advance(10_000);
    simulator.setAgent(QUEUE, 'u2', { presence: 'Away' });
    simulator.removeMember(QUEUE, 'u1');
    simulator.addMember(QUEUE, { id: 'u9' });
    await clock.advance(2_000);
    const presences = async () =>
      (await activity(simulator, [QUEUE]))[0]?.entities?.map((one) => `${one.userId} ${one.systemPresence}`);
    expect(await presences()).to.eql(['u2 AVAILABLE', 'u3 OFFLINE', 'u1 ON_QUEUE']);
    await clock.advance(1_000);
    expect(await presences()).to.eql(['u2 AWAY', 'u3 OFFLINE', 'u9 AVAILABLE']);
    const [told] = await activity(simulator, [QUEUE]);
    expect(Date.parse(told?.entities?.[0]?.presenceDate ?? '')).to.equal(clock.wall() - 3_000);
  });

  it('writes in upper case, lies and omits dates and counts when told so', async () => {
    const simulator = await simulated({ upperCase: true, lieAbout: [QUEUE], dates: false, counts: false });
    const [told] = await activity(simulator, [QUEUE]);
    expect(told?.group.queueId).to.equal(QUEUE.toUpperCase());
    expect(told?.data).to.eql([]);
    expect(told?.entities?.[0]).to.eql({
      userId: 'U1',
      queueId: QUEUE.toUpperCase(),
      queueMembershipStatus: 'ACTIVE',
      routingStatus: 'INTERACTING',
      systemPresence: 'ON_QUEUE',
    });
    expect((await simulated({ upperCase: true })).activity.habits.upperCase).to.equal(true);
  });

  it('says nothing of queues in which nobody waits when told so', async () => {
    const simulator = await simulated({ tellZero: false });
    simulator.activity.setWaiting(OTHER, 1);
    expect(await waiting(simulator, [QUEUE, OTHER])).to.eql([undefined, 1]);
  });

  it('meets faults, and behaves as at the start once they are cleared', async () => {
    const simulator = await simulated({ maxPredicates: 7 });
    simulator.fault({ on: 'activity', do: { kind: 'status', status: 503 } });
    simulator.activity.behave({ lagMs: 5 });
    expect((await post(simulator, ACTIVITY, activityBody([QUEUE]))).status).to.equal(503);
    expect((await post(simulator, OBSERVATIONS, { ...activityBody([QUEUE]), metrics: [] })).status).to.equal(
      200,
    );
    simulator.clearFaults();
    expect((await post(simulator, ACTIVITY, activityBody([QUEUE]))).status).to.equal(200);
    expect(simulator.activity.habits).to.eql({ maxPredicates: 7 });
    expect([simulator.count('activity'), simulator.count('observations')]).to.eql([2, 1]);
  });
});

describe("the control surface's analytics", () => {
  afterEach(closeAll);
  const control = async (method: string, path: string, body?: unknown) => {
    const simulator = await simulated({}, { control: true });
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${simulator.url}/simulator/activity${path}`, { method, ...text });
    return { simulator, status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it('sets habits and waiting calls', async () => {
    const { simulator } = await control('POST', '', { lagMs: 300, lieAbout: 'all' });
    expect(simulator.activity.habits).to.eql({ lagMs: 300, lieAbout: 'all' });
    const set = await control('POST', '/waiting', { queueId: QUEUE, calls: 4 });
    expect(set.simulator.activity.waiting(QUEUE)).to.equal(4);
  });

  for (const [path, body] of [
    ['', { explode: 1 }],
    ['', { pages: 'all' }],
    ['', { lieAbout: 'none' }],
    ['', { tooManyStatus: 500 }],
    ['/waiting', { queueId: 'nowhere', calls: 1 }],
    ['/waiting', { queueId: QUEUE, calls: -1 }],
  ] as const)
    it(`refuses ${JSON.stringify(body)}`, async () => {
      expect((await control('POST', path, body)).status).to.equal(400);
    });
});
