import { expect } from 'chai';
import { judge, type Verdict } from '../../src/rules/freshness.js';

describe('freshness', () => {
  const table: [what: string, ageMs: number | undefined, freshFor: number, verdict: Verdict][] = [
    ['nothing held', undefined, 2_000, 'load'],
    ['just taken', 0, 2_000, 'answer'],
    ['1 ms before the limit', 1_999, 2_000, 'answer'],
    ['at the limit', 2_000, 2_000, 'answer'],
    ['1 ms past the limit', 2_001, 2_000, 'load'],
    ['the shortest freshness', 1, 1, 'answer'],
    ['just taken with caching off', 0, 0, 'load'],
    ['nothing held with caching off', undefined, 0, 'load'],
  ];
  for (const [what, ageMs, freshFor, verdict] of table) {
    it(`says ${verdict} for ${what}`, () => {
      expect(judge(ageMs, { freshFor, staleWhileRevalidate: 0, staleIfError: 0 }, false)).to.equal(verdict);
    });
  }
});
