import { expect } from 'chai';
import { found, isSearchable, matching } from '../../src/ui/search.js';
import type { QueryLine } from '../../src/ui/status.js';

const line = (queueName: string | null, queueId: string, words: string): QueryLine =>
  ({ queueName, queueId, organization: 'default', words, filters: words.replace(' ', '=') }) as QueryLine;
const QUERIES = [
  line('Sales East', 'aaaa-1', 'presence Available'),
  line('Sales West', 'bbbb-2', 'routing status IDLE'),
  line(null, 'cccc-3', 'presence Available'),
];

describe('the search of queries', () => {
  const table: Array<[text: string, ids: string[]]> = [
    ['', ['aaaa-1', 'bbbb-2', 'cccc-3']],
    ['  ', ['aaaa-1', 'bbbb-2', 'cccc-3']],
    ['SALES', ['aaaa-1', 'bbbb-2']],
    ['ccc', ['cccc-3']],
    ['idle', ['bbbb-2']],
    ['available sales', ['aaaa-1']],
    ['presence=avail', ['aaaa-1', 'cccc-3']],
    ['.*', []],
  ];
  for (const [text, ids] of table)
    it(`finds with "${text}": ${ids.length}`, () => {
      expect(matching(QUERIES, text).map(({ queueId }) => queueId)).to.deep.equal(ids);
    });

  it('is there from ten queries on', () => {
    expect([9, 10].map(isSearchable)).to.deep.equal([false, true]);
  });

  it('says how many match, of how many, and that not all are listed', () => {
    const all = { queries: QUERIES, queriesInAll: 3 };
    expect(found(3, all, '')).to.equal('3 queries.');
    expect(found(2, all, 'x')).to.equal('2 queries match, of 3.');
    expect(found(1, all, 'x')).to.equal('1 query matches, of 3.');
    expect(found(0, all, 'x')).to.equal('No query matches, of 3.');
    const more = { queries: QUERIES, queriesInAll: 250 };
    expect(found(3, more, '')).to.equal('Listed are the 3 asked last, of 250.');
    expect(found(1, more, 'x')).to.equal('1 query matches, of the 3 asked last, of 250.');
  });
});
