// The budget of one OAuth client on a fake clock, and what Genesys says of it.
import type { RateLimit } from '../../src/genesys/answers.js';
import { Budget } from '../../src/genesys/budget.js';
import { FakeClock } from './fake-clock.js';

/** A new budget. */
export function setup() {
  const clock = new FakeClock();
  const budget = new Budget(clock);
  /** One request that is answered at once with these headers, or without any. */
  const spend = (rateLimit?: RateLimit) => budget.send()(rateLimit && { rateLimit });
  const spendMany = (times: number) => Array.from({ length: times }, () => spend());
  return { clock, budget, spend, spendMany };
}

/** The headers of an answer. */
export const said = (count: number, resetSeconds = 60, allowed = 300): RateLimit => ({
  count,
  allowed,
  resetSeconds,
});
