// Redis's clock and ours: what is carried from one to the other never looks younger than it is.
import { expect } from 'chai';
import fc from 'fast-check';
import { RedisTime } from '../../src/replicas/redis-time.js';
import { FakeClock } from '../support/fake-clock.js';

/** Microseconds: what is rounded, and what a number of this size can't tell apart. */
const ROUNDING = 2;

/** What is known when Redis's clock was read `outMs` after it was asked for, and the answer took `backMs`. */
async function reading(aheadMicros: number, outMs: number, backMs: number) {
  const clock = new FakeClock();
  const time = new RedisTime(clock);
  const sentAt = clock.now();
  await clock.advance(outMs);
  const micros = Math.floor(clock.now() * 1000 + aheadMicros);
  await clock.advance(backMs);
  time.note(micros, sentAt);
  return { clock, time };
}

const trip = fc.integer({ min: 0, max: 5_000 });
const ahead = fc.integer({ min: 1_600_000_000_000_000, max: 2_000_000_000_000_000 });
/** By so much the second process is younger: its present is later than all that is told. */
const later = fc.integer({ min: 20_000_000, max: 2_000_000_000 });
const moment = fc.double({ min: 0, max: 1e6, noNaN: true });

describe("moments between Redis's clock and ours", () => {
  it('come back no later than they were, and no earlier than by the round trip', async () => {
    await fc.assert(
      fc.asyncProperty(ahead, trip, trip, moment, async (ahead, outMs, backMs, ago) => {
        const { clock, time } = await reading(ahead, outMs, backMs);
        const at = clock.now() - ago;
        const back = time.toLocal(time.toShared(at));
        expect(back).to.be.within(at - outMs - backMs - ROUNDING / 1000, at + ROUNDING / 1000);
      }),
      { numRuns: 50 },
    );
  });

  it('are carried from one process to another no later than they were', async () => {
    await fc.assert(
      fc.asyncProperty(ahead, later, trip, trip, moment, async (one, more, outMs, backMs, ago) => {
        const other = one + more;
        const from = await reading(one, outMs, backMs);
        const to = await reading(other, backMs, outMs);
        const at = from.clock.now() - ago;
        const truth = at * 1000 + one;
        const there = to.time.toLocal(from.time.toShared(at)) * 1000 + other;
        expect(there).to.be.within(truth - 2_000 * (outMs + backMs) - ROUNDING, truth + ROUNDING);
      }),
      { numRuns: 50 },
    );
  });

  it('are never in our future', async () => {
    const { clock, time } = await reading(1.7e15, 3, 4);
    expect(time.toLocal(Number.MAX_SAFE_INTEGER)).to.equal(clock.now());
  });

  it('are believed up to a second ahead of what the last reading allows', async () => {
    const { clock, time } = await reading(1.7e15, 3, 4);
    const latest = clock.now() * 1000 + 1.7e15 + 3_000;
    expect([time.isAhead(latest + 1_000_000), time.isAhead(latest + 1_000_001)]).to.deep.equal([false, true]);
    await clock.advance(1);
    expect(time.isAhead(latest + 1_000_001)).to.equal(false);
  });
});
