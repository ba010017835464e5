// What a 401 of the API does to the held token, and what it doesn't.
import { expect } from 'chai';
import type { ServiceError } from '../../src/domain/errors.js';
import { Renewal } from '../../src/oauth/renewal.js';
import { watch } from '../support/failure.js';
import { FakeClock, settle } from '../support/fake-clock.js';
import { listener, ScriptedLogins } from '../support/scripted-logins.js';

async function started() {
  const clock = new FakeClock();
  const logins = new ScriptedLogins(clock);
  const renewal = new Renewal(logins, clock, listener().observer, () => 0.5);
  renewal.start();
  await settle();
  return { clock, logins, renewal };
}

describe('a token that Genesys rejects', () => {
  it('is replaced at once', async () => {
    const { logins, renewal } = await started();
    expect((await renewal.token({ rejected: 1 })).generation).to.equal(2);
    expect((await renewal.token()).generation).to.equal(2);
    expect(logins.count).to.equal(2);
  });

  it('is replaced once for forty callers who met the 401', async () => {
    const { logins, renewal } = await started();
    logins.hold();
    const callers = Array.from({ length: 40 }, () => renewal.token({ rejected: 1 }));
    await settle();
    expect(logins.count).to.equal(2);
    logins.held[0]!.succeed();
    const generations = (await Promise.all(callers)).map(({ generation }) => generation);
    expect(new Set(generations)).to.deep.equal(new Set([2]));
  });

  it('is not handed out while its successor is on the way', async () => {
    const { logins, renewal } = await started();
    logins.hold();
    const first = renewal.token({ rejected: 1 });
    const other = watch(renewal.token());
    await settle();
    expect(other.state).to.equal('pending');
    expect(renewal.health().status).to.equal('failing');
    logins.held[0]!.succeed();
    expect((await first).generation).to.equal(2);
  });

  for (const stale of [1, 0, 3])
    it(`leaves generation 2 alone when it is of generation ${stale}`, async () => {
      const { logins, renewal } = await started();
      await renewal.token({ rejected: 1 });
      expect((await renewal.token({ rejected: stale })).generation).to.equal(2);
      expect(logins.count).to.equal(2);
      expect(renewal.health().status).to.equal('healthy');
    });

  it('joins the renewal that is under way', async () => {
    const { clock, logins, renewal } = await started();
    logins.hold();
    await clock.advance(3_000_000);
    expect(logins.count).to.equal(2);
    const caller = renewal.token({ rejected: 1 });
    logins.held[0]!.succeed();
    expect((await caller).generation).to.equal(2);
    expect(logins.count).to.equal(2);
  });

  it('keeps renewing in the background after that', async () => {
    const { clock, logins, renewal } = await started();
    await renewal.token({ rejected: 1 });
    expect(clock.pending).to.have.length(1);
    await clock.advance(3_000_000);
    expect(logins.count).to.equal(3);
  });

  it('is followed by a login at once, even during a pause of failing renewals', async () => {
    const { clock, logins, renewal } = await started();
    logins.fail('login_timeout');
    await clock.advance(3_000_000);
    logins.succeed();
    expect((await renewal.token({ rejected: 1 })).generation).to.equal(2);
  });

  it('costs a login now and then when every token is rejected, not one for each request', async () => {
    const { clock, logins, renewal } = await started();
    const errors: ServiceError[] = [];
    for (let request = 0; request < 600; request++) {
      const asked = renewal
        .token()
        .then(({ generation }) => renewal.token({ rejected: generation }))
        .catch((fault: unknown) => void errors.push(fault as ServiceError));
      await clock.advance(100);
      // A short pause is waited out: its end is some requests away.
      void asked;
    }
    expect(logins.count).to.be.within(5, 20);
    expect(errors.length).to.be.above(300);
    expect(new Set(errors.map(({ code }) => code))).to.deep.equal(new Set(['genesys_credentials_rejected']));
    for (const { facts } of errors) expect(facts.retryAfterSeconds).to.be.within(1, 10);
  });

  it('is replaced at once when tokens that served for a while are revoked again and again', async () => {
    const { clock, logins, renewal } = await started();
    for (let generation = 1; generation < 6; generation++) {
      await clock.advance(5_000);
      expect((await renewal.token({ rejected: generation })).generation).to.equal(generation + 1);
    }
    expect(logins.count).to.equal(6);
  });

  it('is replaced after a short pause, which callers wait out, when it is rejected as soon as it is there', async () => {
    const { clock, logins, renewal } = await started();
    await clock.advance(10_000);
    await renewal.token({ rejected: 1 });
    await renewal.token({ rejected: 2 });
    expect(logins.count).to.equal(3);
    const caller = watch(renewal.token({ rejected: 3 }));
    await clock.advance(100);
    expect(caller.state).to.equal('pending');
    await clock.advance(150);
    expect(caller.state).to.equal('done');
    expect(logins.count).to.equal(4);
  });
});
