// When a warm query is refreshed, which of several first, and how failures are paused over.
import { expect } from 'chai';
import {
  interestAfter,
  loadPause,
  invalidationDue,
  refreshDue,
  takeTurns,
  urgency,
  type DueKind,
} from '../../src/cache/warmth.rules.js';

describe('interest in a query', () => {
  it('grows by one with each request, and halves in a minute', () => {
    expect(interestAfter(1, 0)).to.equal(2);
    expect(interestAfter(2, 60_000)).to.equal(2);
    expect(interestAfter(8, 120_000)).to.equal(3);
    expect(interestAfter(0, 0)).to.equal(1);
  });

  it('is nearly forgotten after an hour, but the last request counts', () => {
    expect(interestAfter(1e6, 3_600_000)).to.be.closeTo(1, 1e-6);
  });
});

describe('the moment of a refresh', () => {
  const table: Array<[tookMs: number, due: number]> = [
    [0, 1_500],
    [1, 1_499],
    [300, 1_200],
    [999, 501],
    [1_000, 500],
    [1_001, 500],
    [9_000, 500],
  ];
  for (const [tookMs, due] of table) {
    it(`comes ${due} ms after a fetch of ${tookMs} ms began, with freshFor 2 s`, () => {
      expect(refreshDue(10_000, tookMs, 2_000)).to.equal(10_000 + due);
    });
  }

  it('leaves a fetch as long as the last one time to end before the answer gets old', () => {
    for (let tookMs = 0; tookMs <= 1_500; tookMs += 50)
      expect(refreshDue(0, tookMs, 2_000) + tookMs, String(tookMs)).to.be.at.most(2_000);
  });
});

describe('the urgency of a refresh', () => {
  it('is greater for what is wanted more, for as long a wait', () => {
    expect(urgency(10, 0, 500)).to.be.above(urgency(9, 0, 500));
    expect(urgency(10, 0, 0)).to.be.above(urgency(9, 0, 0));
    expect(urgency(10, 60_000, 500)).to.be.below(urgency(6, 0, 500));
  });

  it('grows with time, so that what is wanted least comes first some day', () => {
    expect(urgency(1, 0, 501)).to.be.above(urgency(1, 0, 500));
    expect(urgency(1, 240_000, 250_000)).to.be.above(urgency(30, 0, 250));
  });

  it('grows with time even for what hardly anybody wants any more', () => {
    expect(urgency(1, 3_600_000, 1_000)).to.be.above(urgency(1, 3_600_000, 10));
    expect(urgency(0, 0, 100)).to.be.above(0);
  });
});

describe('the pause after a failed load', () => {
  it('doubles from 250 ms to 2.4 s: soon enough for an answer within 3 s after an outage', () => {
    const longest = (failures: number) => loadPause(failures, 1);
    expect([1, 2, 3, 4, 5, 6, 7].map(longest)).to.deep.equal([250, 500, 1_000, 2_000, 2_400, 2_400, 2_400]);
    expect(longest(1e9)).to.equal(2_400);
  });

  it('is random by a fifth', () => {
    expect([0, 0.5].map((random) => loadPause(1, random))).to.deep.equal([200, 225]);
    expect([0, 0.5].map((random) => loadPause(100, random))).to.deep.equal([1_920, 2_160]);
  });
});

describe('a refresh after an announced change', () => {
  it('is due at once, and no sooner than minInterval after the one before', () => {
    expect(invalidationDue(10_000, 700, 500)).to.equal(10_700);
    expect(invalidationDue(10_000, 500, 500)).to.equal(10_500);
    expect(invalidationDue(10_000, 499, 500)).to.equal(10_500);
  });
});

describe('the turns of refreshes', () => {
  const due = (kinds: string) =>
    [...kinds].map((letter, n) => {
      const kind: DueKind = letter === 'i' ? 'invalidated' : letter === 'm' ? 'unmonitored' : 'unchanged';
      return { kind, name: `${letter}${n}` };
    });
  /** The first of each round in which one refresh is let in, with everybody due again. */
  const firsts = (kinds: string, rounds: number) => {
    let firsts = '';
    for (let turns = 0; turns < rounds; turns += 1)
      firsts += [...takeTurns(due(kinds), () => turns)][0]?.name[0] ?? '';
    return firsts;
  };

  it('are those of announced changes, but for each fourth and each sixteenth', () => {
    expect(firsts('imc', 16)).to.equal('iiimiiimiiimiiic');
    expect(firsts('ic', 16)).to.equal('iiiiiiiiiiiiiiic');
    expect(firsts('mc', 16)).to.equal('mmmmmmmmmmmmmmmc');
    expect(firsts('m', 4)).to.equal('mmmm');
  });

  it('let everybody try once in each round, and keep the order of each kind', () => {
    const names = [...takeTurns(due('mcicmi'), () => 0)].map(({ name }) => name);
    expect(names).to.deep.equal(['i2', 'i5', 'm0', 'm4', 'c1', 'c3']);
    expect([...takeTurns(due(''), () => 0)]).to.deep.equal([]);
  });
});
