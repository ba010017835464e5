// The decisions of the notifications: topics, what to listen to, silence, lifetimes, pauses.
import { expect } from 'chai';
import { hasRoom, mayBeMade, renewIn } from '../../src/notifications/channel.rules.js';
import {
  lingerEndsIn,
  nextHoldings,
  sameQueues,
  sendIn,
  type Holdings,
} from '../../src/notifications/holdings.rules.js';
import { doubtIn } from '../../src/notifications/liveness.rules.js';
import { readMessage } from '../../src/notifications/message.rules.js';
import { pushPause } from '../../src/notifications/pause.rules.js';
import {
  readTopic,
  refusedTopics,
  topicName,
  type TopicAnswer,
} from '../../src/notifications/topics.rules.js';

const QUEUE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const USERS = `v2.routing.queues.${QUEUE}.users`;
const OBSERVATIONS = `v2.analytics.queues.${QUEUE}.observations`;

describe('topics', () => {
  it('are named after the queue and back', () => {
    expect(topicName({ kind: 'users', queueId: QUEUE })).to.equal(USERS);
    expect(topicName({ kind: 'observations', queueId: QUEUE })).to.equal(OBSERVATIONS);
    expect(readTopic(USERS)).to.deep.equal({ kind: 'users', queueId: QUEUE });
    expect(readTopic(OBSERVATIONS.toUpperCase())).to.deep.equal({ kind: 'observations', queueId: QUEUE });
  });

  const OTHERS = [
    '',
    QUEUE,
    `v2.users.${QUEUE}.activity`,
    `v2.routing.queues.${QUEUE}.observations`,
    `v2.analytics.queues.${QUEUE}.users`,
    `v2.routing.queues.${QUEUE}.users.x`,
    `x${USERS}`,
    'v2.routing.queues.1.users',
    `${USERS}\n`,
  ];
  for (const name of OTHERS)
    it(`are not ${JSON.stringify(name)}`, () => expect(readTopic(name)).to.equal(undefined));

  const ANSWERS: Array<[what: string, users: Partial<TopicAnswer> | undefined, permission?: string | null]> =
    [
      ['permitted', { state: 'Permitted' }],
      ['permitted in small letters', { state: 'permitted' }],
      ['without a state', {}],
      ['with an empty list of permissions', { missingPermissions: [] }],
      ['rejected', { state: 'Rejected' }, null],
      ['in a state that nobody knows', { state: 'Pending' }, null],
      ['with a reason', { rejectionReason: 'no' }, null],
      ['that lacks a permission', { missingPermissions: ['routing:queue:view'] }, 'routing:queue:view'],
      ['that lacks something odd', { missingPermissions: ['<b>'] }, null],
      ['left out', undefined, null],
    ];
  for (const [what, users, permission] of ANSWERS)
    it(`${permission === undefined ? 'are held' : 'are refused'}: ${what}`, () => {
      const answers = [{ id: OBSERVATIONS.toUpperCase() }, ...(users ? [{ id: USERS, ...users }] : [])];
      const refused = permission === undefined ? [] : [{ kind: 'users', queueId: QUEUE, permission }];
      expect(refusedTopics([QUEUE], answers)).to.deep.equal(refused);
    });
});

describe('messages', () => {
  const cases: Array<[text: string, kind: string]> = [
    [JSON.stringify({ topicName: USERS, eventBody: {} }), 'users'],
    [JSON.stringify({ topicName: OBSERVATIONS }), 'observations'],
    [JSON.stringify({ topicName: 'channel.metadata', eventBody: { message: 'pong' } }), 'pong'],
    [
      JSON.stringify({ topicName: 'channel.metadata', eventBody: { message: 'WebSocket Heartbeat' } }),
      'heartbeat',
    ],
    [JSON.stringify({ topicName: 'channel.metadata' }), 'unknown'],
    [JSON.stringify({ topicName: 'channel.metadata', eventBody: null }), 'unknown'],
    [JSON.stringify({ topicName: 'v2.system.socket_closing', eventBody: null }), 'closing'],
    [JSON.stringify({ topicName: 7 }), 'unknown'],
    [JSON.stringify({ topicName: 'v2.users.x.presence' }), 'unknown'],
    ['', 'unknown'],
    ['{', 'unknown'],
    ['null', 'unknown'],
    ['[]', 'unknown'],
    ['"v2"', 'unknown'],
  ];
  for (const [text, kind] of cases)
    it(`are ${kind}: ${text}`, () => expect(readMessage(text).kind).to.equal(kind));
});

