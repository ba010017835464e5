import { expect } from 'chai';
import { TheirClock } from '../../../src/genesys/activity/their-clock.js';

const dateOf = (wall: number) => new Date(wall).toUTCString();

describe("Genesys's clock", () => {
  it('is taken to be the same until an answer tells', () => {
    const clock = new TheirClock();
    for (const date of [undefined, '', 'yesterday']) clock.told(date, 0, 100);
    expect(clock.bounds).to.eql({ atLeast: 0, atMost: 0 });
  });

  it('is known the better, the more parts of a second answers were written in', () => {
    const clock = new TheirClock();
    // Theirs is 300 ms ahead; an answer is written in the middle of 100 ms.
    const answer = (sentAt: number) => {
      const theirs = sentAt + 50 + 300;
      clock.told(dateOf(theirs - (theirs % 1_000)), sentAt, sentAt + 100);
      expect(clock.bounds.atLeast).to.be.at.most(-300);
      expect(clock.bounds.atMost).to.be.at.least(-300);
      return clock.bounds.atMost - clock.bounds.atLeast;
    };
    expect(answer(10_000)).to.equal(1_100);
    for (let sentAt = 11_000; sentAt < 30_000; sentAt += 970) answer(sentAt);
    expect(answer(30_000)).to.be.at.most(150);
  });

  it('begins anew where one of both was set', () => {
    const clock = new TheirClock();
    clock.told(dateOf(10_000), 10_100, 10_200);
    clock.told(dateOf(60_000), 11_100, 11_200);
    expect(clock.bounds).to.eql({ atLeast: -49_900, atMost: -48_800 });
  });
});
