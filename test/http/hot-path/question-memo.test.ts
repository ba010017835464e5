// The bounded memo by target and credential.
import { expect } from 'chai';
import { Memory } from '../../../src/runtime/memory.js';
import { QuestionMemo } from '../../../src/http/hot-path/question-memo.js';

const at = (target: string, credential = 'k') => ({ target, credential });

describe('the question memo', () => {
  it('counts a place once, however often it is set', () => {
    const memo = new QuestionMemo<number>(9);
    memo.set(at('/a'), 1);
    memo.set(at('/a'), 2);
    memo.set(at('/a', 'other'), 3);
    expect([memo.size, memo.get(at('/a')), memo.get(at('/a', 'other'))]).to.deep.equal([2, 2, 3]);
  });

  it('lets go what was longest unused', () => {
    const memo = new QuestionMemo<number>(3);
    memo.set(at('/a'), 1);
    memo.set(at('/a', 'other'), 2);
    memo.set(at('/b'), 3);
    memo.touch(at('/a'));
    memo.set(at('/c'), 4);
    expect([memo.get(at('/a')), memo.get(at('/a', 'other')), memo.size]).to.deep.equal([1, undefined, 3]);
    memo.set(at('/d'), 5);
    expect([memo.get(at('/a')), memo.get(at('/b')), memo.size]).to.deep.equal([1, undefined, 3]);
  });

  it('holds no more bytes than its memory allows, and none of another owner go', () => {
    const memory = new Memory(100);
    const memo = new QuestionMemo<number>(1_000, memory);
    memo.set(at('/good'), 0, 40, 'good');
    for (let n = 0; n < 200; n++) memo.set(at(`/${n}`), n, 9, 'hostile');
    expect([memo.get(at('/good')), memory.bytes <= 100, memo.size]).to.deep.equal([0, true, 7]);
    memo.reweigh(at('/199'), 50);
    expect([memo.get(at('/good')), memo.get(at('/199')), memory.bytes]).to.deep.equal([0, 199, 99]);
  });

  it('holds nothing when it was cleared, and can be filled again', () => {
    const memo = new QuestionMemo<number>(1);
    memo.set(at('/a'), 1);
    memo.clear();
    expect([memo.size, memo.get(at('/a'))]).to.deep.equal([0, undefined]);
    memo.set(at('/b'), 2);
    expect([memo.size, memo.get(at('/b'))]).to.deep.equal([1, 2]);
  });

  it('is not filled by touching what it does not hold', () => {
    const memo = new QuestionMemo<number>(9);
    memo.touch(at('/a'));
    expect([memo.size, memo.get(at('/a'))]).to.deep.equal([0, undefined]);
  });
});