describe('what a channel listens to', () => {
  const held = (entries: Record<string, number | undefined>): Holdings => new Map(Object.entries(entries));
  const NOW = 100_000;
  const cases: Array<
    [
      what: string,
      before: Record<string, number | undefined>,
      wanted: string[],
      most: number,
      Array<[string, number?]>,
    ]
  > = [
    ['nothing', {}, [], 2, []],
    ['what is wanted, each once', {}, ['a', 'b', 'a'], 3, [['a'], ['b']]],
    ['the most wanted where there is no room', {}, ['a', 'b', 'c'], 2, [['a'], ['b']]],
    ['what was wanted a moment ago', { a: undefined }, ['b'], 2, [['b'], ['a', NOW]]],
    ['what was wanted less than a minute ago', { a: NOW - 59_999 }, [], 2, [['a', NOW - 59_999]]],
    ['nothing that was not wanted for a minute', { a: NOW - 60_000 }, [], 2, []],
    ['what is wanted again', { a: NOW - 59_999 }, ['a'], 2, [['a']]],
    ['the wanted where the unwanted are in its way', { a: NOW - 1 }, ['b', 'c'], 2, [['b'], ['c']]],
    [
      'those that stay wanted, though others are more',
      { a: undefined },
      ['b', 'c', 'a'],
      2,
      [['b'], ['a', NOW]],
    ],
    ['the more wanted after a minute', { a: NOW - 60_000, b: undefined }, ['b', 'c', 'a'], 2, [['b'], ['c']]],
  ];
  for (const [what, before, wanted, most, after] of cases)
    it(`is ${what}`, () => {
      const expected = after.map(([id, since]) => [id, since]);
      expect([...nextHoldings(held(before), wanted, NOW, most)]).to.deep.equal(expected);
    });

  it('is 500 queues at most', () => {
    const many = Array.from({ length: 600 }, (_, index) => `q${index}`);
    expect([...nextHoldings(new Map(), many, NOW).keys()]).to.deep.equal(many.slice(0, 500));
  });

  it('is the same in another order', () => {
    expect(sameQueues(held({ a: 1, b: 2 }), held({ b: undefined, a: 3 }))).to.equal(true);
    expect(sameQueues(held({ a: 1 }), held({ b: 1 }))).to.equal(false);
    expect(sameQueues(held({ a: 1 }), held({ a: 1, b: 1 }))).to.equal(false);
  });

  const sendings: Array<[changedAt: number, sentAt: number | undefined, now: number, wait: number]> = [
    [1_000, undefined, 1_000, 250],
    [1_000, undefined, 1_249, 1],
    [1_000, undefined, 1_250, 0],
    [1_000, undefined, 9_000, 0],
    [1_000, 900, 1_000, 4_900],
    [1_000, 900, 5_899, 1],
    [1_000, 900, 5_900, 0],
    [10_000, 900, 10_000, 250],
  ];
  for (const [changedAt, sentAt, now, wait] of sendings)
    it(`is sent in ${wait} ms at ${now} after a change at ${changedAt} and a sending at ${sentAt}`, () =>
      expect(sendIn(changedAt, sentAt, now)).to.equal(wait));

  it('is looked at again when the first unwanted queue may go', () => {
    expect(lingerEndsIn(held({ a: undefined }), NOW)).to.equal(undefined);
    expect(lingerEndsIn(held({ a: undefined, b: NOW - 1, c: NOW - 10 }), NOW)).to.equal(59_990);
    expect(lingerEndsIn(held({ a: NOW - 60_001 }), NOW)).to.equal(0);
  });
});

