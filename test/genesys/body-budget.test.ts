// How many bytes of answers are read at once, and who waits.
import { expect } from 'chai';
import { BodiesFull, BodiesTooLarge, BodyBudget, type BodyHolder } from '../../src/genesys/body-budget.js';

const never = () => new AbortController().signal;

function holder(): BodyHolder & { done(): void } {
  const releases: Array<() => void> = [];
  return { whenDone: (one) => void releases.push(one), done: () => releases.forEach((one) => one()) };
}

/** A load that notes how much it has read. */
function reader(budget: BodyBudget) {
  const own = holder();
  const account = budget.accountOf(own);
  const state = { read: 0 };
  return {
    state,
    done: () => own.done(),
    read: async (bytes: number, signal = never()) => {
      await account.take(bytes, signal);
      state.read += bytes;
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the budget of bytes of answers', () => {
  it('lets the earliest go on, and the others wait until there is room', async () => {
    const budget = new BodyBudget(10, 100, 0);
    const [first, second, third] = [reader(budget), reader(budget), reader(budget)];
    await first.read(60);
    await second.read(40);
    const waiting = [second.read(20), third.read(30)];
    await turn();
    expect([second.state.read, third.state.read]).to.deep.equal([40, 0]);
    await first.read(30);
    expect(budget.bytes).to.equal(130);
    first.done();
    await Promise.all(waiting);
    expect([second.state.read, third.state.read, budget.bytes]).to.deep.equal([60, 30, 90]);
    second.done();
    third.done();
    expect(budget.bytes).to.equal(0);
  });

  it('lets what is small pass those who wait', async () => {
    const budget = new BodyBudget(10, 100, 0);
    const [first, large, small] = [reader(budget), reader(budget), reader(budget)];
    await first.read(80);
    const waiting = large.read(50);
    await small.read(5);
    expect(small.state.read).to.equal(5);
    first.done();
    await waiting;
  });

  it('lets every load read so much that the usual ones never wait', async () => {
    const budget = new BodyBudget(10, 100, 20);
    const [first, usual] = [reader(budget), reader(budget)];
    await first.read(100);
    await usual.read(20);
    const waiting = usual.read(1);
    await turn();
    expect([usual.state.read, budget.waiting]).to.deep.equal([20, 1]);
    first.done();
    await waiting;
  });

  it('refuses a load that alone would have more than all may, and always has room for one answer', async () => {
    const load = reader(new BodyBudget(150, 100, 0));
    await load.read(150);
    expect(await load.read(1).catch((fault: unknown) => fault)).to.be.instanceOf(BodiesTooLarge);
  });

  it('forgets who gives up waiting', async () => {
    const budget = new BodyBudget(10, 100, 0);
    const [first, second] = [reader(budget), reader(budget)];
    await first.read(100);
    const abort = new AbortController();
    const waiting = second.read(1, abort.signal).catch((fault: unknown) => fault);
    await turn();
    abort.abort();
    expect(await waiting).to.be.instanceOf(BodiesFull);
    first.done();
    expect([second.state.read, budget.bytes]).to.deep.equal([0, 0]);
  });

  it('has one account for all answers of one load', () => {
    const budget = new BodyBudget(10, 100, 0);
    const load = holder();
    expect(budget.accountOf(load)).to.equal(budget.accountOf(load));
  });
});
