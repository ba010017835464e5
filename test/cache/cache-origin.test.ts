// Whose name a shared load carries.
import { expect } from 'chai';
import type { Origin } from '../../src/domain/model.js';
import { closeStores, makeCache, QUERY } from '../support/snapshot-cache.js';
import { settle } from '../support/fake-clock.js';

const origin = (requestId: string): Origin => ({ requestId });

describe('a load that several wait for', () => {
  afterEach(closeStores);

  it('carries the name of the one who began it', async () => {
    const { cache, source } = makeCache();
    const asked = ['first', 'second'].map((id) => cache.get(QUERY, { origin: origin(id) }));
    await settle();
    source.loads[0]?.succeed(1);
    await Promise.all(asked);
    expect(source.loads.map((load) => load.origin)).to.deep.equal([origin('first')]);
  });

  it('carries no name when it is begun behind an answer', async () => {
    const { cache, source, clock, load } = makeCache({ staleWhileRevalidate: 3_000 });
    await load(QUERY, 1);
    await clock.advance(2_500);
    await cache.get(QUERY, { origin: origin('third') });
    await settle();
    expect(source.loads.map((one) => one.origin)).to.deep.equal([undefined, undefined]);
  });
});