describe('silence', () => {
  const cases: Array<[pongs: boolean, silentFor: number, left: number]> = [
    [true, 0, 25_000],
    [true, 24_999, 1],
    [true, 25_000, 0],
    [true, 25_001, 0],
    [false, 25_000, 40_000],
    [false, 64_999, 1],
    [false, 65_000, 0],
    [false, 65_001, 0],
  ];
  for (const [pongs, silentFor, left] of cases)
    it(`of ${silentFor} ms ${pongs ? 'after pongs' : 'without pongs'} is doubt in ${left} ms`, () =>
      expect(doubtIn(1_000, pongs, 1_000 + silentFor)).to.equal(left));
});

describe('a channel', () => {
  it('has room beside 19 others', () => {
    expect([0, 19, 20, 21].map(hasRoom)).to.deep.equal([true, true, false, false]);
  });

  const WALL = Date.UTC(2026, 0, 1);
  const HOUR = 3_600_000;
  const at = (ms: number) => new Date(WALL + ms).toISOString();
  const lives: Array<[what: string, expires: string | undefined, wait: number]> = [
    ['a day', at(24 * HOUR), 12 * HOUR],
    ['an hour', at(HOUR), HOUR / 2],
    ['three minutes', at(180_000), 90_000],
    ['a minute', at(60_000), 60_000],
    ['a moment', at(1), 60_000],
    ['no moment, as clocks disagree', at(0), 12 * HOUR],
    ['a past, as clocks disagree', at(-HOUR), 12 * HOUR],
    ['longer than any', at(24 * HOUR + 1), 12 * HOUR],
    ['who knows', undefined, 12 * HOUR],
    ['garbage', 'soon', 12 * HOUR],
  ];
  for (const [what, expires, wait] of lives)
    it(`that lives ${what} is renewed in ${wait} ms`, () => expect(renewIn(expires, WALL)).to.equal(wait));
});

describe('the pause before the next try', () => {
  const cases: Array<[failures: number, retryAfter: number | undefined, random: number, wait: number]> = [
    [1, undefined, 0, 250],
    [1, undefined, 1, 500],
    [2, undefined, 0, 500],
    [7, undefined, 1, 30_000],
    [1_000, undefined, 1, 30_000],
    [1, 5, 1, 5_000],
    [1, 3_600, 1, 60_000],
  ];
  for (const [failures, retryAfter, random, wait] of cases)
    it(`is ${wait} ms after ${failures} failures, Retry-After ${retryAfter}, at ${random}`, () =>
      expect(pushPause(failures, retryAfter, random)).to.equal(wait));
});

describe('whether a failed creation made a channel', () => {
  const CASES: ReadonlyArray<[code: string, status: number | undefined, made: boolean]> = [
    ['genesys_timeout', undefined, true],
    ['genesys_unreachable', undefined, true],
    ['genesys_answer_too_large', undefined, true],
    ['genesys_answer_invalid', 200, true],
    ['genesys_unavailable', 408, true],
    ['genesys_unavailable', 500, true],
    ['genesys_unavailable', 504, true],
    ['genesys_unavailable', 503, false],
    ['genesys_rate_limited', 429, false],
    ['genesys_request_refused', 400, false],
    ['genesys_permission_missing', 403, false],
    ['genesys_rate_limited', undefined, false],
    ['login_timeout', undefined, false],
  ];
  for (const [code, status, made] of CASES)
    it(`is ${made ? 'possible' : 'out of the question'} after ${code} (${status ?? 'no answer'})`, () => {
      expect(mayBeMade(code, status)).to.equal(made);
    });
});
