import { expect } from 'chai';
import fc from 'fast-check';
import { cacheKey } from '../../src/domain/cache-key.rules.js';
import { readMembersRequest } from '../../src/domain/member-query.rules.js';
import { membersPath } from '../../src/domain/members-path.rules.js';
import { pages, queries, spellings } from './arbitraries.js';

const SCOPE = { apiUrl: 'https://api.mypurecloud.com', organization: 'default' };

describe('query normalisation', () => {
  it('reads the same query whatever the order, case, repetition and joining of its parameters', () => {
    const written = queries.chain((query) => fc.tuple(fc.constant(query), spellings(query), fc.boolean()));
    fc.assert(
      fc.property(written, ([query, pairs, upper]) => {
        const id = upper ? query.queueId.toUpperCase() : query.queueId;
        const request = readMembersRequest(id, pairs);
        expect(request.query).to.deep.equal(query);
        expect(cacheKey(SCOPE, request.query)).to.equal(cacheKey(SCOPE, query));
      }),
      { numRuns: 500 },
    );
  });

  it('reads back the query and the page that a link was written for', () => {
    fc.assert(
      fc.property(queries, pages, (query, page) => {
        const path = membersPath(query, page);
        expect(path).to.match(/^[\x21-\x7e]+$/);
        const url = new URL(path, SCOPE.apiUrl);
        const queueId = /^\/api\/v2\/routing\/queues\/([^/]+)\/members$/.exec(url.pathname)?.[1];
        const request = readMembersRequest(String(queueId), [...url.searchParams]);
        expect(request).to.deep.equal({ query, page });
      }),
      { numRuns: 500 },
    );
  });

  it('writes the same link for every spelling of a query', () => {
    const written = queries.chain((query) => fc.tuple(fc.constant(query), spellings(query)));
    fc.assert(
      fc.property(written, pages, ([query, pairs], page) => {
        const read = readMembersRequest(query.queueId, pairs).query;
        expect(membersPath(read, page)).to.equal(membersPath(query, page));
      }),
    );
  });
});
