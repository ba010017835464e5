// A bounded number of fetches at once; the others in the order in which they came.
import { expect } from 'chai';
import { semaphores, type Semaphore } from '../../src/cache/semaphore.js';
import { settle } from '../support/fake-clock.js';

const onlyOne = (places: number) => semaphores(places, 1)[0] as Semaphore;

/** Work that ends when it is told to, and notes when it begins. */
function setup(places: number) {
  const gate = onlyOne(places);
  const begun: number[] = [];
  const ends: Array<{ resolve: () => void; reject: (fault: Error) => void }> = [];
  const pass = (n: number) =>
    gate.pass(() => {
      begun.push(n);
      return new Promise<number>((resolve, reject) => {
        ends[n] = { resolve: () => resolve(n), reject };
      });
    });
  return { gate, begun, ends, pass };
}

describe('the semaphore', () => {
  it('lets as many in as there is room for, and the others in their order', async () => {
    const { gate, begun, ends, pass } = setup(2);
    const passed = [0, 1, 2, 3].map(pass);
    await settle();
    expect(begun).to.deep.equal([0, 1]);
    expect([gate.inside, gate.waiting]).to.deep.equal([2, 2]);
    ends[1]!.resolve();
    expect(await passed[1]).to.equal(1);
    await settle();
    expect(begun).to.deep.equal([0, 1, 2]);
    expect([gate.inside, gate.waiting]).to.deep.equal([2, 1]);
    ends[0]!.resolve();
    await settle();
    for (const n of [2, 3]) ends[n]!.resolve();
    expect(await Promise.all(passed)).to.deep.equal([0, 1, 2, 3]);
    expect([gate.inside, gate.waiting]).to.deep.equal([0, 0]);
  });

  it('gives the place of work that fails to the next', async () => {
    const { gate, begun, ends, pass } = setup(1);
    const failing = pass(0);
    const next = pass(1);
    await settle();
    ends[0]!.reject(new Error('broken'));
    await failing.then(
      () => expect.fail('it was to fail'),
      (fault: Error) => expect(fault.message).to.equal('broken'),
    );
    await settle();
    expect(begun).to.deep.equal([0, 1]);
    ends[1]!.resolve();
    await next;
    expect(gate.inside).to.equal(0);
  });

  it('survives work that fails before it has begun to wait', async () => {
    const gate = onlyOne(1);
    const failing = gate.pass(() => {
      throw new Error('at once');
    });
    await failing.catch(() => undefined);
    expect([gate.inside, await gate.pass(() => Promise.resolve('next'))]).to.deep.equal([0, 'next']);
  });

  it('lets nobody slip in before those who wait', async () => {
    const { begun, ends, pass } = setup(1);
    void pass(0);
    void pass(1);
    await settle();
    ends[0]!.resolve();
    await Promise.resolve();
    void pass(2);
    await settle();
    expect(begun).to.deep.equal([0, 1]);
  });

  it('never has more inside than places, whatever comes', async () => {
    const gate = onlyOne(3);
    let most = 0;
    const work = async () => {
      most = Math.max(most, gate.inside);
      await settle(1);
    };
    await Promise.all(Array.from({ length: 50 }, () => gate.pass(work)));
    expect([most, gate.inside, gate.waiting]).to.deep.equal([3, 0, 0]);
  });
});

describe('several semaphores with places in common', () => {
  const hang = () => new Promise<never>(() => undefined);

  it('keep some places for each, whoever hangs on all the others', async () => {
    const [hanging, good, other] = semaphores(12, 3) as [Semaphore, Semaphore, Semaphore];
    for (let n = 0; n < 50; n++) void hanging.pass(hang);
    await settle();
    // Two of its own, and the six that are nobody's.
    expect([hanging.inside, hanging.waiting]).to.deep.equal([8, 42]);
    for (const one of [good, other]) {
      expect(await one.pass(() => Promise.resolve('done'))).to.equal('done');
      void one.pass(hang);
      void one.pass(hang);
      void one.pass(hang);
      await settle();
      expect([one.inside, one.waiting]).to.deep.equal([2, 1]);
    }
  });

  it('hand a common place on to whoever waits', async () => {
    const [one, two] = semaphores(4, 2) as [Semaphore, Semaphore];
    const ends: Array<() => void> = [];
    const work = () => new Promise<void>((resolve) => ends.push(resolve));
    for (let n = 0; n < 3; n++) void one.pass(work);
    for (let n = 0; n < 2; n++) void two.pass(work);
    await settle();
    expect([one.inside, two.inside, two.waiting]).to.deep.equal([3, 1, 1]);
    ends[0]!();
    await settle();
    expect([one.inside, two.inside, two.waiting]).to.deep.equal([2, 2, 0]);
  });

  it('have one place for each where there are fewer than parties', async () => {
    for (const one of semaphores(1, 3)) expect(await one.pass(() => Promise.resolve(1))).to.equal(1);
  });
});
