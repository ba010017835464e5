// What a 401 of the API does to the held token, and what it doesn't.
import { expect } from 'chai';
import type { ServiceError } from '../../src/errors.js';
import { Renewal } from '../../src/tokens/renewal.js';
import { failureOf, watch } from '../support/failure.js';
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
    let rejected: number | undefined;
    for (let request = 0; request < 600; request++) {
      try {
        const { generation } = await renewal.token(rejected === undefined ? {} : { rejected });
        rejected = generation;
      } catch (fault) {
        errors.push(fault as ServiceError);
        rejected = undefined;
      }
      await clock.advance(100);
    }
    expect(logins.count).to.be.within(5, 20);
    expect(errors.length).to.be.above(500);
    expect(new Set(errors.map(({ code }) => code))).to.deep.equal(new Set(['genesys_credentials_rejected']));
    for (const { facts } of errors) expect(facts.retryAfterSeconds).to.be.within(1, 10);
    expect(renewal.health()).to.include({ status: 'failing' });
    expect(renewal.health().lastError?.code).to.equal('genesys_credentials_rejected');
  });

  it('is replaced at once again when the last rejection is long past', async () => {
    const { clock, logins, renewal } = await started();
    await renewal.token({ rejected: 1 });
    await clock.advance(60_000);
    expect((await renewal.token({ rejected: 2 })).generation).to.equal(3);
    expect(logins.count).to.equal(3);
  });

  it('makes callers wait for nothing when a second rejection follows the first', async () => {
    const { clock, logins, renewal } = await started();
    await renewal.token({ rejected: 1 });
    const error = await failureOf(renewal.token({ rejected: 2 }));
    expect(error.code).to.equal('genesys_credentials_rejected');
    expect(logins.count).to.equal(2);
    await clock.advance(250);
    expect((await renewal.token()).generation).to.equal(3);
  });
});
