import { expect } from 'chai';
import { FakeClock } from './fake-clock.js';

describe('FakeClock', () => {
  it('fires due timers in order, each at its own moment', async () => {
    const clock = new FakeClock();
    const start = clock.now();
    const fired: Array<[string, number]> = [];
    clock.after(20, () => fired.push(['late', clock.now() - start]));
    clock.after(10, () => {
      fired.push(['early', clock.now() - start]);
      clock.after(5, () => fired.push(['nested', clock.now() - start]));
    });
    const cancel = clock.after(12, () => fired.push(['cancelled', 0]));
    cancel();
    await clock.advance(30);
    expect(fired).to.deep.equal([
      ['early', 10],
      ['nested', 15],
      ['late', 20],
    ]);
  });
});
