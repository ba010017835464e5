// What follows from looks, as tables.
import { expect } from 'chai';
import { fairBatch, type Due } from '../../../src/genesys/activity/batch.rules.js';
import {
  compare,
  tellsOf,
  type Comparison,
  type Fetched,
} from '../../../src/genesys/activity/comparison.rules.js';
import {
  lagAfter,
  lagAfterChanges,
  latenessOf,
  REFUTED_BY,
  REMEMBERED_MS,
  type Lateness,
} from '../../../src/genesys/activity/lag.rules.js';
import type { MemberStatus, QueueLook } from '../../../src/genesys/activity/look.js';
import { comparingEvery, lookLasts, lookPace, wantsLooks } from '../../../src/genesys/activity/pace.rules.js';
import { lookPause } from '../../../src/genesys/activity/pause.rules.js';
import {
  breadthOf,
  isConfirmable,
  isDecidable,
  select,
} from '../../../src/genesys/activity/selection.rules.js';
import { changedBetween, isJoined, sameStates } from '../../../src/genesys/activity/states.rules.js';
import type { MemberFilters } from '../../../src/domain/model.js';

const QUEUE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const AVAILABLE: MemberFilters = { presence: ['Available'], joined: true };
const there = (more: MemberStatus = {}): MemberStatus => ({
  presence: 'AVAILABLE',
  routingStatus: 'OFF_QUEUE',
  joined: true,
  ...more,
});

function lookOf(members: Record<string, MemberStatus>, askedAt = 0, tookMs = 100): QueueLook {
  const moments = { askedAt, answeredAt: askedAt + tookMs, asOf: askedAt, askedOnTheirClock: askedAt };
  return {
    clockDoubtMs: 0,
    queueId: QUEUE,
    ...moments,
    members: new Map(Object.entries(members)),
    correlationIds: [],
  };
}

describe('which members a look selects', () => {
  const members = {
    a: there(),
    b: there({ joined: false }),
    c: there({ presence: 'ON_QUEUE', routingStatus: 'IDLE' }),
    d: there({ presence: 'OFFLINE' }),
  };
  const selections: [MemberFilters, string[] | undefined][] = [
    [{}, ['a', 'b', 'c', 'd']],
    [AVAILABLE, ['a']],
    [{ presence: ['available', 'On Queue'] }, ['a', 'b', 'c']],
    [{ routingStatus: ['IDLE'] }, ['c']],
    [{ joined: false }, ['b']],
    [{ presence: ['Somewhere New'] }, []],
    [{ memberBy: 'user' }, undefined],
    [{ name: 'x' }, undefined],
    [{ skills: ['x'], ...AVAILABLE }, undefined],
  ];
  for (const [filters, expected] of selections)
    it(JSON.stringify(filters), () => expect(select(lookOf(members), filters)).to.eql(expected));

  it('can not tell of a state that is missing, unless another excludes the member', () => {
    const unsure = lookOf({ a: there(), b: { presence: 'AWAY' }, c: { presence: 'AVAILABLE' } });
    expect(select(unsure, AVAILABLE)).to.equal(undefined);
    expect(select(unsure, { presence: ['Away'] })).to.eql(['b']);
    expect(select(unsure, { presence: ['Available', 'Away'] })).to.eql(['a', 'b', 'c']);
    expect(select(lookOf({ a: there(), b: { presence: 'AWAY' } }), AVAILABLE)).to.eql(['a']);
  });

  it('knows which filters it can decide, confirm, and which are narrow', () => {
    expect([isDecidable({ memberBy: 'user' }), isConfirmable({ memberBy: 'user' })]).to.eql([false, true]);
    expect([isDecidable(AVAILABLE), isConfirmable({ name: 'x' })]).to.eql([true, false]);
    const breadths: [MemberFilters, string][] = [
      [AVAILABLE, 'narrow'],
      [{ joined: true, routingStatus: ['IDLE'] }, 'narrow'],
      [{ presence: ['Available'] }, 'wide'],
      [{ joined: true }, 'wide'],
      [{ joined: true, presence: ['Offline', 'Away'] }, 'wide'],
      [{ joined: true, routingStatus: ['OFF_QUEUE'] }, 'wide'],
      [{ joined: false, presence: ['Available'] }, 'wide'],
    ];
    for (const [filters, expected] of breadths)
      expect(breadthOf(filters), JSON.stringify(filters)).to.equal(expected);
  });

  it('reads membership words in any case, and does not guess', () => {
    expect(['active', 'ACTIVE', 'Inactive', 'pending'].map(isJoined)).to.eql([true, true, false, undefined]);
  });
});

