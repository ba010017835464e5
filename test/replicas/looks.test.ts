// One of several replicas looks for all: who it is, what the others are told, and what each makes of a leader that is gone.
import { expect } from 'chai';
import fc from 'fast-check';
import { ServiceError } from '../../src/domain/errors.js';
import type { Look } from '../../src/genesys/activity/look.js';
import type { FoundByComparing } from '../../src/replicas/look-sharing.js';
import { RedisLooks } from '../../src/replicas/looks.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRedis, type FakeLink } from '../support/fake-redis.js';
import { queue } from '../support/redis-changes.js';

const [A, B] = [queue(1), queue(2)];
const SPACE = { lease: 'lease', trust: 'trust', channel: 'looks' };
const HOUR = 3_600_000;

const found = (id: string, distrustedForMs = 0): FoundByComparing => ({
  trust: {
    organization: { agreements: 20, disagreements: 0, more: 2, leftOut: ['offline'], distrustedForMs: 0 },
    queues: [[id, 3, 1, distrustedForMs, false, 0]],
  },
  lag: { ms: 700, seenAgoMs: 100 },
});

function setUp() {
  const clock = new FakeClock();
  const redis = new FakeRedis(clock);
  let made = 0;
  function replica(queues: Record<string, string[]> = {}, isLooking = true) {
    const link: FakeLink = redis.link();
    const owner = `process-${(made += 1)}`;
    const state = {
      ...{ looks: [] as Look[], failures: [] as string[], awaited: [] as string[] },
      ...{ learned: [] as FoundByComparing[], roles: [] as string[], unreadable: 0, changes: 0 },
      queues: new Map(Object.entries(queues).map(([id, callers]) => [id, { callers, isUseful: true }])),
      noted: undefined as FoundByComparing | undefined,
      known: found(queue(9)),
      version: '1',
    };
    const looks = new RedisLooks(
      link.asLink,
      { ...SPACE, owner },
      {
        wanted: () => ({ isLooking, polling: 100, fetches: 10, queues: state.queues }),
        noted: () => {
          const { noted } = state;
          state.noted = undefined;
          return noted;
        },
        known: () => ({ ...state.known, version: state.version }),
        looked: (look) => void state.looks.push(look),
        failed: (error, pauseMs) => void state.failures.push(`${error.code} ${pauseMs}`),
        learned: (one) => void state.learned.push(one),
        awaited: (ids) => void state.awaited.push(...ids),
        changed: () => (state.changes += 1),
      },
      clock,
      {
        role: (role) => void state.roles.push(role),
        unreadable: () => (state.unreadable += 1),
      },
    );
    looks.start();
    looks.seek(isLooking);
    return { link, looks, state };
  }
  /** A leader and one that follows it. */
  async function two() {
    const leader = replica({ [A]: ['anna'] });
    await clock.advance(20);
    const other = replica({ [A]: ['bert'], [B]: ['bert', 'carl'] });
    await clock.advance(600);
    return { leader, other };
  }
  return { clock, redis, replica, two };
}

function lookAt(id: string, askedAt: number): Look {
  const members = new Map([
    ['u1', { presence: 'AVAILABLE', routingStatus: 'IDLE', joined: true, presenceSince: 5 }],
    ['u2', { presence: 'BUSY', joined: false }],
    ['u3', {}],
  ]);
  const clocks = { asOf: 1_000_000, askedOnTheirClock: 1_000_300, clockDoubtMs: 40, latestSince: 5 };
  const moments = { askedAt, answeredAt: askedAt + 80, ...clocks };
  return {
    queues: new Map([[id, { queueId: id, ...moments, members, correlationIds: ['c1'] }]]),
    unknown: new Map([[B, 'truncated' as const]]),
    requests: 2,
  };
}

