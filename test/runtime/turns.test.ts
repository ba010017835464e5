// Turns of the event loop: one for each, answers first, and never two at once.
import { expect } from 'chai';
import { ownTurn, ownTurnFirst } from '../../src/runtime/turns.js';

describe('turns of the event loop', () => {
  it('are had one after the other, with room for others between', async () => {
    let turn = 0;
    let over = false;
    const count = () => {
      turn += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    const had = await Promise.all(Array.from({ length: 10 }, () => ownTurn().then(() => turn)));
    over = true;
    expect(new Set(had).size).to.equal(10);
    expect(had).to.deep.equal(had.toSorted((a, b) => a - b));
  });

  it('are had by answers from upstream before all who wait', async () => {
    const order: string[] = [];
    const note = (what: string) => () => void order.push(what);
    const all = [
      ownTurn().then(note('one')),
      ownTurn().then(note('two')),
      ownTurnFirst().then(note('answer')),
    ];
    await Promise.all(all);
    expect(order[0]).to.equal('answer');
    expect(order).to.have.members(['answer', 'one', 'two']);
  });
});