describe('two looks and a fetch in between', () => {
  const before = lookOf({ a: there(), b: there({ presence: 'AWAY' }) }, 0);
  const after = lookOf({ a: there(), b: there({ presence: 'AWAY' }) }, 1_000);
  const fetched = (users: string[], more: Partial<Fetched> = {}): Fetched => ({
    queueId: QUEUE,
    filters: AVAILABLE,
    members: users.map((userId) => ({ userId })),
    beganAt: 100,
    endedAt: 1_000,
    ...more,
  });
  const agree = { kind: 'agree', breadth: 'narrow' };
  const disagree = (...who: string[]) => ({ kind: 'disagree', users: who.length, who, mayBeLate: true });
  const held = (first: QueueLook, second: QueueLook, fetch: Fetched) =>
    compare({ before: first, fetched: fetch, changed: new Set(changedBetween(first, second)) }, second);
  const comparisons: [string, QueueLook, Fetched, Comparison | object | undefined][] = [
    ['the same users', after, fetched(['A']), agree],
    ['another user', after, fetched(['b']), disagree('a', 'b')],
    ['one more', after, fetched(['a', 'b']), disagree('b')],
    ['one less', after, fetched([]), disagree('a')],
    ['one who is in no look', after, fetched(['a', 'z']), disagree('z')],
    ['a fetch that began before the first was answered', after, fetched(['b'], { beganAt: 99 }), undefined],
    [
      'one who changed between the looks, not yet',
      lookOf({ a: there(), b: there() }, 1_000),
      fetched(['a']),
      agree,
    ],
    ['the same, already', lookOf({ a: there(), b: there() }, 1_000), fetched(['a', 'b']), agree],
    [
      'another than the one who changed',
      lookOf({ a: there(), b: there() }, 1_000),
      fetched(['b']),
      disagree('a'),
    ],
    ['one who left between them', lookOf({ a: there() }, 1_000), fetched(['a']), agree],
    ['looks that differ in most', lookOf({ a: there({ joined: false }) }, 1_000), fetched(['b']), undefined],
    ['the same person twice', after, fetched(['a', 'A']), undefined],
    ['a filter that looks can not tell', after, fetched(['b'], { filters: { memberBy: 'user' } }), undefined],
  ];
  for (const [what, second, fetch, expected] of comparisons)
    it(what, () => expect(held(before, second, fetch)).to.eql(expected));

  it('finds out who is left out', () => {
    const members = [
      { userId: 'a', joined: true, presence: 'Available' },
      { userId: 'b', joined: true, presence: 'Away' },
      { userId: 'y', joined: true, presence: 'Offline' },
      { userId: 'z', joined: false, presence: 'Away' },
    ];
    const all = fetched([], { filters: {}, members });
    expect(held(before, after, all)).to.eql({ kind: 'leaves out', what: ['offline', 'notJoined'] });
    const another = { userId: 'x', joined: true, presence: 'Away' };
    expect(held(before, after, { ...all, members: [...members, another] })).to.eql(disagree('y', 'z', 'x'));
    // Told of, and not so: that is no leaving out.
    const denied = fetched([], { filters: { joined: false }, members: [{ userId: 'a', joined: false }] });
    expect(held(before, after, denied)).to.eql(disagree('a'));
  });

  it('leave out who changed in a look between them, and changed back', () => {
    const changed = new Set(['b']);
    expect(compare({ before, fetched: fetched(['a', 'b']), changed }, after)).to.eql(agree);
  });

  it('tell which may be the older, by the moment since when a user is as the look says', () => {
    const since = (presenceSince: number) => lookOf({ a: there({ presenceSince }), b: there() }, 10_000);
    const fetch = fetched(['b'], { beganAt: 9_000, endedAt: 9_100 });
    const judge = (look: QueueLook) => held({ ...look, answeredAt: 8_000 }, look, fetch);
    expect(judge(since(3_999))).to.deep.include({ who: ['a'], mayBeLate: true });
    // The members endpoint may not know of it yet.
    expect(judge(since(4_000))).to.deep.include({ who: ['a'], mayBeLate: false });
  });

  it('come to agree about those who were told of differently', () => {
    expect(tellsOf(after, fetched(['b']), ['a'])).to.equal(false);
    expect(tellsOf(lookOf({ b: there() }), fetched(['b']), ['a', 'b'])).to.equal(true);
  });

  it('a state that changed and changed back is another state, where dates tell it', () => {
    const since = (presenceSince: number) => lookOf({ a: there({ presenceSince }) });
    expect(sameStates(since(1), since(1))).to.equal(true);
    expect(sameStates(since(1), since(2))).to.equal(false);
    expect(sameStates(lookOf({ a: there() }), lookOf({}))).to.equal(false);
    expect(sameStates(lookOf({ a: there() }), lookOf({ b: there() }))).to.equal(false);
    const [one, other] = [lookOf({ a: there(), b: there(), c: there() }), lookOf({ a: there(), d: there() })];
    expect(changedBetween(one, other)).to.have.members(['b', 'c', 'd']);
    expect(changedBetween(lookOf({ a: there() }), other)).to.eql(['d']);
  });
});

