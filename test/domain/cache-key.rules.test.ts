import { expect } from 'chai';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { MemberFilters, MemberQuery } from '../../src/domain/model.js';
import { cacheKey, withoutView, type Scope } from '../../src/domain/cache-key.rules.js';
import { FILTER_NAMES } from '../../src/domain/member-query.rules.js';
import { queries } from './arbitraries.js';
import { OTHER_QUEUE, QUEUE } from './support.js';

const SCOPE: Scope = { apiUrl: 'https://api.mypurecloud.com', organization: 'default' };
const query = (filters: MemberFilters, expand: readonly string[] = []): MemberQuery => ({
  queueId: QUEUE,
  filters,
  view: { expand },
});

/** Without it records have no prototype, and two equal ones may differ in that. */
const PLAIN = { noNullPrototype: true } as const;

describe('cache key', () => {
  const base = query({ presence: ['Available'], joined: true }, ['presence']);
  const differing: [what: string, scope: Scope, query: MemberQuery][] = [
    ['API host', { ...SCOPE, apiUrl: 'https://api.mypurecloud.de' }, base],
    ['organization', { ...SCOPE, organization: 'other' }, base],
    ['queue', SCOPE, { ...base, queueId: OTHER_QUEUE }],
    ['filter value', SCOPE, query({ presence: ['Away'], joined: true }, ['presence'])],
    ['filter name', SCOPE, query({ routingStatus: ['Available'], joined: true }, ['presence'])],
    ['flag', SCOPE, query({ presence: ['Available'], joined: false }, ['presence'])],
    ['fewer filters', SCOPE, query({ presence: ['Available'] }, ['presence'])],
    ['expand', SCOPE, query(base.filters, ['routingStatus'])],
    ['no expand', SCOPE, query(base.filters)],
    ['sort order', SCOPE, { ...base, view: { expand: ['presence'], sortOrder: 'desc' } }],
    ['other sort order', SCOPE, { ...base, view: { expand: ['presence'], sortOrder: 'asc' } }],
    ['no view', SCOPE, withoutView(base)],
  ];
  it('differs in every part that makes another question', () => {
    const keys = [cacheKey(SCOPE, base), ...differing.map(([, scope, other]) => cacheKey(scope, other))];
    expect(new Set(keys).size).to.equal(differing.length + 1);
  });

  it('stays short however long the filters are, and differs in their last letter', () => {
    const skills = Array.from({ length: 30 }, (_, n) => `${n}`.padEnd(240, 's'));
    const keyOf = (last: string) => cacheKey(SCOPE, query({ skills: [...skills, last] }));
    expect(keyOf('a')).to.equal(keyOf('a')).and.not.equal(keyOf('b'));
    expect(keyOf('a').length).to.be.at.most(512);
  });

  it('does not depend on the order in which filters and view were set', () => {
    const shuffled = <T extends object>(value: T) =>
      fc
        .shuffledSubarray(Object.entries(value), { minLength: Object.keys(value).length })
        .map((entries) => Object.fromEntries(entries) as T);
    const pairs = queries.chain((one) =>
      fc.tuple(fc.constant(one), shuffled(one.filters), shuffled(one.view)),
    );
    fc.assert(
      fc.property(pairs, ([one, filters, view]) => {
        expect(cacheKey(SCOPE, { ...one, filters, view })).to.equal(cacheKey(SCOPE, one));
      }),
    );
  });

  it('is the same without a view, whatever the view was', () => {
    const views = [{ expand: [] }, { expand: ['presence'] }, { expand: [], sortOrder: 'asc' }];
    const keys = views.map((view) => cacheKey(SCOPE, withoutView({ ...base, view })));
    expect(new Set(keys).size).to.equal(1);
    expect(withoutView(base)).to.deep.equal({ queueId: QUEUE, filters: base.filters });
  });

  it('is equal for equal queries and different for different ones, down to quotes, commas and brackets', () => {
    // Few words over JSON's own marks: texts that a careless join would make one.
    const word = fc.constantFrom('a', 'b', 'a,b', '"', '","', '\\', '\\"', '[', ']', '"],["', ':', 'any');
    const words = fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((items) => items.sort());
    const filters: fc.Arbitrary<MemberFilters> = fc.record(
      { name: word, skills: words, languages: words, memberBy: word, joined: fc.boolean() },
      { requiredKeys: [], noNullPrototype: true },
    );
    const view = fc.record(
      { expand: fc.oneof(fc.constant([]), words), sortOrder: word },
      { requiredKeys: ['expand'], noNullPrototype: true },
    );
    const small: fc.Arbitrary<MemberQuery> = fc.oneof(
      fc.record({ queueId: fc.constantFrom(QUEUE, OTHER_QUEUE), filters, view }, PLAIN),
      fc.record({ queueId: fc.constant(QUEUE), filters }, PLAIN),
    );
    const scopes = fc.record({ apiUrl: word, organization: word }, PLAIN);
    const either = <T>(one: fc.Arbitrary<T>) =>
      fc.oneof(
        fc.tuple(one, one),
        one.map((value): [T, T] => [value, structuredClone(value)]),
      );
    fc.assert(
      fc.property(either(scopes), either(small), ([oneScope, otherScope], [one, other]) => {
        const same = isDeepStrictEqual([oneScope, one], [otherScope, other]);
        expect(cacheKey(oneScope, one) === cacheKey(otherScope, other)).to.equal(same);
      }),
      { numRuns: 2_000 },
    );
  });

  it('differs when two queries differ in a single part', () => {
    const names = ['queueId', 'expand', 'sortOrder', ...FILTER_NAMES];
    const mixed = fc.tuple(queries, queries, fc.constantFrom(...names)).map(([one, two, part]) => {
      const pick = <T extends object>(from: T, to: T): T => {
        const entries = Object.entries(from).filter(([name]) => name !== part);
        return Object.fromEntries([...entries, ...Object.entries(to).filter(([name]) => name === part)]) as T;
      };
      const other = pick(one, two);
      return [one, { ...other, filters: pick(one.filters, two.filters), view: pick(one.view, two.view) }];
    });
    fc.assert(
      fc.property(mixed, ([one, other]) => {
        const same = isDeepStrictEqual(one, other);
        expect(cacheKey(SCOPE, one!) === cacheKey(SCOPE, other!)).to.equal(same);
      }),
      { numRuns: 1_000 },
    );
  });
});
