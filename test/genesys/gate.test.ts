// A 429 closes the gate of an OAuth client for everything; one request tries at its end.
import { expect } from 'chai';
import fc from 'fast-check';
import { Budget } from '../../src/genesys/budget.js';
import type { Purpose } from '../../src/genesys/budget.rules.js';
import { PooledBudget } from '../../src/genesys/client-pool.js';
import { said } from '../support/budget.js';
import { FakeClock } from '../support/fake-clock.js';

const PURPOSES: readonly Purpose[] = ['first', 'refresh', 'invalidation', 'metadata', 'first-name', 'look'];

function closed(retryAfterSeconds?: number) {
  const clock = new FakeClock();
  const budget = new Budget(clock, { random: () => 0.5 });
  budget.send()({ status: 429, rateLimit: said(12), retryAfterSeconds });
  return { clock, budget };
}

const ok = { status: 200, rateLimit: said(13) };

describe('a 429', () => {
  for (const purpose of PURPOSES)
    it(`closes the gate for ${purpose} until its Retry-After is over`, async () => {
      const { clock, budget } = closed(7);
      expect(budget.admit(purpose, 1)).to.equal(false);
      expect(budget.refusal()?.facts.retryAfterSeconds).to.equal(7);
      expect([budget.freeIn(), budget.refreshIn(), budget.metadataIn()]).to.deep.equal([7_000, 7_000, 7_000]);
      await clock.advance(6_999);
      expect([budget.admit(purpose, 1), budget.refusal()?.code]).to.deep.equal([
        false,
        'genesys_rate_limited',
      ]);
      await clock.advance(1);
      expect([budget.admit(purpose, 1), budget.refusal()]).to.deep.equal([true, undefined]);
    });

  it('lets exactly one request try, and all go once that one is answered', async () => {
    const { clock, budget } = closed(7);
    await clock.advance(7_000);
    expect([budget.admit('first', 1), budget.admit('first', 1)]).to.deep.equal([true, false]);
    const ended = budget.send();
    expect(budget.refusal()?.facts.retryAfterSeconds).to.equal(1);
    await clock.advance(2_500);
    expect([budget.admit('first', 1), budget.refusal()?.code]).to.deep.equal([false, 'genesys_rate_limited']);
    ended(ok);
    expect([budget.admit('first', 1), budget.admit('first', 1), budget.refusal()]).to.deep.equal([
      true,
      true,
      undefined,
    ]);
  });

  it('gives the turn to another when no request comes of it', async () => {
    const { clock, budget } = closed(7);
    await clock.advance(7_000);
    budget.admit('first', 1);
    await clock.advance(999);
    expect(budget.admit('first', 1)).to.equal(false);
    await clock.advance(1);
    expect(budget.admit('first', 1)).to.equal(true);
  });

  it('pauses for longer each time that the one that tries is refused, at most about a window', async () => {
    const { clock, budget } = closed();
    const pauses = [budget.freeIn()];
    for (let time = 0; time < 8; time++) {
      await clock.advance(budget.freeIn());
      budget.send()({ status: 429, rateLimit: said(12) });
      pauses.push(budget.freeIn());
    }
    expect(pauses).to.deep.equal([750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000, 45_000]);
    await clock.advance(45_000);
    budget.send()(ok);
    budget.send()({ status: 429, rateLimit: said(12) });
    expect(budget.freeIn()).to.equal(750);
  });

  it('does not grow by the answers of what was sent before, which only move the end', async () => {
    const clock = new FakeClock();
    const budget = new Budget(clock, { random: () => 0.5 });
    const ends = Array.from({ length: 30 }, () => budget.send());
    for (const [index, end] of ends.entries())
      end({ status: index % 3 === 2 ? 200 : 429, retryAfterSeconds: 5 - (index % 3) });
    expect(budget.freeIn()).to.equal(5_000);
    await clock.advance(5_000);
    budget.send()({ status: 429, retryAfterSeconds: 2 });
    expect(budget.freeIn()).to.equal(2_000);
  });

  it('is tried again a second after a try without an answer', async () => {
    const { clock, budget } = closed(7);
    await clock.advance(7_000);
    budget.send()({ neverSent: true });
    expect(budget.freeIn()).to.equal(1_000);
    await clock.advance(1_000);
    expect(budget.admit('first', 1)).to.equal(true);
  });

  it('holds when the window turns meanwhile', async () => {
    const clock = new FakeClock();
    const budget = new Budget(clock);
    budget.send()({ status: 429, rateLimit: said(300, 2), retryAfterSeconds: 7 });
    await clock.advance(6_999);
    expect(budget.window().count).to.equal(0);
    expect(budget.admit('refresh', 1)).to.equal(false);
  });

  it('says whose limit it is, and when another OAuth client would help', () => {
    const says = (count: number) => {
      const budget = new Budget(new FakeClock());
      budget.send()({ status: 429, rateLimit: said(count), retryAfterSeconds: 9 });
      return budget.refusal()?.message ?? '';
    };
    expect(says(12))
      .to.contain('12 of 300')
      .and.to.contain('whole organization')
      .and.to.contain('only against');
    expect(says(300)).to.contain('300 of 300').and.to.contain('Another OAuth client would help');
  });
});