describe('how far looks are behind', () => {
  const away = (presenceSince: number) => there({ presence: 'AWAY', presenceSince });
  const at = (askedAt: number, status: MemberStatus) => lookOf({ a: status }, askedAt);
  const lags: [string, QueueLook, QueueLook, Lateness][] = [
    ['a change after the look before', at(1_000, there()), at(2_000, away(1_500)), { changes: 1 }],
    [
      'a change that the look before has missed by a little',
      at(1_000, there()),
      at(2_000, away(750)),
      { changes: 1 },
    ],
    [
      'a change that the look before has missed',
      at(1_000, there()),
      at(2_000, away(749)),
      { changes: 1, behindMs: 1_251 },
    ],
    ['no change', at(1_000, away(0)), at(2_000, away(0)), { changes: 0 }],
    ['a date that is no date of that change', at(100_000, there()), at(101_000, away(0)), { changes: 1 }],
    ['a member who is new', lookOf({}, 1_000), at(2_000, away(0)), { changes: 0 }],
    [
      'a change that is forgotten again',
      at(10_000, away(9_000)),
      at(11_000, there({ presenceSince: 5 })),
      { changes: 0, forgotten: 9_000 },
    ],
  ];
  for (const [what, before, after, expected] of lags)
    it(what, () => expect(latenessOf(before, after, 1_000)).to.eql(expected));

  it('is reckoned from the look that missed it, where others have failed since', () => {
    const [before, after] = [at(10_000, there()), at(14_000, away(9_000))];
    expect(latenessOf(before, after, 1_000)).to.eql({ changes: 1, behindMs: 2_000 });
    expect(latenessOf(before, after, 2_000)).to.eql({ changes: 1, behindMs: 5_000 });
  });

  it('is remembered for an hour, and until enough changes came in time', () => {
    const seen = lagAfter(undefined, 1_000, 5);
    expect(seen).to.eql({ behindMs: 1_000, seenAt: 5, refuted: 0 });
    expect(lagAfter(seen, 500, 10)).to.equal(seen);
    expect(lagAfter(seen, 2_000, 10)).to.eql({ behindMs: 2_000, seenAt: 10, refuted: 0 });
    const late = 5 + REMEMBERED_MS;
    expect(lagAfterChanges(seen, REFUTED_BY, late - 1)).to.include({ behindMs: 1_000, refuted: REFUTED_BY });
    expect(lagAfterChanges(seen, REFUTED_BY - 1, late)).to.include({ behindMs: 1_000 });
    expect(lagAfterChanges(seen, REFUTED_BY, late)).to.equal(undefined);
    expect(lagAfterChanges(undefined, 1, 0)).to.equal(undefined);
  });
});

describe('when looks are made', () => {
  const wants: [Parameters<typeof wantsLooks>, boolean][] = [
    [['off', true, { wanted: 1_000, possible: 240 }], false],
    [['on', false, { wanted: 0, possible: 240 }], true],
    [['auto', false, { wanted: 240, possible: 240 }], false],
    [['auto', false, { wanted: 241, possible: 240 }], true],
    [['auto', true, { wanted: 168, possible: 240 }], true],
    [['auto', true, { wanted: 167, possible: 240 }], false],
  ];
  for (const [parameters, expected] of wants)
    it(JSON.stringify(parameters), () => expect(wantsLooks(...parameters)).to.equal(expected));

  it('as often as the promise needs and the budget allows', () => {
    const needs = {
      freshFor: 2_000,
      minInterval: 500,
      useful: 100,
      unproven: 0,
      batchSize: 100,
      spacing: 300,
    };
    const [once, tenTimes] = [lookPace(needs), lookPace({ ...needs, useful: 901 })];
    expect(once).to.eql({ wishedMs: 1_000, wishedPerMinute: 60, intervalMs: 1_000, requestsPerMinute: 60 });
    expect(tenTimes).to.eql({
      ...{ wishedMs: 1_000, wishedPerMinute: 600 },
      ...{ intervalMs: 3_000, requestsPerMinute: 200 },
    });
    expect(lookPace({ ...needs, freshFor: 500 }).intervalMs).to.equal(500);
    expect(lookPace({ ...needs, useful: 0 }).requestsPerMinute).to.equal(0);
    expect(lookPace({ ...needs, useful: 90, unproven: 100 }).requestsPerMinute).to.equal(60);
    expect(lookPace({ ...needs, useful: 0, unproven: 200 }).requestsPerMinute).to.equal(12);
    expect(comparingEvery(240)).to.equal(2_500);
    expect(comparingEvery(0)).to.equal(60_000);
  });
});