describe('looks that replicas share', () => {
  it('are made by one, and by another at once when that one ends', async () => {
    const { clock, two } = setUp();
    const { leader, other } = await two();
    expect([leader.looks.role(), other.looks.role()]).to.deep.equal(['leading', 'following']);
    await leader.looks.stop();
    await clock.advance(20);
    expect([other.looks.role(), other.state.roles.at(-1)]).to.deep.equal(['leading', 'leading']);
  });

  it('are made by another within three seconds when that one is killed', async () => {
    const { clock, two } = setUp();
    const { leader, other } = await two();
    leader.link.connect(false);
    await clock.advance(900);
    expect(other.looks.role()).to.equal('following');
    await clock.advance(2_100);
    expect(other.looks.role()).to.equal('leading');
    leader.link.connect(true);
    await clock.advance(600);
    expect([leader.looks.role(), other.looks.role()]).to.deep.equal(['following', 'leading']);
  });

  it('are made by each while Redis is away, and while it gives nobody the lead', async () => {
    const { clock, redis, two } = setUp();
    const { leader, other } = await two();
    for (const { link } of [leader, other]) link.connect(false);
    expect(other.looks.role()).to.equal('alone');
    await clock.advance(2_000);
    expect([leader.looks.role(), other.looks.others().replicas]).to.deep.equal(['alone', 0]);
    redis.set(SPACE.lease, 'somebody who says nothing', 10 * HOUR);
    for (const { link } of [leader, other]) link.connect(true);
    await clock.advance(2_000);
    expect(other.looks.role()).to.equal('seeking');
    await clock.advance(1_000);
    expect([leader.looks.role(), other.looks.role()]).to.deep.equal(['alone', 'alone']);
  });

  it('are of what any of them is asked for, with all who ask', async () => {
    const { clock, two } = setUp();
    const { leader, other } = await two();
    const { queues, ...sums } = leader.looks.others();
    expect([...queues.entries()]).to.deep.equal([
      [A, { callers: ['bert'], isUseful: true }],
      [B, { callers: ['bert', 'carl'], isUseful: true }],
    ]);
    expect(sums).to.deep.equal({
      ...{ isLooking: true, polling: 100, fetches: 10, replicas: 1, queuesOfEach: 2 },
    });
    other.state.queues.delete(A);
    other.state.queues.set(queue(3), { callers: ['anna'], isUseful: false });
    await clock.advance(500);
    expect([...leader.looks.others().queues.keys()]).to.deep.equal([A, B, queue(3)]);
    await clock.advance(5_000);
    expect([...leader.looks.others().queues.keys()]).to.deep.equal([B, queue(3)]);
    await other.looks.stop();
    expect(leader.looks.others().replicas).to.equal(0);
  });

  it('forget what one wanted that has said nothing for fifteen seconds', async () => {
    const { clock, two } = setUp();
    const { leader, other } = await two();
    other.link.connect(false);
    await clock.advance(14_000);
    expect(leader.looks.others().replicas).to.equal(1);
    await clock.advance(2_000);
    expect(leader.looks.others().replicas).to.equal(0);
  });

  it('are asked for at once where a question of another replica waits', async () => {
    const { clock, two } = setUp();
    const { leader, other } = await two();
    other.looks.await(queue(7));
    other.looks.await(B);
    await clock.advance(10);
    expect(leader.state.awaited).to.have.members([queue(7), B]);
    expect(leader.looks.others().queues.has(queue(7))).to.equal(true);
    expect(other.state.awaited).to.deep.equal([]);
  });

  it('are told to the others with their age, who know nothing of their own', async () => {
    const { clock, two } = setUp();
    const { leader, other } = await two();
    const askedAt = clock.now();
    const look = lookAt(A, askedAt);
    await clock.advance(300);
    leader.looks.tellLook(look);
    await clock.advance(0);
    const [heard] = other.state.looks;
    expect(heard?.requests).to.equal(2);
    expect([...(heard?.unknown ?? [])]).to.deep.equal([[B, 'truncated']]);
    const one = heard?.queues.get(A);
    expect(one?.askedAt).to.be.within(askedAt - 1, askedAt);
    expect(one).to.deep.equal({ ...look.queues.get(A), askedAt: one?.askedAt, answeredAt: clock.now() });
    expect(leader.state.looks).to.deep.equal([]);
    await clock.advance(40_000);
    leader.looks.tellLook(look);
    expect(other.state.looks[1]?.queues.size, 'one that is too old').to.equal(0);
  });

  it('are told in parts where they are large, and without what nobody could read', async () => {
    const { clock, two } = setUp();
    const { leader, other } = await two();
    const [one] = lookAt(A, clock.now()).queues.values();
    const members = new Map(Array.from({ length: 6_000 }, (_, n) => [`user-${n}`, { presence: 'BUSY' }]));
    const ids = [A, B, 'no id'];
    const correlationIds = ['c1', 'x'.repeat(1_000)];
    const queues = ids.map((id) => [id, { ...one!, queueId: id, members, correlationIds }] as const);
    leader.looks.tellLook({ queues: new Map(queues), unknown: new Map([['odd', 'absent']]), requests: 3 });
    await clock.advance(0);
    const told = other.state.looks.map((look) => [...look.queues.keys(), look.unknown.size, look.requests]);
    expect(told).to.deep.equal([
      [A, 0, 1.5],
      [B, 0, 1.5],
    ]);
    expect(other.state.looks[1]?.queues.get(B)?.members.size).to.equal(6_000);
    expect(other.state.looks[1]?.queues.get(B)?.correlationIds).to.deep.equal(['c1']);
    other.state.queues.set('odd', { callers: ['x'.repeat(1_000)], isUseful: true });
    await clock.advance(5_000);
    expect([...leader.looks.others().queues.keys()]).to.deep.equal([A, B]);
    expect([leader.state.unreadable, other.state.unreadable]).to.deep.equal([0, 0]);
  });

  it('are not told where nobody uses them', async () => {
    const { clock, redis, replica } = setUp();
    const leader = replica({ [A]: ['anna'] });
    replica({ [A]: ['bert'] }, false);
    await clock.advance(600);
    const told: string[] = [];
    redis.publish = (_channel, text) => void told.push(text);
    leader.looks.tellLook(lookAt(A, clock.now()));
    leader.looks.tellFailure(new ServiceError('genesys_unavailable'), 1_000);
    expect(told).to.deep.equal([]);
  });

  it('fail for all, for as long', async () => {
    const { clock, two } = setUp();
    const { leader, other } = await two();
    leader.looks.tellFailure(new ServiceError('genesys_permission_missing'), 600_000);
    await clock.advance(0);
    expect(other.state.failures).to.deep.equal(['genesys_permission_missing 600000']);
  });

  it('are left to another by one that can not reach Genesys Cloud, until its pause is over', async () => {
    const { clock, two } = setUp();
    const { leader, other } = await two();
    leader.looks.tellFailure(new ServiceError('genesys_unreachable'), 5_000);
    await clock.advance(600);
    expect([leader.looks.role(), other.looks.role()]).to.deep.equal(['following', 'leading']);
    expect(other.state.failures).to.deep.equal([]);
    other.looks.tellFailure(new ServiceError('login_timeout'), 60_000);
    await clock.advance(3_000);
    expect(leader.looks.role(), 'nobody').to.equal('alone');
    await clock.advance(2_000);
    expect([leader.looks.role(), other.looks.role()]).to.deep.equal(['leading', 'following']);
  });

  it('are trusted, or not, by all: also by one that comes later', async () => {
    const { clock, replica, two } = setUp();
    const { leader, other } = await two();
    other.state.noted = found(A, HOUR);
    other.looks.tellNoted();
    await clock.advance(0);
    const heard = leader.state.learned.at(-1);
    expect(heard?.trust.organization).to.deep.equal(found(A).trust.organization);
    expect(heard?.trust.queues[0]?.[3]).to.be.within(HOUR - 2, HOUR);
    leader.state.known = found(A, HOUR);
    leader.state.version = '2';
    await clock.advance(10_000);
    const late = replica({});
    await clock.advance(0);
    expect(late.state.learned).to.have.length(1);
    const { trust, lag } = late.state.learned[0]!;
    expect(trust.queues[0]?.slice(0, 3)).to.deep.equal([A, 3, 1]);
    expect(trust.queues[0]?.[3]).to.be.within(HOUR - 10_002, HOUR - 9_000);
    expect(lag?.seenAgoMs).to.be.within(9_000, 10_102);
  });

  it('do without what is none of theirs, which is counted', async () => {
    const { clock, redis, replica, two } = setUp();
    const { leader, other } = await two();
    const stamp = String(redis.micros);
    leader.looks.tellLook(lookAt(A, clock.now()));
    const before = other.state.looks.length;
    const sound = { kind: 'look', from: 'x', requests: 1, unknown: [], states: [[null, null, null]] };
    const row = [A, redis.micros, 0, 0, [], [['u1', 0, 0, 0]]];
    const garbage = [
      '',
      'text',
      stamp,
      `${stamp}{}`,
      `${stamp}null`,
      `9${stamp.slice(1)}${JSON.stringify({ ...sound, rows: [] })}`,
      ...[
        { ...sound, rows: [[...row.slice(0, 5), [['u1', 7, 0, 0]]]] },
        { ...sound, rows: [['no id', ...row.slice(1)]] },
        { ...sound, rows: [[A, redis.micros + 5e6, ...row.slice(2)]] },
        { ...sound, requests: -1, rows: [row] },
        { ...sound, rows: Array.from({ length: 501 }, () => row) },
        { ...sound, unknown: [[A, 'gone']], rows: [] },
        { kind: 'failed', from: 'x', code: 'no such code', pauseMs: 1 },
        { kind: 'failed', from: 'x', code: 'genesys_timeout', pauseMs: 1e9 },
        { kind: 'wanted', from: 'x', isWhole: true, isLooking: true, polling: 'many', fetches: 0 },
        { kind: 'found', from: 'x', micros: redis.micros, version: 1, organization: {}, queues: [] },
      ].map((message) => stamp + JSON.stringify(message)),
      `${stamp}"${'x'.repeat(4_000_000)}"`,
    ];
    for (const text of garbage) redis.publish(SPACE.channel, text);
    expect(other.state.unreadable).to.equal(garbage.length);
    redis.publish(SPACE.channel, stamp + JSON.stringify({ ...sound, rows: [row] }));
    expect(other.state.looks.length - before).to.equal(1);
    redis.set(SPACE.trust, JSON.stringify({ micros: redis.micros, version: 1 }), HOUR);
    const late = replica({});
    await clock.advance(0);
    expect([late.state.learned, late.state.unreadable]).to.deep.equal([[], 1]);
  });

  it('survive any text', async () => {
    const { redis, two } = setUp();
    const { other } = await two();
    const stamp = String(redis.micros);
    const kinds = fc.constantFrom('look', 'wanted', 'found', 'failed', 'looking', 'over');
    const fields = ['rows', 'states', 'unknown', 'requests', 'queues', 'callers', 'organization', 'leader'];
    const message = fc
      .tuple(kinds, fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()))
      .map(([kind, more]) => stamp + JSON.stringify({ from: 'x', kind, ...more }));
    fc.assert(
      fc.property(fc.oneof(message, fc.string()), (text) => redis.publish(SPACE.channel, text)),
      { numRuns: 300 },
    );
    expect(other.state.looks.flatMap(({ queues }) => [...queues.keys()])).to.deep.equal([]);
  });
});
