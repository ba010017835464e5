// What the log says of a decision that is told again and again.
import { expect } from 'chai';
import { decisionFacts, type Basis } from '../../src/http/decision-facts.js';
import type { MemberFilters } from '../../src/domain/model.js';
import { snapshotOf } from '../support/scripted-snapshots.js';

describe('the facts of a decision', () => {
  it('are put together once for an answer that is repeated, but for its age', () => {
    let read = 0;
    const query = {
      queueId: 'q',
      get filters(): MemberFilters {
        read += 1;
        return { joined: true };
      },
    };
    const served = { snapshot: snapshotOf(2, 1_000), ageMs: 5, ttlMs: 1_000, via: 'hit' as const };
    const basis: readonly Basis[] = [{ query, served }];
    const ages = [1_005, 1_500, 2_000].map((startedAt) => decisionFacts({ basis, startedAt }).basis?.[0]);
    expect(ages.map((facts) => facts?.ageMs)).to.deep.equal([5, 500, 1_000]);
    for (const facts of ages)
      expect(facts).to.deep.include({ queue: 'q', filters: 'joined=true', result: 'hit', total: 2 });
    expect(read).to.equal(1);
  });
});