describe('how long a look tells of what is kept warm', () => {
  const lasts: [Parameters<typeof lookLasts>, number][] = [
    [[2_000, 1_000, 100], 1_600],
    [[2_000, 0, 0], 1_500],
    [[2_000, 3_000, 0], 4_500],
  ];
  for (const [[freshFor, gapMs, tookMs], expected] of lasts)
    it(`${gapMs} ms after the one before`, () =>
      expect(lookLasts(freshFor, gapMs, tookMs)).to.equal(expected));
});

describe('which queues one look asks for', () => {
  const due = (id: string, at: number, ...callers: string[]): Due => ({ id, at, callers });
  const batch = (dues: readonly Due[], size: number, now = 100) =>
    fairBatch(dues, { now, size, alongMs: 50 });

  it('what has been due for longest, and what would be soon', () => {
    const dues = [due('a', 90), due('b', 140), due('c', 151), due('d', 10)];
    expect(batch(dues, 10)).to.eql({ ids: ['d', 'a', 'b'], at: 10 });
    expect(batch(dues, 2)?.ids).to.eql(['d', 'a']);
    expect(batch([due('a', 300), due('b', 340)], 9)).to.eql({ ids: ['a', 'b'], at: 300 });
    expect(batch([], 9)).to.equal(undefined);
  });

  it('of each caller in turn, however many one has and however long they have been due', () => {
    const many = Array.from({ length: 50 }, (_, n) => due(`many${n}`, n - 1_000, 'many'));
    const dues = [...many, due('one', 99, 'few'), due('two', 98, 'few'), due('later', 120, 'few')];
    expect(batch(dues, 6)?.ids.toSorted()).to.eql(['many0', 'many1', 'many2', 'many3', 'one', 'two']);
    const shared = [due('x', 1, 'a', 'b'), due('y', 2, 'a'), due('z', 3, 'b'), due('w', 4, 'a')];
    expect(batch(shared, 3)?.ids).to.eql(['x', 'z', 'y']);
  });

  it('asks for those whom nobody is known to ask for, too', () => {
    const dues = [due('a', 1, 'one'), due('b', 2), due('c', 3), due('d', 4, 'one')];
    expect(batch(dues, 3)?.ids).to.eql(['a', 'b', 'd']);
  });
});

describe('how long looks rest after a failure', () => {
  const pauses: [string, Parameters<typeof lookPause>, number][] = [
    ['a missing permission', [{ code: 'genesys_permission_missing', failures: 1 }, 0], 600_000],
    ['a limit', [{ code: 'genesys_rate_limited', failures: 1, retryAfterSeconds: 7 }, 1], 7_000],
    ['a limit that tells no time', [{ code: 'genesys_rate_limited', failures: 3 }, 1], 4_000],
    [
      'a limit that tells too much',
      [{ code: 'genesys_rate_limited', failures: 1, retryAfterSeconds: 9_999 }, 1],
      60_000,
    ],
    ['nothing there', [{ code: 'queue_not_found', failures: 1 }, 1], 10_000],
    ['nothing there for long', [{ code: 'queue_not_found', failures: 99 }, 1], 600_000],
    ['an outage', [{ code: 'genesys_unavailable', failures: 1 }, 1], 2_000],
    ['a long outage', [{ code: 'genesys_unavailable', failures: 99 }, 1], 600_000],
    ['no answer', [{ code: 'genesys_timeout', failures: 99 }, 1], 30_000],
    ['no login', [{ code: 'login_unavailable', failures: 1 }, 1], 1_000],
  ];
  for (const [what, parameters, expected] of pauses)
    it(what, () => expect(lookPause(...parameters)).to.equal(expected));
});
