// New credentials: tried first, with the old token in use until they are proven.
import { expect } from 'chai';
import { Renewal } from '../../src/oauth/renewal.js';
import { failureOf } from '../support/failure.js';
import { FakeClock, settle } from '../support/fake-clock.js';
import { listener, ScriptedLogins } from '../support/scripted-logins.js';

/** With a first token of the old credentials in hand, a minute ago. */
async function started() {
  const clock = new FakeClock();
  const logins = new ScriptedLogins(clock);
  const { observer, ...heard } = listener();
  const renewal = new Renewal(logins, clock, observer, () => 0);
  renewal.start();
  await clock.advance(60_000);
  return { clock, logins, renewal, ...heard };
}

describe('changed credentials', () => {
  it('are tried at once, and nothing is told of proof before there is any', async () => {
    const { clock, logins, renewal, credentials } = await started();
    expect(renewal.health()).not.to.have.property('credentialsChangedAt');
    logins.hold();
    renewal.credentialsChanged();
    const changedAt = clock.wall();
    await clock.advance(1_000);
    expect(renewal.health()).to.include({
      credentialsChangedAt: changedAt,
      status: 'renewing',
      generation: 1,
    });
    expect(renewal.health()).not.to.have.property('credentialsProvenAt');
    expect((await renewal.token()).generation).to.equal(1);
    expect(credentials).to.deep.equal(['changed']);
    logins.held[0]!.succeed();
    await settle();
    expect(renewal.health()).to.include({
      credentialsChangedAt: changedAt,
      credentialsProvenAt: changedAt + 1_000,
      status: 'healthy',
      generation: 2,
    });
    expect(credentials).to.deep.equal(['changed', { proven: 2 }]);
  });

  it('are proven once, by the first login, and not again by renewals', async () => {
    const { clock, renewal, credentials } = await started();
    renewal.credentialsChanged();
    await settle();
    const { credentialsProvenAt } = renewal.health();
    await clock.advance(3_000_000);
    expect(renewal.health()).to.include({ generation: 3, credentialsProvenAt });
    expect(credentials).to.deep.equal(['changed', { proven: 2 }]);
  });

  it('are not proven by a login that began with the old ones', async () => {
    const { clock, logins, renewal, credentials } = await started();
    logins.hold();
    await clock.advance(2_300_000);
    renewal.credentialsChanged();
    logins.held[0]!.succeed();
    await settle();
    expect(renewal.health()).to.include({ generation: 2, status: 'renewing' });
    expect(renewal.health()).not.to.have.property('credentialsProvenAt');
    logins.held[1]!.succeed();
    await settle();
    expect(credentials).to.deep.equal(['changed', { proven: 3 }]);
  });

  it('that are wrong leave the old token in use until it expires, and health says so', async () => {
    const { clock, logins, renewal } = await started();
    logins.fail('login_invalid_client');
    renewal.credentialsChanged();
    await settle();
    const { expiresAt = 0, lastError } = renewal.health();
    expect(renewal.health()).to.include({ status: 'degraded', generation: 1, failures: 1 });
    expect(lastError?.code).to.equal('login_invalid_client');
    expect(lastError?.hint).to.match(/refuses the new client id and secret.*old ones.*until it expires/);
    await clock.advance(expiresAt - clock.now() - 1);
    expect((await renewal.token()).generation).to.equal(1);
    await clock.advance(60_000);
    expect(renewal.health().status).to.equal('failing');
    expect(renewal.health().lastError?.hint).to.match(/no usable token left/);
    expect((await failureOf(renewal.token())).code).to.equal('login_invalid_client');
  });

  it('are blamed for a refusal and for nothing else', async () => {
    const { logins, renewal } = await started();
    logins.fail('login_unavailable');
    renewal.credentialsChanged();
    await settle();
    expect(renewal.health().lastError?.hint).not.to.match(/new client id/);
  });

  it('are not blamed once they are proven, nor are those that never changed', async () => {
    for (const change of [true, false]) {
      const { clock, logins, renewal } = await started();
      if (change) renewal.credentialsChanged();
      await settle();
      logins.fail('login_invalid_client');
      await clock.advance(2_500_000);
      expect(renewal.health().lastError?.code).to.equal('login_invalid_client');
      expect(renewal.health().lastError?.hint).not.to.match(/new client id/);
    }
  });

  it('that come in two parts fail as a mixed pair, and are tried at once when the second is there', async () => {
    const { logins, renewal, credentials } = await started();
    logins.fail('login_invalid_client');
    renewal.credentialsChanged();
    await settle();
    logins.succeed();
    renewal.credentialsChanged();
    await settle();
    expect(logins.count).to.equal(3);
    expect(renewal.health()).to.include({ status: 'healthy', generation: 2, failures: 0 });
    expect(credentials).to.deep.equal(['changed', 'changed', { proven: 2 }]);
  });

  it('begin with short pauses, however long the old ones failed', async () => {
    const { clock, logins, renewal, heard } = await started();
    logins.fail('login_invalid_client');
    renewal.credentialsChanged();
    await clock.advance(300_000);
    renewal.credentialsChanged();
    await settle();
    expect(heard.at(-1)).to.include({ pauseMs: 125 });
    expect(renewal.health().failures).to.be.above(5);
  });

  it('are the ones that a login after a 401 uses, though they were refused before', async () => {
    const { clock, logins, renewal } = await started();
    logins.fail('login_invalid_client');
    renewal.credentialsChanged();
    await settle();
    const asked = logins.count;
    const use = { generation: 1, sentAt: clock.now(), path: '/a' };
    renewal.accepted(use);
    const rejected = renewal.rejected(use, new Map([[1, 1]]));
    expect((await failureOf(rejected)).code).to.equal('login_invalid_client');
    expect(logins.count).to.equal(asked + 1);
    logins.succeed();
    await clock.advance(1_000);
    expect(renewal.health().generation).to.equal(2);
  });
});
