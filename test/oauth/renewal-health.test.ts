// What the health of a token says in each of its states.
import { expect } from 'chai';
import { inspect } from 'node:util';
import { Renewal } from '../../src/oauth/renewal.js';
import { failureOf } from '../support/failure.js';
import { FakeClock, settle } from '../support/fake-clock.js';
import { listener, ScriptedLogins } from '../support/scripted-logins.js';

function make() {
  const clock = new FakeClock();
  const logins = new ScriptedLogins(clock);
  return { clock, logins, renewal: new Renewal(logins, clock, listener().observer, () => 0) };
}

/** With a first token in hand. */
async function started() {
  const parts = make();
  parts.renewal.start();
  await settle();
  return parts;
}

describe('the health of a token', () => {
  it('is failing before the first token, also while the login is under way', async () => {
    const { logins, renewal } = make();
    expect(renewal.health()).to.deep.equal({ status: 'failing', generation: 0, failures: 0 });
    logins.hold();
    renewal.start();
    await settle();
    expect(renewal.health()).to.deep.equal({ status: 'failing', generation: 0, failures: 0 });
  });

  it('is healthy with a token, says when it ends and when the next is due, and never shows it', async () => {
    const { clock, renewal } = await started();
    const now = clock.now();
    expect(renewal.health()).to.deep.equal({
      status: 'healthy',
      expiresAt: now + 3_600_000,
      renewAt: now + 2_340_000,
      obtainedAt: clock.wall(),
      generation: 1,
      failures: 0,
      credentialsProvenAt: clock.wall(),
    });
    const { value } = await renewal.token();
    expect(inspect(renewal.health(), { depth: null })).not.to.contain(value);
  });

  it('is renewing, degraded, failing and healthy again in their time', async () => {
    const { clock, logins, renewal } = await started();
    const expiresAt = clock.now() + 3_600_000;
    logins.hold();
    await clock.advance(2_340_000);
    expect(renewal.health())
      .to.include({ status: 'renewing', generation: 1 })
      .and.not.have.property('renewAt');
    logins.fail('login_unavailable');
    logins.held[0]!.fail('login_timeout');
    await settle();
    expect(renewal.health()).to.include({ status: 'degraded', failures: 1, expiresAt });
    expect(renewal.health().lastError?.code).to.equal('login_timeout');
    await clock.advance(expiresAt - clock.now() - 1);
    expect(renewal.health().status).to.equal('degraded');
    await clock.advance(1);
    expect(renewal.health())
      .to.include({ status: 'failing', generation: 1 })
      .and.not.have.property('expiresAt');
    expect(renewal.health().lastError?.code).to.equal('login_unavailable');
    expect((await failureOf(renewal.token())).code).to.equal('login_unavailable');
    logins.succeed();
    await clock.advance(10_000);
    expect(renewal.health()).to.include({ status: 'healthy', generation: 2, failures: 0 });
    expect(renewal.health()).not.to.have.property('lastError');
  });
});
