import { expect } from 'chai';
import type { Comparison } from '../../../src/genesys/activity/comparison.rules.js';
import { TrustLedger } from '../../../src/genesys/activity/trust-ledger.js';
import type { MemberFilters } from '../../../src/domain/model.js';

const NARROW: MemberFilters = { presence: ['Available'], joined: true };
const WIDE: MemberFilters = { presence: ['Available'] };
const ALL: MemberFilters = {};
const AGREE: Comparison = { kind: 'agree', breadth: 'narrow' };
const WIDELY: Comparison = { kind: 'agree', breadth: 'wide' };
const DISAGREE: Comparison = { kind: 'disagree', users: 1, who: ['a'], mayBeLate: true };
const HOUR = 3_600_000;

function ledger() {
  const told: string[] = [];
  const book = new TrustLedger({
    compared: () => undefined,
    queueDistrusted: (id) => told.push(id),
    organizationDistrusted: (queues) => told.push(`all ${queues}`),
    organizationTrusted: () => told.push('trusted'),
  });
  const agree = (queueId: string, times: number, comparison = AGREE) => {
    for (let time = 0; time < times; time += 1) book.note(queueId, comparison, 0);
  };
  const distrust = (queueId: string, at: number) => {
    book.note(queueId, DISAGREE, at);
    book.note(queueId, DISAGREE, at + 2_000);
  };
  return { book, told, agree, distrust };
}

