// Looks that are behind, in every way that nobody can rule out: each answer is held to what was true when.
import { expect } from 'chai';
import { lookedWorld, wrongBy, type WorldOptions } from '../support/looked-world.js';

const AT = 15_000;
const LASTS_MS = 40_000;
/** Between two looks at a queue; and until what was held is replaced. */
const LOOK_MS = 1_000;

interface Case {
  readonly name: string;
  readonly world: WorldOptions;
  /** Since the beginning, in milliseconds: an answer may be wrong between these two. Absent: none may be. */
  readonly unknown?: readonly [from: number, to: number];
  /** Of the answers of counts, this many at least rest on looks: it was tried. */
  readonly byLooks?: number;
}

const LAG = 1_500;
const JUMP = 5_000;
const CASES: readonly Case[] = [
  { name: 'not at all', world: { clockAheadMs: 400 }, byLooks: 150 },
  { name: 'by a little that nobody sees', world: { lag: () => 240 } },
  { name: 'always, in a busy organization', world: { lag: () => LAG, changeEvery: () => 50 } },
  { name: 'always, by a clock that is behind', world: { lag: () => LAG, clockAheadMs: -700 } },
  { name: 'always, by more than freshFor', world: { lag: () => JUMP } },
  { name: 'always, where states tell no moment', world: { lag: () => LAG, dates: false }, byLooks: 30 },
  { name: 'by more than is believed', world: { lag: () => 90_000 }, byLooks: 0 },
  { name: 'more and more', world: { lag: (at) => Math.max(0, at - AT) * 0.2 } },
  { name: 'by one of two replicas', world: { lag: (_at, _queue, nth) => (nth % 2 === 0 ? 3_000 : 0) } },
  {
    name: 'all at once, after they were trusted',
    world: { lag: (at) => (at < AT ? 0 : JUMP) },
    unknown: [AT, AT + LOOK_MS],
  },
  {
    name: 'all at once, in a quiet organization',
    world: { lag: (at) => (at < AT ? 0 : JUMP), changeEvery: () => 8_000, seed: 2 },
    // Of the first change after that nothing is known until it shows.
    unknown: [AT, 18_900 + JUMP + LOOK_MS],
  },
  {
    name: 'all at once, where states tell no moment',
    world: { lag: (at) => (at < AT ? 0 : JUMP), dates: false },
    unknown: [AT, AT + 6_000],
  },
  {
    name: 'ever more, because they stand still',
    world: { lag: (at) => Math.max(0, at - AT) },
    unknown: [AT, AT + 6_000],
  },
  {
    name: 'ever more, where fetches that are made to compare meet few changes',
    world: { queues: 200, lag: (at) => Math.max(0, at - AT), allowed: 600 },
    unknown: [AT, AT + 6_000],
  },
  {
    name: 'of some queues alone',
    world: { lag: (_at, queue) => (queue % 5 === 0 ? 4_000 : 0) },
    unknown: [0, 10_000],
  },
];

describe('answers while looks are behind', () => {
  for (const { name, world, unknown = [0, 0], byLooks = 70 } of CASES)
    it(name, async () => {
      const { live, stop, answers } = lookedWorld(world);
      await live(LASTS_MS);
      await stop();
      const wrong = wrongBy(answers).filter(({ at }) => at < unknown[0] || at > unknown[1]);
      expect(wrong.slice(0, 3)).to.eql([]);
      expect(answers.length).to.be.above(700);
      expect(answers.filter(({ source }) => source === 'activity').length).to.be.at.least(byLooks);
    });

  it('all at once: what was told before is no younger than it was, and looks go on with what was learned', async () => {
    const { live, stop, health, answers } = lookedWorld({ lag: (at) => (at < AT ? 0 : JUMP) });
    await live(LASTS_MS);
    expect(health().lagMs).to.be.within(JUMP, JUMP + 2_000);
    const late = answers.filter(({ at, source }) => at > AT + 10_000 && source === 'activity');
    expect(late.length).to.be.above(30);
    expect(Math.min(...late.map(({ ageMs }) => ageMs))).to.be.at.least(JUMP);
    await stop();
  });
});
