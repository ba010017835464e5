// How the wanted queues of all replicas become one list, and when one tells of its own.
import { expect } from 'chai';
import { mergeWanted, mustPublishWanted } from '../../src/replicas/wanted-queues.rules.js';

describe('wanted queues', () => {
  const lists: Array<[lists: string[], merged: string]> = [
    [[], ''],
    [[''], ''],
    [['abc'], 'abc'],
    [['abc', ''], 'abc'],
    [['abc', 'xyz'], 'axbycz'],
    [['a', 'xyz'], 'axyz'],
    [['abc', 'cba'], 'acb'],
    [['aa', 'a'], 'a'],
  ];
  for (const [given, merged] of lists)
    it(`${given.join(', ') || 'nothing'} become ${merged || 'nothing'}`, () => {
      expect(mergeWanted(given.map((ids) => [...ids])).join('')).to.equal(merged);
    });

  const told = { ids: ['a', 'b'], at: 1_000 };
  const cases: Array<[what: string, ids: string[], now: number, must: boolean]> = [
    ['the same', ['a', 'b'], 1_000, false],
    ['another order', ['b', 'a'], 5_999, false],
    ['the same after five seconds', ['a', 'b'], 6_000, true],
    ['one more', ['a', 'b', 'c'], 1_000, true],
    ['another one', ['a', 'c'], 1_000, true],
    ['one less', ['a'], 5_999, false],
    ['none', [], 5_999, false],
    ['none after five seconds', [], 6_000, true],
  ];
  for (const [what, ids, now, must] of cases)
    it(`are ${must ? '' : 'not '}told again when there is ${what}`, () => {
      expect(mustPublishWanted(told, ids, now)).to.equal(must);
    });

  it('are told when they never were', () => {
    expect(mustPublishWanted(undefined, [], 0)).to.equal(true);
  });
});
