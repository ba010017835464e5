// What may be done with an answer of some age: each window's limit, a millisecond on both sides of it.
import { expect } from 'chai';
import fc from 'fast-check';
import {
  judge,
  mayBridge,
  sameFor,
  usefulFor,
  type Verdict,
  type Windows,
} from '../../src/cache/freshness.rules.js';

const DEFAULTS: Windows = { freshFor: 2_000, staleWhileRevalidate: 3_000, staleIfError: 60_000 };
const OFF: Windows = { freshFor: 0, staleWhileRevalidate: 0, staleIfError: 0 };

describe('freshness', () => {
  const table: Array<[ageMs: number | undefined, calm: Verdict, trouble: Verdict]> = [
    [undefined, 'load', 'load'],
    [0, 'answer', 'answer'],
    [1_999, 'answer', 'answer'],
    [2_000, 'answer', 'answer'],
    [2_001, 'refresh', 'refresh'],
    [4_999, 'refresh', 'refresh'],
    [5_000, 'refresh', 'refresh'],
    [5_001, 'load', 'stale'],
    [61_999, 'load', 'stale'],
    [62_000, 'load', 'stale'],
    [62_001, 'load', 'load'],
    [1e9, 'load', 'load'],
  ];
  for (const [ageMs, calm, trouble] of table) {
    it(`says ${calm}, and ${trouble} in trouble, for ${ageMs ?? 'nothing held'}`, () => {
      expect(judge(ageMs, DEFAULTS, false)).to.equal(calm);
      expect(judge(ageMs, DEFAULTS, true)).to.equal(trouble);
    });
  }

  const off: Array<
    [what: string, windows: Partial<Windows>, ageMs: number, calm: Verdict, trouble: Verdict]
  > = [
    ['all off', OFF, 0, 'load', 'load'],
    ['all off', OFF, 1, 'load', 'load'],
    ['freshFor off', { freshFor: 0 }, 0, 'refresh', 'refresh'],
    ['freshFor off', { freshFor: 0 }, 3_000, 'refresh', 'refresh'],
    ['freshFor off', { freshFor: 0 }, 3_001, 'load', 'stale'],
    ['freshFor off', { freshFor: 0 }, 60_001, 'load', 'load'],
    ['staleWhileRevalidate off', { staleWhileRevalidate: 0 }, 2_000, 'answer', 'answer'],
    ['staleWhileRevalidate off', { staleWhileRevalidate: 0 }, 2_001, 'load', 'stale'],
    ['staleIfError off', { staleIfError: 0 }, 5_000, 'refresh', 'refresh'],
    ['staleIfError off', { staleIfError: 0 }, 5_001, 'load', 'load'],
    ['only staleIfError', { ...OFF, staleIfError: 10 }, 0, 'load', 'stale'],
    ['only staleIfError', { ...OFF, staleIfError: 10 }, 10, 'load', 'stale'],
    ['only staleIfError', { ...OFF, staleIfError: 10 }, 11, 'load', 'load'],
    ['the shortest freshness', { ...OFF, freshFor: 1 }, 1, 'answer', 'answer'],
    ['the shortest freshness', { ...OFF, freshFor: 1 }, 2, 'load', 'load'],
  ];
  for (const [what, windows, ageMs, calm, trouble] of off) {
    it(`with ${what} says ${calm}, and ${trouble} in trouble, at ${ageMs} ms`, () => {
      expect(judge(ageMs, { ...DEFAULTS, ...windows }, false)).to.equal(calm);
      expect(judge(ageMs, { ...DEFAULTS, ...windows }, true)).to.equal(trouble);
    });
  }

  it('lets a longer window stand where staleIfError ends before staleWhileRevalidate', () => {
    const windows = { freshFor: 100, staleWhileRevalidate: 500, staleIfError: 200 };
    expect(judge(600, windows, true)).to.equal('refresh');
    expect(judge(601, windows, true)).to.equal('load');
  });
});

describe('bridging a failed load', () => {
  it('is for a Genesys that is unavailable, and ends with staleIfError', () => {
    for (const ageMs of [0, 2_000, 2_001, 62_000])
      expect(mayBridge(ageMs, DEFAULTS, 'unavailable'), String(ageMs)).to.equal(true);
    expect(mayBridge(62_001, DEFAULTS, 'unavailable')).to.equal(false);
  });

  it('is never for a refusal, a fault of the caller or one of our own', () => {
    for (const kind of ['refused', 'caller', 'internal'] as const)
      for (const ageMs of [0, 2_001, 62_000])
        expect(mayBridge(ageMs, DEFAULTS, kind), `${kind} ${ageMs}`).to.equal(false);
  });

  it('is not done at all with staleIfError 0', () => {
    for (const ageMs of [0, 1, 2_001])
      expect(mayBridge(ageMs, { ...DEFAULTS, staleIfError: 0 }, 'unavailable')).to.equal(false);
  });
});

describe('the time that a snapshot is of use', () => {
  it('ends with the longer of the stale windows', () => {
    expect(usefulFor(DEFAULTS)).to.equal(62_000);
    expect(usefulFor({ ...DEFAULTS, staleIfError: 1_000 })).to.equal(5_000);
    expect(usefulFor(OFF)).to.equal(0);
  });
});

describe('the time that an answer stays the same to the letter', () => {
  const cases: ReadonlyArray<readonly [ageMs: number, freshFor: number, ms: number]> = [
    [0, 2_500, 500],
    [100, 2_500, 400],
    [600, 2_500, 400],
    [999, 2_000, 1],
    [1_000, 2_000, 0],
    [2_000, 2_000, 0],
    [2_001, 2_000, 0],
    [-1, 2_000, 0],
    [250, 600_900, 650],
  ];
  for (const [ageMs, freshFor, ms] of cases)
    it(`is ${ms} ms at ${ageMs} ms of ${freshFor}`, () =>
      expect(sameFor(ageMs, { freshUntil: freshFor })).to.equal(ms));

  it('changes neither whole seconds of age nor of what is left', () => {
    fc.assert(
      fc.property(
        fc.integer({ max: 700_000, min: 0 }),
        fc.integer({ min: 0, max: 700_000 }),
        (age, freshFor) => {
          const ms = sameFor(age, { freshUntil: freshFor });
          fc.pre(ms > 0);
          const told = (ageMs: number) => [ageMs, freshFor - ageMs].map((x) => Math.floor(x / 1_000));
          expect(told(age + ms - 1)).to.deep.equal(told(age));
        },
      ),
    );
  });
});
