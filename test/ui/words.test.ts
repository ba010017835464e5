import { expect } from 'chai';
import { pollingInWords, pushInWords } from '../../src/ui/push.js';
import { stateInWords, type Standing } from '../../src/ui/state-words.js';
import type { PushState } from '../../src/ui/status.js';

const NOW = '2026-03-01T12:00:00.000Z';
const live: PushState = {
  ...{ status: 'live', role: 'alone', reason: null, hint: null, queuesWanted: 12, queuesCovered: 12 },
  lastHeardAt: '2026-03-01T11:59:56.000Z',
  caughtUp: { p50Ms: 60, p95Ms: 210 },
  ...{ refused: [], distrusted: [] },
};
/** Each line after its tone. */
const wordsOf = (more: Partial<PushState>) =>
  pushInWords({ ...live, ...more }, NOW).map(({ tone, text }) => `${tone}: ${text}`);

describe('how the page tells of push', () => {
  it('nothing where it is off', () => {
    expect(pushInWords({ status: 'off' }, NOW)).to.deep.equal([]);
    expect(pollingInWords({ status: 'off' })).to.equal(undefined);
  });

  it('one calm line while it works', () => {
    expect(wordsOf({})).to.deep.equal([
      'calm: Push works: it covers 12 of 12 queues. Last message from Genesys 4 s ago. A change shows after 60 ms (p95 210 ms).',
    ]);
    const young = {
      queuesWanted: 1,
      queuesCovered: 0,
      lastHeardAt: null,
      caughtUp: { p50Ms: null, p95Ms: null },
    };
    expect(wordsOf(young)).to.deep.equal(['calm: Push works: it covers 0 of 1 queue.']);
    expect(wordsOf({ ...young, queuesWanted: 0 })).to.deep.equal([
      'calm: Push works: no queue is asked for yet.',
    ]);
    expect(pollingInWords(live)).to.equal(undefined);
  });

  it('that it works through another replica, and that it is starting', () => {
    const other = { status: 'following', role: 'following' } as const;
    expect(wordsOf(other)).to.deep.equal([
      'calm: Push works through another replica. A change shows after 60 ms (p95 210 ms).',
    ]);
    expect(wordsOf({ status: 'starting' })[0]).to.include('is starting');
  });

  it('that queues are polled, why, and what to do', () => {
    expect(
      wordsOf({ status: 'polling', reason: 'no room', hint: 'Give it a client of its own.' }),
    ).to.deep.equal([
      'warn: Push does not work (no room). Queues are polled: answers are right, only older.',
      'warn: Give it a client of its own.',
    ]);
    expect(wordsOf({ status: 'polling', role: 'seeking', reason: 'nobody leads' })[0]).to.include(
      '(no replica is',
    );
  });

  it('topics that are refused, with the permission that is missing', () => {
    const permission = 'analytics:queueObservation:view';
    const refused = ['a', 'b', 'c', 'd', 'e', 'f'].map((queueId) => ({
      queueId,
      queueName: null,
      permission,
    }));
    expect(
      wordsOf({ refused: [...refused, { queueId: 'g', queueName: 'Night', permission: null }] }).slice(1),
    ).to.deep.equal([
      `warn: Genesys announces no changes of a, b, c, d, e and 1 more: the OAuth client lacks ${permission}. Polled; tried again every 10 minutes.`,
      'warn: Genesys announces no changes of Night. Polled; tried again every 10 minutes.',
    ]);
  });

  it('queues that are not trusted, and for how long still', () => {
    const distrusted = [{ queueId: 'a', queueName: 'Sales', leftSeconds: 3_120 }];
    expect(wordsOf({ distrusted })[1]).to.equal(
      'warn: Polled, because a change was not announced: Sales (52 min left).',
    );
  });
});

describe('how the page tells how a query stands', () => {
  const standing: Standing = {
    ...{ state: 'fresh', ageMs: 100, failure: null, refusedAt: null, now: NOW, freshForMs: 2_000 },
  };
  const spent = { code: 'genesys_rate_limited', title: 't', detail: 'd', hint: 'h' };
  const table: Array<[given: Partial<Standing>, words: string, tone: string]> = [
    [{}, 'fresh', 'good'],
    [{ ageMs: 2_000 }, 'fresh', 'good'],
    [{ ageMs: 20_000 }, 'fresh (quiet queue)', 'good'],
    [{ state: 'older', ageMs: 20_000 }, 'being refreshed', 'good'],
    [{ state: 'waiting', ageMs: 20_000 }, 'waiting for the rate limit', 'warn'],
    [{ state: 'stale', ageMs: 20_000 }, 'stale: Genesys can’t be asked', 'warn'],
    [{ state: 'stale', failure: spent }, 'stale: waiting for the rate limit', 'warn'],
    [{ state: 'unknown', ageMs: null, failure: spent }, 'not known: waiting for the rate limit', 'bad'],
    [{ state: 'refused' }, 'refused by Genesys', 'bad'],
    [
      { state: 'refusedBefore', refusedAt: '2026-03-01T11:58:30.000Z' },
      'refused when last asked, 90 s ago',
      'warn',
    ],
    [{ state: 'of tomorrow' }, 'of tomorrow', ''],
  ];
  for (const [given, words, tone] of table)
    it(`${words}: ${JSON.stringify(given)}`, () =>
      expect(stateInWords({ ...standing, ...given })).to.deep.equal([words, tone]));
});
