import { expect } from 'chai';
import {
  filtersInWords,
  standingOf,
  type Known,
  type QueryStanding,
} from '../../../src/http/status/query-words.rules.js';

describe('filters in words', () => {
  const table: [object, string][] = [
    [{}, 'every member'],
    [{ presence: ['Available'], joined: true }, 'presence Available, joined'],
    [{ presence: ['Available', 'Busy'] }, 'presence Available or Busy'],
    [
      { routingStatus: ['IDLE'], skills: ['english'], joined: false },
      'skills english, routing status IDLE, not joined',
    ],
    [{ name: 'Ann' }, 'name Ann'],
  ];
  for (const [filters, words] of table) {
    it(words, () => expect(filtersInWords(filters)).to.equal(words));
  }
});

describe('how a query stands', () => {
  const windows = { freshFor: 2_000, staleWhileRevalidate: 3_000, staleIfError: 60_000 };
  const calm: Known = { failed: false, refused: false, idleMs: 0 };
  const table: [string, Known, QueryStanding][] = [
    ['young', { ...calm, ageMs: 2_000 }, 'fresh'],
    ['past freshFor', { ...calm, ageMs: 2_001 }, 'older'],
    ['young, though the last load failed', { ...calm, ageMs: 100, failed: true }, 'fresh'],
    ['bridged', { ...calm, ageMs: 62_000, failed: true }, 'stale'],
    ['too old to bridge', { ...calm, ageMs: 62_001, failed: true }, 'unknown'],
    ['never counted', calm, 'unknown'],
    ['never counted and failed', { ...calm, failed: true }, 'unknown'],
    ['refused', { ...calm, ageMs: 10, refused: true }, 'refused'],
    ['refused when it was asked last', { ...calm, refused: 'before' }, 'refusedBefore'],
    ['past freshFor without a request left', { ...calm, ageMs: 2_001, waits: true }, 'waiting'],
    ['young without a request left', { ...calm, ageMs: 2_000, waits: true }, 'fresh'],
    [
      'trusted for longer while all is quiet',
      {
        ...calm,
        ageMs: 20_000,
        term: { freshUntil: 30_000, staleFrom: 30_000, suspect: false, unchanged: false },
      },
      'fresh',
    ],
    ['not asked lately', { ...calm, ageMs: 400_000, idleMs: 300_001 }, 'asleep'],
    ['asked just so lately', { ...calm, ageMs: 400_000, idleMs: 300_000 }, 'older'],
  ];
  for (const [name, known, standing] of table) {
    it(`${name}: ${standing}`, () => expect(standingOf(known, windows, 300_000)).to.equal(standing));
  }
});
