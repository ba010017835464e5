import { expect } from 'chai';
import { ServiceError } from '../../../src/domain/errors.js';
import { Memory } from '../../../src/runtime/memory.js';
import { Journal } from '../../../src/telemetry/journal/journal.js';
import type { ProblemCategory, ProblemFacts } from '../../../src/telemetry/journal/problems.js';
import { HISTORY_POINTS, HISTORY_STEP_MS } from '../../../src/telemetry/journal/query-record.js';
import { FakeClock } from '../../support/fake-clock.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const query = (presence: string) => ({ queueId: QUEUE, filters: { presence: [presence] } });

describe('the journal', () => {
  let clock: FakeClock;
  let journal: Journal;

  beforeEach(() => {
    clock = new FakeClock();
    journal = new Journal(clock);
  });

  const answer = (more: object = {}) => ({ at: clock.now(), caller: 'callgrid', result: 'hit', ...more });

  it('keeps one record for equal questions, and another for another organization', () => {
    expect(journal.query('a', query('Available'))).to.equal(journal.query('a', query('Available')));
    expect(journal.query('a', query('Busy'))).to.not.equal(journal.query('a', query('Available')));
    expect(journal.query('b', query('Busy'))).to.not.equal(journal.query('a', query('Busy')));
  });

  it('counts what it keeps of queries in bytes, on the account of whoever asked, and lets the longest unused go', () => {
    const memory = new Memory(100_000);
    const bounded = new Journal(clock, memory);
    bounded.query('a', query('Available'), 'first');
    expect(memory.bytesOf('first')).to.be.greaterThan(4_000);
    for (let n = 0; n < 300; n++) bounded.query('a', query('x'.repeat(200) + n), 'second');
    expect(memory.bytes).to.be.at.most(100_000);
    expect(bounded.queries().length).to.be.within(10, 25);
    expect(memory.bytesOf('first')).to.be.greaterThan(4_000);
  });

  it('counts answers, decisions, yeses and stale ones, for the record and for the caller', () => {
    const record = journal.query('a', query('Available'));
    journal.answered([record], answer({ total: 3, accept: true }));
    journal.answered([record], answer({ total: 0, accept: false, result: 'stale' }));
    journal.answered([record], answer({ result: 'genesys_timeout' }));
    expect(record).to.include({ requests: 3, judged: 2, accepted: 1, stale: 1 });
    expect(record.last?.result).to.equal('genesys_timeout');
    expect(journal.caller('callgrid')).to.include({ requests: 3, refused: 0 });
  });

  it('remembers what each caller wants of a query, a few of them, the last one first', () => {
    const record = journal.query('a', query('Available'));
    record.need('callgrid', 3).add(10);
    record.need('ringba', 1).add(20);
    const wanted = (since = 0) => record.needs(since).map(({ caller, needs }) => `${caller} ${needs}`);
    expect(wanted()).to.deep.equal(['ringba 1', 'callgrid 3']);
    record.need('callgrid', 3).add(30);
    expect(wanted()).to.deep.equal(['callgrid 3', 'ringba 1']);
    expect(wanted(25)).to.deep.equal(['callgrid 3']);
    for (let n = 0; n < 20; n++) record.need('made-up', n).add(n);
    expect(wanted()).to.have.length(8);
    expect(wanted().slice(0, 2)).to.deep.equal(['callgrid 3', 'ringba 1']);
  });

  it('counts the use of keys, and forgets those that are none any more', () => {
    journal.key('old').add(5);
    journal.key('new').add(6);
    journal.keepKeys(['new', 'other']);
    expect([journal.key('new').requests, journal.key('old').requests]).to.deep.equal([1, 0]);
  });

  it('counts what a caller was refused, and tells it as a problem that has no end', () => {
    const error = new ServiceError('queue_not_allowed');
    journal.answered([], answer({ result: error.code }), error);
    expect(journal.caller('callgrid')).to.include({ requests: 1, refused: 1 });
    expect(journal.caller('callgrid').lastRefusal?.hint).to.equal(error.hint);
    expect(journal.problems.list()).to.have.length(1);
    expect(journal.problems.list()[0]).to.include({ where: 'caller callgrid', ongoing: false });
  });

  it('does not blame the caller for what Genesys does', () => {
    journal.answered([], answer(), new ServiceError('genesys_timeout'));
    expect(journal.caller('callgrid').refused).to.equal(0);
    expect(journal.problems.list()).to.be.empty;
  });

  it('notes how many agents a query counts, for half an hour back, and not when nobody asks any more', async () => {
    const record = journal.query('a', query('Available'));
    let count: number | null = null;
    journal.start(() => count);
    await clock.advance(HISTORY_STEP_MS);
    count = 4;
    await clock.advance(HISTORY_STEP_MS);
    expect(record.history).to.deep.equal([null, 4]);
    for (let step = 0; step < HISTORY_POINTS + 5; step++) {
      journal.answered([record], answer());
      await clock.advance(HISTORY_STEP_MS);
    }
    expect(record.history).to.have.length(HISTORY_POINTS);
    count = 9;
    for (let step = 0; step < 2 * HISTORY_POINTS; step++) await clock.advance(HISTORY_STEP_MS);
    const nines = record.history.filter((value) => value === 9).length;
    expect(nines).to.be.within(HISTORY_POINTS - 2, HISTORY_POINTS);
    journal.stop();
  });

  it('forgets the query that was longest unused', async () => {
    const used = journal.query('a', query('first'));
    for (let n = 0; n < 1_200; n++) {
      if (n % 10 === 0) await clock.advance(1);
      journal.answered([used], answer());
      journal.query('a', query(`other ${n}`));
    }
    expect(journal.queries()).to.have.length(1_000);
    expect(journal.query('a', query('first'))).to.equal(used);
  });
});

