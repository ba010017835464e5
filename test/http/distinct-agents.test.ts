// Agents over several queues, each counted once, whatever there are of them.
import { expect } from 'chai';
import { countAgents, distinctAgents, isCountedAtOnce } from '../../src/http/distinct-agents.js';

/** `count` members whose agents are numbered from `first`. */
const members = (first: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `m${n}`, userId: `agent-${first + n}`, json: '{}' }));

/** Fifty queues of 5,000, each of which has half of its agents in common with the next. */
const many = () => Array.from({ length: 50 }, (_, n) => members(n * 2_500, 5_000));

describe('agents of several queues', () => {
  it('count once each', async () => {
    const lists = [members(0, 3), members(2, 3), []];
    expect([isCountedAtOnce(lists), distinctAgents(lists), await countAgents(lists)]).to.deep.equal([
      true,
      5,
      5,
    ]);
    expect(distinctAgents([])).to.equal(0);
  });

  it('are counted in slices where they are many: others have the event loop meanwhile', async () => {
    const lists = many();
    expect(isCountedAtOnce(lists)).to.equal(false);
    let [turns, over] = [0, false];
    const count = () => void ((turns += 1), !over && setImmediate(count));
    setImmediate(count);
    expect(await countAgents(lists).finally(() => (over = true))).to.equal(51 * 2_500);
    expect(turns).to.be.at.least(2);
    expect([isCountedAtOnce(lists), distinctAgents(lists)]).to.deep.equal([true, 51 * 2_500]);
  });

  it('are counted anew when one of the lists is another, or one is missing', async () => {
    const lists = many();
    await countAgents(lists);
    const other = [...lists.slice(0, -1), members(0, 1)];
    expect(isCountedAtOnce(other)).to.equal(false);
    expect(await countAgents(other)).to.equal(50 * 2_500);
    expect(isCountedAtOnce(lists.slice(0, -1))).to.equal(false);
  });
});
