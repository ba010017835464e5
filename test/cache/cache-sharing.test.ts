// Which queries share an answer, and which never do.
import { expect } from 'chai';
import type { MemberQuery } from '../../src/domain/model.js';
import { settle } from '../support/fake-clock.js';
import { cacheOver, closeStores, COUNT_ONLY, makeCache, QUERY, SCOPE } from '../support/snapshot-cache.js';

describe('the cache of snapshots, shared', () => {
  afterEach(closeStores);

  describe('for a query without a view', () => {
    const EXPLAINED = { expand: ['presence', 'routingStatus'] };

    it('uses any live snapshot with the same filters', async () => {
      const { source, load } = makeCache();
      const { snapshot } = await load(QUERY, 3);
      const counted = await load(COUNT_ONLY, 9);
      expect(counted.via).to.equal('hit');
      expect(counted.snapshot).to.equal(snapshot);
      expect(source.count).to.equal(1);
    });

    it('loads what a members request with presence and routing status can use', async () => {
      const { source, load } = makeCache();
      const { snapshot } = await load(COUNT_ONLY, 3);
      expect((await load({ ...COUNT_ONLY, view: EXPLAINED }, 9)).snapshot).to.equal(snapshot);
      expect(source.count).to.equal(1);
      expect(source.loads[0]!.query).to.deep.equal({ ...COUNT_ONLY, view: EXPLAINED });
      expect((await load(QUERY, 4)).via).to.equal('miss');
    });
  });

  it('shares no answer between different filters, queues and views', async () => {
    const { source, load } = makeCache();
    const queries: MemberQuery[] = [
      QUERY,
      { ...QUERY, filters: { presence: ['Available'] } },
      { ...QUERY, filters: { presence: ['Available'], joined: false } },
      { ...QUERY, filters: { name: 'Available' } },
      { ...QUERY, queueId: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb' },
      { ...QUERY, view: { expand: [] } },
      { ...QUERY, view: { expand: ['presence'], sortOrder: 'desc' } },
    ];
    for (const [index, query] of queries.entries()) {
      const { via, snapshot } = await load(query, index);
      expect([via, snapshot.members.length]).to.deep.equal(['miss', index]);
    }
    expect(source.count).to.equal(queries.length);
  });

  it('shares no answer between organizations or API hosts, though they share the store', async () => {
    const { clock, source, store, load } = makeCache();
    await load(QUERY, 3);
    for (const scope of [
      { ...SCOPE, organization: 'other' },
      { ...SCOPE, apiUrl: 'https://api.mypurecloud.de' },
    ])
      for (const query of [QUERY, COUNT_ONLY]) {
        const before = source.count;
        const asked = cacheOver({ source, store, scope, clock }).cache.get(query);
        await settle();
        if (query === QUERY) source.loads[before]!.succeed(7);
        expect((await asked).snapshot.members).to.have.length(7);
      }
    expect((await load(QUERY, 9)).snapshot.members).to.have.length(3);
  });
});