describe('problems', () => {
  let clock: FakeClock;
  let journal: Journal;
  const trouble: ProblemFacts = { code: 'login_invalid_client', title: 't', detail: 'd', hint: 'do this' };

  beforeEach(() => {
    clock = new FakeClock();
    journal = new Journal(clock);
  });

  it('are one line for each kind and place, with a beginning, a count and an end', async () => {
    const { problems } = journal;
    problems.add('organization a', trouble);
    await clock.advance(5_000);
    problems.add('organization a', trouble);
    problems.add('organization b', trouble);
    const [first] = problems.list().filter(({ where }) => where === 'organization a');
    expect(first).to.include({ count: 2, ongoing: true, hint: 'do this' });
    expect((first?.at ?? 0) - (first?.since ?? 0)).to.equal(5_000);
    problems.over('organization a');
    expect(first?.ongoing).to.be.false;
    expect(problems.list().find(({ where }) => where === 'organization b')?.ongoing).to.be.true;
  });

  it('of one login or Redis follow each other: the newest is the one that goes on', () => {
    const { problems } = journal;
    const ongoing = () => problems.list().flatMap(({ ongoing: on, code }) => (on ? [code] : []));
    problems.add('organization a', trouble);
    problems.add('organization a', { ...trouble, code: 'login_timeout' });
    expect(ongoing()).to.deep.equal(['login_timeout']);
    problems.add('organization a', trouble);
    expect(ongoing()).to.deep.equal([trouble.code]);
    expect(problems.list()).to.have.length(2);
  });

  it('of one queue follow each other, whatever the kind', () => {
    const { problems } = journal;
    problems.add('queue a', { ...trouble, code: 'queue_not_found' }, 'refusedFetches');
    problems.add('queue a', { ...trouble, code: 'genesys_timeout' }, 'fetches');
    problems.add('queue b', { ...trouble, code: 'queue_not_found' }, 'refusedFetches');
    const ongoing = problems
      .list()
      .flatMap(({ ongoing: on, where, code }) => (on ? [`${where} ${code}`] : []));
    expect(ongoing).to.have.members(['queue a genesys_timeout', 'queue b queue_not_found']);
  });

  it('tell when one begins and when it ends, and not each time it is met', () => {
    let told = 0;
    journal.problems.onChange(() => (told += 1));
    journal.problems.add('Redis', trouble);
    journal.problems.add('Redis', trouble);
    expect(told).to.equal(1);
    journal.problems.over('Redis');
    journal.problems.over('Redis');
    expect(told).to.equal(2);
    journal.problems.add('Redis', trouble);
    expect(told).to.equal(3);
  });

  it('are over when they were not met for so long', async () => {
    journal.problems.add('queue a', trouble, 'fetches');
    await clock.advance(299_999);
    expect(journal.problems.list()[0]).to.include({ ongoing: true });
    await clock.advance(1);
    expect(journal.problems.list()[0]).to.include({ ongoing: false });
  });

  it('come with those that go on first, then the newest', async () => {
    journal.problems.add('Redis', trouble);
    await clock.advance(1_000);
    journal.problems.add('organization a', trouble);
    await clock.advance(1_000);
    journal.problems.add('caller a', trouble, 'refusedCallers');
    expect(journal.problems.list().map(({ where }) => where)).to.deep.equal([
      'organization a',
      'Redis',
      'caller a',
    ]);
  });

  const shelves: ReadonlyArray<readonly [ProblemCategory, number]> = [
    ['service', 50],
    ['fetches', 50],
    ['refusedFetches', 20],
    ['refusedCallers', 20],
  ];
  for (const [shelf, most] of shelves) {
    it(`are bounded; a flood of one kind pushes out none of another: ${shelf}`, () => {
      for (const [other] of shelves)
        if (other !== shelf) journal.problems.add(`the one of ${other}`, trouble, other);
      for (let n = 0; n < 200; n++) journal.problems.add(`flood ${n}`, trouble, shelf);
      const told = journal.problems.list().map(({ where }) => where);
      expect(told).to.have.length(most + 3);
      expect(told.filter((where) => where.startsWith('the one of'))).to.have.length(3);
    });
  }

  it('are forgotten when they are over before those that go on', async () => {
    journal.problems.add('organization a', trouble);
    await clock.advance(1_000);
    journal.problems.add('Redis', trouble);
    journal.problems.over('Redis');
    for (let n = 0; n < 49; n++) journal.problems.add(`organization ${n}`, trouble);
    const told = journal.problems.list().map(({ where }) => where);
    expect(told).to.include('organization a').and.to.not.include('Redis');
  });
});
