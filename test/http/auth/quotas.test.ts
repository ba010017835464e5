// Whose requests are counted together when callers are replaced under a running service.
import { expect } from 'chai';
import { CallerQuotas } from '../../../src/http/auth/quotas.js';
import { ServiceError } from '../../../src/domain/errors.js';
import type { Caller, Quota } from '../../../src/domain/caller.rules.js';
import { FakeClock } from '../../support/fake-clock.js';

const caller = (quota?: Quota, name = 'ringba'): Caller => ({
  ...{ name, digests: [], organization: 'default', fields: 'all', ignoreParameters: [], keyInUrl: false },
  ...(quota && { quota }),
});
const TWO = { requests: 2, perSeconds: 3_600 };

describe('the quota of a caller', () => {
  let clock: FakeClock;
  let quotas: CallerQuotas;
  beforeEach(() => {
    clock = new FakeClock();
    quotas = new CallerQuotas(clock);
  });

  it('goes on counting when the caller is replaced by one of the same name and quota', () => {
    expect(quotas.take(caller(TWO))).to.equal(true);
    const replaced: Caller = { ...caller({ ...TWO }), digests: ['another'], queues: [] };
    expect(quotas.take(replaced)).to.equal(true);
    expect(quotas.take(caller(TWO))).to.equal(false);
  });

  it('counts anew when it becomes another', () => {
    for (const changed of [
      { ...TWO, requests: 3 },
      { ...TWO, perSeconds: 60 },
    ]) {
      quotas = new CallerQuotas(clock);
      const taken = [TWO, TWO, changed, changed].map((quota) => quotas.take(caller(quota)));
      expect(taken).to.deep.equal([true, true, true, true]);
    }
  });

  it("is not another caller's, and none means none", () => {
    quotas.take(caller(TWO), 2);
    expect(quotas.take(caller(TWO, 'callgrid'))).to.equal(true);
    for (let time = 0; time < 5; time++) quotas.require(caller(undefined, 'tracker'), 100);
    expect(quotas.take(caller(TWO))).to.equal(false);
  });

  it('counts the queues of a question, and nothing of a question that is refused', () => {
    const ten = caller({ requests: 10, perSeconds: 3_600 });
    const taken = [1, 5, 5, 4, 1].map((requests) => quotas.take(ten, requests));
    expect(taken).to.deep.equal([true, true, false, true, false]);
    expect(new CallerQuotas(clock).take(ten, 11)).to.equal(false);
  });

  it('begins anew at the end of its window, and says how long that takes', async () => {
    const two = caller({ requests: 2, perSeconds: 10 });
    quotas.require(two, 2);
    await clock.advance(3_500);
    expect(() => quotas.require(two))
      .to.throw(ServiceError)
      .that.satisfies(
        ({ code, facts }: ServiceError) => code === 'caller_quota_exceeded' && facts.retryAfterSeconds === 7,
      );
    await clock.advance(6_499);
    expect(quotas.take(two)).to.equal(false);
    await clock.advance(1);
    expect(quotas.take(two, 2)).to.equal(true);
  });
});
