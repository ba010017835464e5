// What is remembered of queries, and what goes when there are too many.
import { expect } from 'chai';
import { LiveQueries, type QueryState } from '../../src/cache/queries.js';
import { Memory } from '../../src/runtime/memory.js';
import { QUERY } from '../support/snapshot-cache.js';

const describeAs = (anyKey: string) => () => ({ query: QUERY, anyKey });
const ask = (queries: LiveQueries, key: string, now = 0): QueryState =>
  queries.asked(key, now, describeAs(`${key} any`));
const known = (queries: LiveQueries, keys: string) =>
  [...keys].filter((key) => queries.find(key) !== undefined).join('');

describe('the queries of an organization', () => {
  it('are one state each, which remembers when and how much it was wanted', () => {
    const queries = new LiveQueries(10);
    const state = ask(queries, 'a', 100);
    expect(state).to.include({ key: 'a', anyKey: 'a any', askedAt: 100, interest: 1, flying: 0, pages: 1 });
    expect(ask(queries, 'a', 60_100)).to.equal(state);
    expect(state).to.include({ askedAt: 60_100, interest: 1.5 });
    expect(queries.find('a')).to.equal(state);
    expect([queries.find('b'), queries.size]).to.deep.equal([undefined, 1]);
  });

  it('are warm from the moment given, that one included', () => {
    const queries = new LiveQueries(10);
    for (const [key, at] of [
      ['a', 1_000],
      ['b', 2_000],
      ['c', 3_000],
    ] as const)
      ask(queries, key, at);
    const warm = (since: number) => [...queries.warm(since)].map(({ key }) => key).join('');
    expect([warm(0), warm(2_000), warm(2_001), warm(3_001)]).to.deep.equal(['abc', 'bc', 'c', '']);
  });

  it('are never more than they may be: those that were asked for longest ago go', () => {
    const queries = new LiveQueries(3);
    for (const key of 'abc') ask(queries, key);
    ask(queries, 'a');
    ask(queries, 'd');
    expect(known(queries, 'abcd')).to.equal('acd');
    for (let n = 0; n < 1_000; n++) ask(queries, `other ${n}`);
    expect([queries.size, known(queries, 'abcd')]).to.deep.equal([3, '']);
  });

  it('count in bytes with their texts, on the account of whoever asked', () => {
    const memory = new Memory(100_000);
    const queries = new LiveQueries(1e6, memory);
    for (let n = 0; n < 300; n++) queries.asked(`${n} ${'x'.repeat(1_000)}`, n, describeAs('any'), 'hostile');
    queries.asked('one', 300, describeAs('any'), 'good');
    expect(memory.bytes).to.be.at.most(100_000);
    expect(queries.size).to.be.within(5, 20);
    expect(memory.bytesOf('good')).to.be.greaterThan(0);
    expect(queries.find('one')).to.not.equal(undefined);
  });

  it('are not looked at when they go only because they were found', () => {
    const queries = new LiveQueries(2);
    for (const key of 'ab') ask(queries, key);
    queries.find('a');
    ask(queries, 'c');
    expect(known(queries, 'abc')).to.equal('bc');
  });

  it('stay while a load of theirs is under way, and the one that is new stays in any case', () => {
    const queries = new LiveQueries(2);
    const states = [...'ab'].map((key) => ask(queries, key));
    states.forEach((state) => (state.flying = 1));
    const newest = ask(queries, 'c');
    expect(known(queries, 'abc')).to.equal('abc');
    expect(queries.find('c')).to.equal(newest);
    states.forEach((state) => (state.flying = 0));
    ask(queries, 'd');
    expect(known(queries, 'abcd')).to.equal('cd');
  });
});
