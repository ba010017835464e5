// Until when a snapshot is fresh where Genesys announces changes, and what is done with it after that.
import { expect } from 'chai';
import {
  judge,
  mayBridge,
  sameFor,
  policyOf,
  usefulFor,
  type Verdict,
} from '../../src/cache/freshness.rules.js';

const WINDOWS = { freshFor: 2_000, staleWhileRevalidate: 3_000, staleIfError: 60_000 };

describe('the freshness policy of a snapshot', () => {
  const table: Array<[string, Parameters<typeof policyOf>[1], freshUntil: number, staleFrom: number]> = [
    ['is freshFor where nothing is announced', {}, 2_000, 2_000],
    ['ends with an announced change', { suspectFrom: 700 }, 700, 2_000],
    ['ends with freshFor when the change comes later', { suspectFrom: 2_001 }, 2_000, 2_000],
    ['stretches while the queue is trusted', { covered: true, trustedFor: 30_000 }, 30_000, 30_000],
    ['is never shorter for being trusted', { covered: true, trustedFor: 1_000 }, 2_000, 2_000],
    ['does not stretch where a change may be missed', { trustedFor: 30_000 }, 2_000, 2_000],
    [
      'ends in the stretch when a change comes',
      { covered: true, trustedFor: 30_000, suspectFrom: 9_000 },
      9_000,
      9_000,
    ],
    [
      'ends in freshFor when one comes there',
      { covered: true, trustedFor: 30_000, suspectFrom: 0 },
      0,
      2_000,
    ],
    [
      'ends with the stretch at the latest',
      { covered: true, trustedFor: 30_000, suspectFrom: 30_001 },
      30_000,
      30_000,
    ],
  ];
  for (const [name, announced, freshUntil, staleFrom] of table) {
    it(name, () => {
      const suspect = announced?.suspectFrom !== undefined;
      const unchanged = announced?.covered === true && !suspect;
      expect(policyOf(2_000, announced)).to.deep.equal({ freshUntil, staleFrom, suspect, unchanged });
    });
  }
});

describe('a snapshot where freshFor is 0', () => {
  it('is trusted no longer for that: who turned the cache off has it off', () => {
    expect(policyOf(0, { covered: true, trustedFor: 30_000 })).to.deep.equal({
      freshUntil: 0,
      staleFrom: 0,
      suspect: false,
      unchanged: true,
    });
    const off = { ...WINDOWS, freshFor: 0, staleWhileRevalidate: 0 };
    expect(judge(1, off, false, policyOf(0, { covered: true, trustedFor: 30_000 }))).to.equal('load');
  });
});

describe('a snapshot with a term', () => {
  it('makes nobody wait because of an announcement, also without a window for it', () => {
    const narrow = { ...WINDOWS, staleWhileRevalidate: 0 };
    const policy = policyOf(2_000, { suspectFrom: 700 });
    expect(judge(2_000, narrow, false, policy)).to.equal('refresh');
    expect(judge(2_001, narrow, false, policy)).to.equal('load');
  });

  const verdicts: Array<[Parameters<typeof policyOf>[1], ageMs: number, calm: Verdict, trouble: Verdict]> = [
    [{ suspectFrom: 700 }, 700, 'answer', 'answer'],
    [{ suspectFrom: 700 }, 701, 'refresh', 'refresh'],
    [{ suspectFrom: 700 }, 5_000, 'refresh', 'refresh'],
    [{ suspectFrom: 700 }, 5_001, 'load', 'stale'],
    [{ covered: true, trustedFor: 30_000 }, 30_000, 'answer', 'answer'],
    [{ covered: true, trustedFor: 30_000 }, 30_001, 'refresh', 'refresh'],
    [{ covered: true, trustedFor: 30_000 }, 33_001, 'load', 'stale'],
    [{ covered: true, trustedFor: 30_000, suspectFrom: 9_000 }, 9_000, 'answer', 'answer'],
    [{ covered: true, trustedFor: 30_000, suspectFrom: 9_000 }, 9_001, 'refresh', 'refresh'],
    [{ covered: true, trustedFor: 30_000, suspectFrom: 9_000 }, 12_000, 'refresh', 'refresh'],
    [{ covered: true, trustedFor: 30_000, suspectFrom: 9_000 }, 12_001, 'load', 'stale'],
    [{ covered: true, trustedFor: 30_000, suspectFrom: 9_000 }, 69_000, 'load', 'stale'],
    [{ covered: true, trustedFor: 30_000, suspectFrom: 9_000 }, 69_001, 'load', 'load'],
  ];
  for (const [announced, ageMs, calm, trouble] of verdicts) {
    it(`${JSON.stringify(announced)} of ${ageMs} ms: ${calm}, in trouble ${trouble}`, () => {
      const policy = policyOf(2_000, announced);
      expect(judge(ageMs, WINDOWS, false, policy)).to.equal(calm);
      expect(judge(ageMs, WINDOWS, true, policy)).to.equal(trouble);
    });
  }

  it('bridges a failed load from the end of its term on', () => {
    const policy = policyOf(2_000, { covered: true, trustedFor: 30_000 });
    expect(mayBridge(90_000, WINDOWS, 'unavailable', policy)).to.equal(true);
    expect(mayBridge(90_001, WINDOWS, 'unavailable', policy)).to.equal(false);
    expect(mayBridge(1, WINDOWS, 'refused', policy)).to.equal(false);
  });

  it('is the same to the letter no longer than it is fresh', () => {
    expect(sameFor(400, policyOf(2_000, { suspectFrom: 700 }))).to.equal(300);
    expect(sameFor(701, policyOf(2_000, { suspectFrom: 700 }))).to.equal(0);
  });

  it('makes nobody wait for an announcement who would not have waited without', () => {
    for (let age = 0; age <= 70_000; age += 250) {
      for (const suspectFrom of [0, 700, 1_999, 2_000, 4_000]) {
        const without = judge(age, WINDOWS, false);
        if (without === 'load') continue;
        expect(judge(age, WINDOWS, false, policyOf(2_000, { suspectFrom })), String(age)).to.not.equal(
          'load',
        );
      }
    }
  });

  it('is kept for as long as it may be trusted, and its windows after that', () => {
    expect(usefulFor(WINDOWS, 30_000)).to.equal(90_000);
    expect(usefulFor(WINDOWS, 1_000)).to.equal(62_000);
  });
});