describe('a 429 of one of several OAuth clients', () => {
  const both = () => {
    const clock = new FakeClock();
    const turn = {};
    const [one, two] = [new Budget(clock, { turn }), new Budget(clock, { turn })];
    const joint = new PooledBudget([one, two].map((budget) => ({ budget, usable: () => true })));
    return { clock, one, two, joint };
  };

  it('does not hold the other', () => {
    const { one, joint } = both();
    one.send()({ status: 429, retryAfterSeconds: 9 });
    expect([joint.admit('first', 1), joint.freeIn(), joint.refusal()]).to.deep.equal([true, 0, undefined]);
  });

  it('is tried by one of them at a time when both are refused', async () => {
    const { clock, one, two, joint } = both();
    for (const budget of [one, two]) budget.send()({ status: 429, rateLimit: said(5), retryAfterSeconds: 9 });
    expect([joint.admit('first', 1), joint.refusal()?.facts.retryAfterSeconds]).to.deep.equal([false, 9]);
    await clock.advance(9_000);
    expect([one.refusal(), two.refusal()]).to.deep.equal([undefined, undefined]);
    const ended = one.send();
    expect([one.freeIn(), two.freeIn(), joint.admit('first', 1)]).to.deep.equal([1_000, 1_000, false]);
    ended(ok);
    expect([one.freeIn(), two.freeIn()]).to.deep.equal([0, 0]);
  });
});

describe('whatever was told', () => {
  const told = fc.record({
    status: fc.constantFrom(200, 429, 503),
    rateLimit: fc.option(
      fc.record({
        count: fc.integer({ min: 0, max: 1_000_000 }),
        allowed: fc.integer({ min: 1, max: 100_000 }),
        resetSeconds: fc.integer({ min: 0, max: 65 }),
      }),
      { nil: undefined },
    ),
    retryAfterSeconds: fc.option(fc.nat(2_000_000_000), { nil: undefined }),
    thenMs: fc.nat(200_000),
  });

  it('requests flow within two windows after Genesys is well again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 12 }), fc.nat(50), async (answers, pages) => {
        const clock = new FakeClock();
        const budget = new Budget(clock);
        for (const { thenMs, ...answer } of answers) {
          budget.admit('refresh', pages + 1);
          budget.send()(answer);
          await clock.advance(thenMs);
        }
        let [flowed, count] = [0, 0];
        for (let ms = 0; ms <= 120_000 && flowed < 10; ms += 500) {
          for (let time = 0; time < 10 && budget.admit('first', 1) && !budget.refusal(); time++) {
            budget.send()({ status: 200, rateLimit: said((count += 1)) });
            flowed += 1;
          }
          if (flowed < 10) await clock.advance(500);
        }
        expect(flowed).to.be.at.least(10);
        for (let ms = 0; ms < 60_000 && !budget.admit('refresh', pages + 1); ms += 500)
          await clock.advance(500);
        expect(budget.refusal()).to.equal(undefined);
      }),
      { numRuns: 60 },
    );
  });
});
