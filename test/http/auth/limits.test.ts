// Whose requests are counted together when callers are replaced under a running service.
import { expect } from 'chai';
import { quotas } from '../../../src/http/auth/limits.js';
import type { Caller, Quota } from '../../../src/domain/caller.rules.js';
import { failureOf } from '../../support/failure.js';

const caller = (quota?: Quota, name = 'ringba'): Caller => ({
  ...{ name, digests: [], organization: 'default', fields: 'all', ignoreParameters: [], keyInUrl: false },
  ...(quota && { quota }),
});
const TWO = { requests: 2, perSeconds: 3_600 };

describe('the quota of a caller', () => {
  it('goes on counting when the caller is replaced by one of the same name and quota', async () => {
    const take = quotas();
    await take(caller(TWO));
    await take({ ...caller({ ...TWO }), digests: ['another'], queues: [] });
    expect((await failureOf(take(caller(TWO)))).code).to.equal('caller_quota_exceeded');
  });

  it('counts anew when it becomes another', async () => {
    for (const changed of [
      { ...TWO, requests: 3 },
      { ...TWO, perSeconds: 60 },
    ]) {
      const take = quotas();
      await take(caller(TWO));
      await take(caller(TWO));
      await take(caller(changed));
      await take(caller(changed));
    }
  });

  it("is not another caller's, and none means none", async () => {
    const take = quotas();
    await take(caller(TWO));
    await take(caller(TWO));
    await take(caller(TWO, 'callgrid'));
    for (let time = 0; time < 5; time++) await take(caller(undefined, 'tracker'));
    await take(caller());
    expect((await failureOf(take(caller(TWO)))).code).to.equal('caller_quota_exceeded');
  });

  it('counts the queues of a question, and nothing of a question that is refused', async () => {
    const take = quotas();
    const ten = caller({ requests: 10, perSeconds: 3_600 });
    await take(ten);
    await take(ten, 5);
    expect((await failureOf(take(ten, 5))).code).to.equal('caller_quota_exceeded');
    await take(ten, 4);
    expect((await failureOf(take(ten))).code).to.equal('caller_quota_exceeded');
    expect((await failureOf(quotas()(ten, 11))).code).to.equal('caller_quota_exceeded');
  });
});
