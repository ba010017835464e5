// Which queues are wanted how much.
import { expect } from 'chai';
import { ServiceError } from '../../src/domain/errors.js';
import { LiveQueries } from '../../src/cache/queries.js';
import { wantedQueues } from '../../src/cache/wanted.js';

describe('wanted queues', () => {
  const asked = (queries: LiveQueries, queueId: string, presence: string, at: number) => {
    const state = queries.asked(`${queueId} ${presence}`, at, () => ({
      query: { queueId, filters: { presence: [presence] } },
      anyKey: `${queueId} ${presence}`,
    }));
    state.takenAt = at;
    return state;
  };

  it('come in the order of the interest in all their queries together, each once', () => {
    const queries = new LiveQueries(100);
    for (let n = 0; n < 3; n += 1) asked(queries, 'one', 'Available', 0);
    for (const presence of ['Available', 'Busy', 'Away', 'Meal']) asked(queries, 'four', presence, 0);
    asked(queries, 'single', 'Available', 0);
    expect(wantedQueues(queries.warm(0), 0)).to.deep.equal(['four', 'one', 'single']);
  });

  it('are wanted less as time goes', () => {
    const queries = new LiveQueries(100);
    for (let n = 0; n < 4; n += 1) asked(queries, 'before', 'Available', 0);
    for (let n = 0; n < 3; n += 1) asked(queries, 'lately', 'Available', 60_000);
    expect(wantedQueues(queries.warm(0), 60_000)).to.deep.equal(['lately', 'before']);
    expect(wantedQueues(queries.warm(60_000), 60_000)).to.deep.equal(['lately']);
  });

  it('are none that callers made up, or that Genesys refuses', () => {
    const queries = new LiveQueries(100);
    asked(queries, 'real', 'Available', 0);
    delete asked(queries, 'made up', 'Available', 0).takenAt;
    const refusal = { error: new ServiceError('queue_not_found'), since: 0, until: 5_000 };
    asked(queries, 'refused', 'Available', 0).refusal = refusal;
    expect(wantedQueues(queries.warm(0), 0)).to.deep.equal(['real']);
  });
});