describe('trust in looks', () => {
  it('is earned by three agreements of a queue', () => {
    const { book, agree } = ledger();
    agree('q', 2);
    expect(book.isTrusted('q', NARROW, 0)).to.equal(false);
    agree('q', 1);
    expect([book.isTrusted('q', NARROW, 0), book.isTrusted('other', NARROW, 0)]).to.eql([true, false]);
  });

  it('or by twenty of all together', () => {
    const { book, agree, told } = ledger();
    for (let queue = 0; queue < 19; queue += 1) agree(`q${queue}`, 1);
    expect(book.isTrusted('new', NARROW, 0)).to.equal(false);
    agree('q0', 1);
    expect(book.isTrusted('new', NARROW, 0)).to.equal(true);
    expect(told).to.eql(['trusted']);
  });

  it('for people who may be left out only by a queue that has shown it', () => {
    const { book, agree } = ledger();
    agree('q', 30);
    expect([NARROW, WIDE, ALL].map((filters) => book.isTrusted('q', filters, 0))).to.eql([
      true,
      false,
      false,
    ]);
    agree('q', 3, WIDELY);
    expect([NARROW, WIDE, ALL].map((filters) => book.isTrusted('q', filters, 0))).to.eql([true, true, true]);
    book.note('r', { kind: 'leaves out', what: ['offline'] }, 0);
    expect([NARROW, WIDE, ALL].map((filters) => book.isTrusted('q', filters, 0))).to.eql([true, true, false]);
    book.note('r', { kind: 'leaves out', what: ['notJoined'] }, 0);
    expect([NARROW, WIDE, ALL].map((filters) => book.isTrusted('q', filters, 0))).to.eql([
      true,
      false,
      false,
    ]);
    expect(book.queue('r').doubtedAt).to.equal(undefined);
  });

  it('rests while a disagreement may hold, and goes on when it does not', () => {
    const { book, agree } = ledger();
    agree('q', 3);
    expect(book.note('q', DISAGREE, 1_000)).to.equal(true);
    expect(book.isTrusted('q', NARROW, 1_000)).to.equal(false);
    expect(book.note('q', DISAGREE, 2_999)).to.equal(true);
    expect(book.note('q', AGREE, 3_000)).to.equal(false);
    expect(book.isTrusted('q', NARROW, 3_000)).to.equal(true);
  });

  it('is lost for an hour by one that holds, and then earned anew by the queue alone', () => {
    const { book, agree, distrust, told } = ledger();
    for (let queue = 0; queue < 30; queue += 1) agree(`q${queue}`, 1);
    distrust('q7', 1_000);
    expect(told).to.eql(['trusted', 'q7']);
    agree('q7', 3);
    expect(book.isTrusted('q7', NARROW, 2_999 + HOUR)).to.equal(false);
    expect(book.isTrusted('q7', NARROW, 3_000 + HOUR)).to.equal(true);
    expect(book.isTrusted('q1', NARROW, 3_000)).to.equal(false);
    for (let queue = 0; queue < 20; queue += 1) agree(`r${queue}`, 1);
    expect(book.isTrusted('q1', NARROW, 3_000)).to.equal(true);
  });

  it('in all queues is lost by three of ten', () => {
    const { book, agree, distrust, told } = ledger();
    for (let queue = 0; queue < 10; queue += 1) agree(`q${queue}`, 3);
    distrust('q0', 0);
    distrust('q1', 0);
    expect(book.isTrusted('q9', NARROW, 2_000)).to.equal(true);
    distrust('q2', 0);
    expect(book.isTrusted('q9', NARROW, 2_000)).to.equal(false);
    expect(book.isTrusted('q9', NARROW, 2_000 + HOUR)).to.equal(true);
    expect(told).to.eql(['trusted', 'q0', 'q1', 'q2', 'all 3']);
  });

  it('in all queues is not lost by three of eleven', () => {
    const { book, agree, distrust } = ledger();
    for (let queue = 0; queue < 11; queue += 1) agree(`q${queue}`, 3);
    for (const id of ['q0', 'q1', 'q2']) distrust(id, 0);
    expect(book.isTrusted('q9', NARROW, 2_000)).to.equal(true);
    expect(book.counts(['q0', 'q9', 'new'], NARROW, 2_000)).to.eql({
      trusted: 1,
      distrusted: 1,
      compared: 2,
    });
  });

  it('is asked for first where it was not for the longest time', () => {
    const { book, distrust } = ledger();
    const never = () => -Infinity;
    book.note('a', AGREE, 10);
    book.note('b', AGREE, 5);
    distrust('c', 0);
    expect(book.leastChecked(['a', 'b', 'c'], 3_000, never)).to.equal('b');
    expect(book.leastChecked(['a', 'b', 'c', 'new'], 3_000, never)).to.equal('new');
    const tried = (id: string) => (id === 'new' ? 20 : -Infinity);
    expect(book.leastChecked(['a', 'b', 'new'], 3_000, tried)).to.equal('b');
    expect(book.leastChecked(['c'], 3_000, never)).to.equal(undefined);
    expect(book.leastChecked(['c'], 2_000 + HOUR, never)).to.equal('c');
  });

  it('is passed on, and what is distrusted anywhere is distrusted everywhere', () => {
    const { book: teacher, agree, distrust } = ledger();
    for (let queue = 0; queue < 25; queue += 1) agree(`q${queue}`, 1);
    agree('q1', 3);
    distrust('q2', 0);
    for (let queue = 0; queue < 20; queue += 1) agree(`r${queue}`, 1);
    const { book: pupil } = ledger();
    pupil.note('q3', DISAGREE, 0);
    pupil.learn(JSON.parse(JSON.stringify(teacher.record(10_000))) as never, 50_000);
    const trusted = ['q1', 'q2', 'q3', 'new'].map((id) => pupil.isTrusted(id, NARROW, 50_000));
    expect(trusted).to.eql([true, false, false, true]);
    expect(pupil.isTrusted('q2', NARROW, 50_000 + HOUR)).to.equal(false);
    expect(pupil.queue('q2').distrustedUntil).to.equal(50_000 + 2_000 + HOUR - 10_000);
  });

  it('keeps count of what comparisons have come to', () => {
    const { book, told, agree, distrust } = ledger();
    agree('a', 3);
    distrust('b', 0);
    book.note('c', { kind: 'leaves out', what: ['offline'] }, 0);
    expect(book.comparisons).to.eql({ agreed: 3, leftOut: 1, disagreed: 1, held: 1 });
    expect(told).to.eql(['b']);
    book.note('d', DISAGREE, 0);
    expect([book.note('d', DISAGREE, 100), book.note('d', AGREE, 200)], 'to be fetched once more').to.eql([
      true,
      false,
    ]);
    expect(book.comparisons).to.include({ disagreed: 3, agreed: 4 });
  });

  it('tells others once what was found here, and nothing that they have told', () => {
    const [one, other] = [ledger(), ledger()];
    expect(one.book.takeNoted(0)).to.equal(undefined);
    one.agree('q1', 3);
    const record = one.book.takeNoted(500)!;
    expect(record.queues).to.eql([['q1', 3, 0, 0, false, 500]]);
    expect(one.book.takeNoted(500)).to.equal(undefined);
    other.book.learn(record, 1_000);
    expect(other.book.queue('q1').checkedAt).to.equal(500);
    expect(other.book.takeNoted(1_000)).to.equal(undefined);
  });

  it('is earned by what several processes find together, each of which counts once', () => {
    const books = [ledger(), ledger(), ledger()];
    const tellAll = () => {
      const told = books.map(({ book }) => book.takeNoted(0));
      books.forEach(({ book }, own) =>
        told.forEach((record, from) => record && own !== from && book.learn(record, 0)),
      );
    };
    for (let round = 0; round < 6; round += 1) {
      books.forEach(({ agree }, index) => agree(`q${index}-${round}`, 1));
      tellAll();
      tellAll();
    }
    expect(books.map(({ book }) => book.organization.agreements)).to.eql([18, 18, 18]);
    books[0]!.agree('more', 2);
    tellAll();
    expect(books.map(({ book }) => book.isTrusted('new', NARROW, 0))).to.eql([true, true, true]);
    expect(books.map(({ told }) => told)).to.eql([['trusted'], ['trusted'], ['trusted']]);
    const late = ledger();
    late.book.learn(books[1]!.book.record(0), 0);
    expect(late.book.organization.agreements).to.equal(20);
  });

  it('in all queues is lost by three that three processes distrust', () => {
    const books = [ledger(), ledger(), ledger()];
    books.forEach(({ agree, distrust }, index) => {
      for (let queue = 0; queue < 4; queue += 1) agree(`q${queue}`, 3);
      distrust(`q${index}`, 0);
    });
    const [first, ...others] = books;
    const found = others.map(({ book }) => first!.book.learn(book.takeNoted(2_000)!, 2_000));
    expect(found).to.eql([['q1'], ['q2']]);
    expect(first!.book.isTrusted('q3', NARROW, 2_000)).to.equal(false);
    expect(first!.told).to.eql(['q0', 'all 3']);
  });

  it('in all queues is not brought back by word from before a disagreement', () => {
    const [one, other] = [ledger(), ledger()];
    for (let queue = 0; queue < 25; queue += 1) {
      one.agree(`q${queue}`, 1);
      other.agree(`q${queue}`, 1);
    }
    const before = other.book.record(0);
    one.distrust('q7', 0);
    one.book.learn(before, 2_000);
    expect(one.book.isTrusted('new', NARROW, 2_000)).to.equal(false);
    other.book.learn(one.book.record(2_000), 2_000);
    expect(other.book.isTrusted('new', NARROW, 2_000)).to.equal(false);
    expect(other.told).to.eql(['trusted']);
  });

  it('forgets queues that nobody asks for, unless they are distrusted', () => {
    const { book, agree, distrust } = ledger();
    agree('a', 3);
    agree('b', 3);
    distrust('c', 0);
    book.keep(new Set(['a']), 3_000);
    expect(['a', 'b', 'c'].map((id) => book.queue(id).checkedAt > -Infinity)).to.eql([true, false, true]);
  });
});
