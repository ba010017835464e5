// Looks in front of a simulator that behaves in each way in which Genesys may.
import { expect } from 'chai';
import { QueueObservations } from '../../../src/genesys/activity/queue-observations.js';
import { RoutingActivity } from '../../../src/genesys/activity/routing-activity.js';
import type { Look } from '../../../src/genesys/activity/look.js';
import type { ActivityHabits, SimulatorOptions } from '../../../src/simulator/index.js';
import { failureOf } from '../../support/failure.js';
import { startGenesys, stopGenesys } from '../../support/genesys.js';

const idOf = (index: number) => `aaaaaaaa-aaaa-4aaa-8aaa-${String(index).padStart(12, '0')}`;
const UNKNOWN = 'dddddddd-dddd-4ddd-8ddd-dddddddddddd';
const [FIRST, SECOND, THIRD] = [idOf(0), idOf(1), idOf(2)];

/** `count` queues of three agents each. */
const queuesOf = (count: number): SimulatorOptions['queues'] =>
  Array.from({ length: count }, (_, index) => ({
    id: idOf(index),
    agents: [
      { id: `${index}-idle`, routingStatus: 'IDLE' },
      { id: `${index}-away`, presence: 'Away' },
      { id: `${index}-gone`, presence: 'Offline', joined: false },
    ],
  }));

async function start(habits: ActivityHabits = {}, count = 3, more: SimulatorOptions = {}) {
  const genesys = await startGenesys({
    simulator: { queues: queuesOf(count) ?? [], activity: habits, rateLimit: false, ...more },
  });
  const { client, clock, simulator } = genesys;
  const dependencies = { client, clock, timeout: 3_000 };
  const ids = simulator.queues.map(({ id }) => id);
  return {
    ...genesys,
    ids,
    activity: new RoutingActivity(dependencies),
    observations: new QueueObservations(dependencies),
  };
}
const sizes = (look: Look) => [...look.queues.values()].map(({ members }) => members.size);

