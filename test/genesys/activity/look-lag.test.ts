import { expect } from 'chai';
import type { MemberStatus, QueueLook } from '../../../src/genesys/activity/look.js';
import { LookLag } from '../../../src/genesys/activity/look-lag.js';

const INTERVAL = 1_000;
const TOLERANCE = 250;

/** A look at one queue with one member; moments on Genesys's clock are ours. */
function lookOf(askedAt: number, since: number | undefined, more: Partial<QueueLook> = {}): QueueLook {
  const status: MemberStatus =
    since === undefined ? { presence: 'AWAY' } : { presence: `STATE_${since}`, presenceSince: since };
  return {
    ...{ queueId: 'q', askedAt, answeredAt: askedAt + 50, asOf: askedAt, askedOnTheirClock: askedAt },
    ...{ clockDoubtMs: 0, members: new Map([['a', status]]), correlationIds: [] },
    ...(since !== undefined && { latestSince: since }),
    ...more,
  };
}

function lag() {
  const book = new LookLag();
  let before: QueueLook | undefined;
  const look = (askedAt: number, since?: number, more: Partial<QueueLook> = {}) => {
    const now = lookOf(askedAt, since, more);
    if (before) book.saw(before, now, INTERVAL, askedAt + 50);
    book.came([now], INTERVAL, askedAt + 50);
    before = now;
    /** How old what it tells is reckoned to be when it was asked. */
    return askedAt - book.momentOf(now);
  };
  return { book, look };
}

describe('how old what looks tell is reckoned to be', () => {
  it('is what clocks and ways may hide, while every change comes in time', () => {
    const { book, look } = lag();
    expect([look(10_000, 5_000), look(11_000, 10_500), look(12_000, 11_900)]).to.eql([250, 250, 250]);
    expect([book.ms, book.version]).to.eql([0, 0]);
    expect(look(13_000, 12_500, { clockDoubtMs: 400, askedOnTheirClock: 12_800 })).to.equal(650);
  });

  it('is what a change was late by that a look before should have shown, from then on', () => {
    const { book, look } = lag();
    look(10_000, 5_000);
    expect(look(11_000, 9_000)).to.equal(2_000 + TOLERANCE);
    expect([book.ms, book.version]).to.eql([2_250, 1]);
    expect(look(12_000, 11_900), 'one in time says nothing of the next').to.equal(2_250);
    // Clocks are known better by now.
    expect(look(13_000, 11_900, { askedOnTheirClock: 12_600 })).to.equal(2_000 - 400 + TOLERANCE);
  });

  it('is at least what has been forgotten, and no less than what is shown until that is shown again', () => {
    const { book, look } = lag();
    look(10_000, 9_900);
    expect(look(11_000, 4_000)).to.equal(7_000 + TOLERANCE);
    expect(book.isSuspect(lookOf(12_000, 4_000))).to.equal(true);
    expect(look(12_000, 4_000)).to.equal(8_000 + TOLERANCE);
    expect(look(13_000, 9_900), 'it was behind by so much').to.be.within(1_100, 3_500);
    expect(book.isSuspect(lookOf(14_000, 9_900))).to.equal(false);
  });

  it('is the last change shown after a fetch has contradicted, until a later one shows', () => {
    const { book, look } = lag();
    look(10_000, 9_900);
    const version = book.version;
    book.contradicted(lookOf(11_000, 9_900), 10_600);
    expect(book.version).to.be.above(version);
    expect(look(11_500, 9_900)).to.equal(1_600 + TOLERANCE);
    expect(look(12_500, 11_800)).to.equal(TOLERANCE);
  });

  it('is a minute then, where states tell no moment', () => {
    const { book, look } = lag();
    look(10_000);
    book.contradicted(lookOf(11_000, undefined), 10_600);
    expect(look(11_500)).to.equal(60_000);
    book.caughtUp(lookOf(12_500, undefined), 10_000, INTERVAL, 12_550);
    expect([look(13_000), book.ms]).to.eql([3_500 + TOLERANCE, 3_500 + TOLERANCE]);
  });

  it('is as before after ten agreements in a row', () => {
    const { book, look } = lag();
    look(10_000, 2_000);
    const agree = (times: number) => {
      for (let agreed = 0; agreed < times; agreed += 1) book.agreed(11_000, 20);
    };
    book.contradicted(lookOf(11_000, 2_000), 10_600);
    agree(9);
    expect(look(12_000, 2_000)).to.equal(10_000 + TOLERANCE);
    book.contradicted(lookOf(12_000, 2_000), 11_600);
    agree(9);
    expect(look(13_000, 2_000)).to.equal(11_000 + TOLERANCE);
    agree(1);
    expect(look(14_000, 2_000)).to.equal(TOLERANCE);
  });

  it('grows when nothing changes for much longer than usual, until fetches say that this is so', () => {
    const { book, look } = lag();
    let at = 10_000;
    for (; at < 70_000; at += 500) look(at, at - 100);
    const last = at - 600;
    const ages: number[] = [];
    for (; at < 85_000; at += 500) ages.push(look(at, last));
    expect(ages.slice(0, 5)).to.eql(Array.from({ length: 5 }, () => TOLERANCE));
    expect(ages.at(-1)).to.equal(84_500 - last + TOLERANCE);
    // In one of 1,000 queues hardly anything would have changed; in one of two it would.
    for (let agreed = 0; agreed < 30; agreed += 1) book.agreed(at, 1_000);
    expect(look(at, last)).to.be.above(10_000);
    for (let agreed = 0; agreed < 10; agreed += 1) book.agreed(at, 2);
    expect([look(at, last), look(at + 500, last)]).to.eql([TOLERANCE, TOLERANCE]);
    // Another silence is another one.
    for (at += 1_000; at < 90_000; at += 500) look(at, at - 100);
    for (const until = at + 15_000; at < until; at += 500) look(at, 89_400);
    expect(look(at, 89_400)).to.be.above(10_000);
  });
});
