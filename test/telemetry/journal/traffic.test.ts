import { expect } from 'chai';
import { Journal } from '../../../src/telemetry/journal/journal.js';
import { HISTORY_POINTS, HISTORY_STEP_MS } from '../../../src/telemetry/journal/query-record.js';
import { FakeClock } from '../../support/fake-clock.js';

describe('the traffic of an organization', () => {
  let clock: FakeClock;
  let journal: Journal;

  beforeEach(() => {
    clock = new FakeClock();
    journal = new Journal(clock);
    journal.latency('a');
    journal.start(() => null);
  });
  afterEach(() => journal.stop());

  it('is counted by step and kind, with the oldest answer and what Genesys took in that step', async () => {
    const traffic = journal.traffic('a');
    traffic.answered('hit', 900);
    traffic.answered('hit', 1_900.4);
    traffic.answered('collapsed', 100);
    traffic.answered('stale', 1_000);
    traffic.answered(undefined, 0);
    journal.latency('a').add(40, true);
    await clock.advance(HISTORY_STEP_MS);
    await clock.advance(HISTORY_STEP_MS);
    expect(traffic.read()).to.deep.equal({
      stepMs: HISTORY_STEP_MS,
      hits: [2, 0],
      misses: [1, 0],
      stale: [1, 0],
      failed: [1, 0],
      oldestMs: [1_900, null],
      requests: [1, 0],
      p50Ms: [40, null],
      p95Ms: [40, null],
    });
  });

  it('goes half an hour back', async () => {
    for (let step = 0; step < HISTORY_POINTS + 3; step++) await clock.advance(HISTORY_STEP_MS);
    for (const column of Object.values(journal.traffic('a').read()))
      if (typeof column === 'object') expect(column).to.have.length(HISTORY_POINTS);
  });
});

describe('what was decided over several queues together', () => {
  it('is credited to the webhook and to none of the queues', () => {
    const journal = new Journal(new FakeClock());
    const of = (n: number) => journal.query('a', { queueId: `queue ${n}`, filters: {} });
    const webhook = journal.webhook('both');
    const answer = { at: 0, caller: 'callgrid', total: 3, accept: true, result: 'hit' };
    journal.answered([of(1), of(2), webhook], answer);
    expect(of(1)).to.include({ requests: 1, judged: 0, accepted: 0, countedAt: undefined });
    expect(of(1).last).to.not.have.property('accept');
    expect(webhook).to.include({ judged: 1, accepted: 1, countedAt: 0 });
    journal.answered([of(1), webhook], answer);
    expect(of(1)).to.include({ judged: 1, accepted: 1 });
  });
});