describe('a look at many queues', () => {
  afterEach(stopGenesys);

  it('tells each member of each queue, and the moment at which it was asked', async () => {
    const { activity, ids, clock } = await start();
    const look = await activity.look(ids);
    expect([look.requests, [...look.queues.keys()], look.unknown.size]).to.eql([1, ids, 0]);
    const first = look.queues.get(FIRST);
    expect([first?.askedAt, first?.asOf]).to.eql([clock.now(), clock.wall()]);
    expect(first?.correlationIds).to.have.length(1);
    const told = [...(first?.members ?? [])].map(([id, one]) => [
      id,
      one.presence,
      one.routingStatus,
      one.joined,
    ]);
    expect(told).to.eql([
      ['0-idle', 'ON_QUEUE', 'IDLE', true],
      ['0-away', 'AWAY', 'OFF_QUEUE', true],
      ['0-gone', 'OFFLINE', 'OFF_QUEUE', false],
    ]);
  });

  it('is the same in upper case', async () => {
    const { activity, ids, simulator } = await start();
    const lower = await activity.look(ids);
    simulator.activity.behave({ upperCase: true });
    const upper = await activity.look(ids);
    const plain = ({ queues }: Look) => [...queues].map(([id, { members }]) => [id, [...members]]);
    expect(plain(upper)).to.eql(plain(lower));
  });

  const habits: [string, ActivityHabits, number[], Array<[string, string]>][] = [
    [
      'a queue that is cut',
      { truncateAbove: 2 },
      [],
      [
        [FIRST, 'truncated'],
        [SECOND, 'truncated'],
        [THIRD, 'truncated'],
      ],
    ],
    ['who is left out', { leaveOut: ['offline'] }, [2, 2, 2], []],
    ['no counts', { counts: false }, [3, 3, 3], []],
    ['no dates', { dates: false }, [3, 3, 3], []],
    ['pages of results', { pages: 'results', largestPage: 2 }, [3, 3, 3], []],
    ['pages of entities', { pages: 'entities', largestPage: 4 }, [3, 3, 3], []],
    ['pages of entities without counts', { pages: 'entities', largestPage: 4, counts: false }, [3, 3, 3], []],
  ];
  for (const [what, habit, members, unknown] of habits)
    it(`copes with ${what}`, async () => {
      const { activity, ids } = await start(habit);
      const look = await activity.look(ids);
      expect([sizes(look), [...look.unknown]]).to.eql([members, unknown]);
    });

  it('never takes a queue for empty that is not told of', async () => {
    const { activity, ids, simulator } = await start({ missingUsers: 1, tellEmpty: false });
    const look = await activity.look([...ids, UNKNOWN]);
    expect([...look.unknown.values()]).to.eql(['absent', 'absent', 'absent', 'absent']);
    simulator.activity.behave({ missingUsers: 1, tellEmpty: true });
    expect(sizes(await activity.look(ids))).to.eql([0, 0, 0]);
  });

  it('asks for a second page only until that is known to bring nothing', async () => {
    const { activity, ids } = await start({ counts: false });
    expect((await activity.look(ids)).requests).to.equal(2);
    expect((await activity.look(ids)).requests).to.equal(1);
    expect((await activity.look([...ids, UNKNOWN])).requests).to.equal(1);
  });

  it('does not take a larger answer for whole because a smaller one was', async () => {
    const { activity, ids } = await start({ counts: false, pages: 'entities', largestPage: 7 });
    expect((await activity.look(ids.slice(0, 2))).requests).to.equal(2);
    expect(sizes(await activity.look(ids))).to.eql([3, 3, 3]);
  });

  for (const status of [400, 413] as const)
    it(`learns from ${status} how many queues it may ask for, and asks for more again only slowly`, async () => {
      const { activity, ids, simulator } = await start({ maxPredicates: 30, tooManyStatus: status }, 100);
      expect(activity.batchSize).to.equal(100);
      const look = await activity.look(ids);
      expect([look.queues.size, look.unknown.size]).to.eql([100, 0]);
      expect(activity.batchSize).to.equal(25);
      expect((await activity.look(ids.slice(0, 25))).requests).to.equal(1);
      for (let turn = 0; turn < 40; turn += 1) await activity.look(ids.slice(0, activity.batchSize));
      expect(activity.batchSize).to.be.within(25, 30);
      const refused = simulator.requests.filter((one) => one.status === status).length;
      expect(refused).to.be.below(7);
    });

  it('grows while Genesys answers', async () => {
    const { activity, ids } = await start({ maxPredicates: 1_000 }, 200);
    for (let turn = 0; turn < 9; turn += 1) await activity.look(ids.slice(0, activity.batchSize));
    expect(activity.batchSize).to.equal(100);
    for (let turn = 0; turn < 60; turn += 1) await activity.look(ids.slice(0, activity.batchSize));
    expect(activity.batchSize).to.equal(200);
  });

  for (const status of [400, 403, 404] as const)
    it(`finds the one queue for which Genesys refuses all with ${status}`, async () => {
      const { activity, ids } = await start({ unknownQueueStatus: status }, 20);
      for (const at of [0, 7, 20]) {
        const look = await activity.look(ids.toSpliced(at, 0, UNKNOWN));
        expect([look.queues.size, [...look.unknown]]).to.eql([20, [[UNKNOWN, 'refused']]]);
        expect(look.requests).to.be.below(13);
      }
      expect(activity.batchSize).to.equal(100);
    });

  it('says with a few requests that everything is forbidden', async () => {
    const clients = [{ id: 'c', secret: 's', permissions: ['routing:queue:view'] }];
    const { activity, ids, simulator } = await start({}, 100, { clients });
    const failure = await failureOf(activity.look(ids));
    expect(failure.code).to.equal('genesys_permission_missing');
    expect(failure.message).to.include('analytics:queueObservation:view');
    expect(simulator.count('activity')).to.be.below(10);
  });

  it('says that the permission is missing when it was taken away, and not for one queue that is refused', async () => {
    const { activity, ids, simulator } = await start();
    await activity.look(ids);
    const refuse = () => simulator.fault({ on: 'activity', do: { kind: 'status', status: 403 } });
    for (let turn = 0; turn < 3; turn += 1) {
      const end = refuse();
      const refused = await activity.look([FIRST]);
      expect([...refused.unknown]).to.eql([[FIRST, 'refused']]);
      end();
      await activity.look([SECOND]);
    }
    refuse();
    for (let turn = 0; turn < 2; turn += 1) expect((await activity.look([FIRST])).queues.size).to.equal(0);
    expect((await failureOf(activity.look([FIRST]))).code).to.equal('genesys_permission_missing');
  });

  const failures: [string, object, string][] = [
    ['nothing there', { kind: 'status', status: 404 }, 'queue_not_found'],
    ['an outage', { kind: 'status', status: 503 }, 'genesys_unavailable'],
    ['a limit', { kind: 'status', status: 429, retryAfter: 7 }, 'genesys_rate_limited'],
    ['a page', { kind: 'html' }, 'genesys_answer_invalid'],
    ['another answer', { kind: 'json', body: { hello: 1 } }, 'genesys_answer_invalid'],
    [
      'an entity without a user',
      { kind: 'json', body: { results: [{ group: { queueId: FIRST }, entities: [{}] }] } },
      'genesys_answer_invalid',
    ],
  ];
  for (const [what, action, code] of failures)
    it(`fails with ${code} on ${what}`, async () => {
      const { activity, observations, ids, simulator } = await start();
      simulator.fault({ on: 'activity', do: action as never });
      if (code !== 'genesys_answer_invalid') simulator.fault({ on: 'observations', do: action as never });
      expect((await failureOf(activity.look(ids))).code).to.equal(code);
      if (code !== 'genesys_answer_invalid')
        expect((await failureOf(observations.waiting(ids))).code).to.equal(code);
    });

  it('knows nothing of a member of whom two things are told', async () => {
    const { activity, ids, simulator } = await start();
    const entities = ['IDLE', 'INTERACTING'].map((routingStatus) => ({ userId: 'U1', routingStatus }));
    const results = [{ group: { queueId: FIRST.toUpperCase() }, entities }];
    simulator.fault({ on: 'activity', do: { kind: 'json', body: { results } } });
    const look = await activity.look(ids);
    expect([...look.unknown]).to.eql([
      [FIRST, 'contradictory'],
      [SECOND, 'absent'],
      [THIRD, 'absent'],
    ]);
  });

  it('reckons with a clock that differs', async () => {
    const { activity, ids, simulator, clock } = await start();
    const look = await activity.look(ids);
    expect(look.queues.get(FIRST)?.askedOnTheirClock).to.be.within(clock.wall() - 1_000, clock.wall());
    await clock.advance(10_300);
    simulator.fault({ on: 'activity', do: { kind: 'status', status: 200, body: { results: [] } } });
    expect((await activity.look(ids)).unknown.size).to.equal(3);
  });
});

describe('waiting calls of many queues', () => {
  afterEach(stopGenesys);

  it('are told for each queue that Genesys tells of', async () => {
    for (const habits of [{}, { tellZero: false }, { upperCase: true }]) {
      const { observations, ids, simulator, clock } = await start(habits);
      simulator.activity.setWaiting(SECOND, 4);
      const waiting = await observations.waiting([...ids, UNKNOWN]);
      expect([...waiting].map(([id, { calls }]) => [id, calls])).to.eql([
        [FIRST, 0],
        [SECOND, 4],
        [THIRD, 0],
      ]);
      expect(waiting.get(FIRST)?.askedAt).to.equal(clock.now());
    }
  });

  it('are asked for in smaller parts where Genesys refuses many', async () => {
    const { observations, ids } = await start({ maxPredicates: 30 }, 100);
    expect((await observations.waiting(ids)).size).to.equal(100);
    expect(observations.batchSize).to.equal(25);
  });
});
