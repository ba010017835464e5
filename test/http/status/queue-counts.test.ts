// What the questions about one queue count, and how much work it is to find out.
import { expect } from 'chai';
import type { HttpDependencies } from '../../../src/http/dependencies.js';
import { CountsByQueue } from '../../../src/http/status/queue-counts.js';
import type { MemberQuery } from '../../../src/domain/model.js';
import { Journal } from '../../../src/telemetry/journal/journal.js';
import { FakeClock } from '../../support/fake-clock.js';
import { snapshotOf } from '../../support/scripted-snapshots.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

function world() {
  const clock = new FakeClock();
  const journal = new Journal(clock);
  const looked: MemberQuery[] = [];
  const look = (query: MemberQuery) => {
    looked.push(query);
    return { snapshot: snapshotOf(query.filters.name === 'n7' ? 3 : 0, clock.now()) };
  };
  const organizations = new Map([['own', { snapshots: { look } }]]);
  const dependencies = { clock, organizations } as unknown as HttpDependencies;
  const records = Array.from({ length: 1_000 }, (_, n) =>
    journal.query('own', { queueId: QUEUE, filters: { name: `n${n}` } }),
  );
  return { dependencies, records, looked };
}

describe('the counts of a queue', () => {
  it('are gathered once for all its questions, from a bounded number of them', () => {
    const { dependencies, records, looked } = world();
    const counts = new CountsByQueue(dependencies, records);
    for (const record of records) counts.beside(record);
    expect(looked).to.have.length(500);
  });

  it('tell the largest beside the one that is looked at', () => {
    const { dependencies, records } = world();
    const [largest] = new CountsByQueue(dependencies, records).beside(records[0]!);
    expect(largest).to.deep.include({ counts: 3, filters: { name: 'n7' } });
  });
});
