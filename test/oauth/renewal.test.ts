// One token for everybody, renewed in time and behind everybody's back.
import { expect } from 'chai';
import { clientCredentials } from '../../src/oauth/client-credentials.js';
import { Renewal } from '../../src/oauth/renewal.js';
import { watch } from '../support/failure.js';
import { FakeClock, settle } from '../support/fake-clock.js';
import { LOGIN_TIMEOUT, loginClient } from '../support/login.js';
import { listener, ScriptedLogins } from '../support/scripted-logins.js';
import { simulate, stopSimulators } from '../support/simulators.js';
import { until } from '../support/until.js';

/** Jitter at its least, in the middle and at its most. */
const RANDOMS = [0, 0.5, 0.999_999];

function make(lifetimeSeconds?: number, random = 0.5) {
  const clock = new FakeClock();
  const logins = new ScriptedLogins(clock, lifetimeSeconds);
  const { heard, observer } = listener();
  const renewal = new Renewal(logins, clock, observer, () => random);
  return { clock, logins, heard, renewal };
}

/** With a first token in hand. */
async function started(lifetimeSeconds?: number, random?: number) {
  const parts = make(lifetimeSeconds, random);
  parts.renewal.start();
  await settle();
  return parts;
}

describe('renewal', () => {
  for (const seconds of [300, 3_600, 86_400, 172_800])
    for (const random of RANDOMS)
      it(`renews a token of ${seconds} s unasked at 65 to 80 % of its life (jitter ${random})`, async () => {
        const { clock, logins, renewal, heard } = await started(seconds, random);
        await clock.advance(seconds * 1_000 - 60_000);
        expect(logins.askedAt.length).to.be.at.least(2);
        const after = logins.askedAt[1]! - logins.askedAt[0]!;
        expect(after / (seconds * 1_000)).to.be.within(0.65, 0.8);
        expect(heard.slice(0, 2)).to.deep.equal([{ renewed: 1 }, { renewed: 2 }]);
        expect((await renewal.token()).generation).to.equal(logins.count);
      });

  for (const [seconds, latest] of [
    [240, 180],
    [150, 90],
    [120, 60],
    [90, 72],
    [1, 0.8],
  ] as const)
    it(`renews a token of ${seconds} s after ${latest} s at the latest`, async () => {
      const { clock, logins } = await started(seconds, 0.999_999);
      await clock.advance(latest * 1_000);
      expect(logins.count).to.equal(2);
    });

  it('spreads the renewals of many replicas', async () => {
    const moments = await Promise.all(
      RANDOMS.map(async (random) => (await started(3_600, random)).clock.pending[0]),
    );
    expect(new Set(moments).size).to.equal(RANDOMS.length);
  });

  it('logs in once for forty callers that come before the first token', async () => {
    const { logins, renewal } = make();
    logins.hold();
    const callers = Array.from({ length: 40 }, () => renewal.token());
    await settle();
    expect(logins.count).to.equal(1);
    logins.held[0]!.succeed();
    const tokens = await Promise.all(callers);
    expect(new Set(tokens).size).to.equal(1);
    expect(logins.count).to.equal(1);
  });

  it('lets nobody wait for a renewal while the token lives', async () => {
    const { clock, logins, renewal } = await started();
    logins.hold();
    await clock.advance(3_600_000 - 1);
    expect(logins.count).to.equal(2);
    expect((await renewal.token()).generation).to.equal(1);
  });

  it('hands out no token at or after its expiry', async () => {
    const { clock, logins, renewal } = await started(300);
    logins.hold();
    await clock.advance(299_999);
    expect((await renewal.token()).generation).to.equal(1);
    await clock.advance(1);
    const waiting = renewal.token();
    const watched = watch(waiting);
    await settle();
    expect(watched.state).to.equal('pending');
    logins.held[0]!.succeed(900);
    expect((await waiting).generation).to.equal(2);
    expect(logins.count).to.equal(2);
  });

  it('logs in for a caller even when nobody started it', async () => {
    const { logins, renewal } = make();
    expect((await renewal.token()).generation).to.equal(1);
    expect((await renewal.token()).generation).to.equal(1);
    expect(logins.count).to.equal(1);
  });

  describe('stop', () => {
    it('ends the timer of the next renewal', async () => {
      const { clock, logins, renewal } = await started();
      expect(clock.pending).to.have.length(1);
      renewal.stop();
      expect(clock.pending).to.deep.equal([]);
      await clock.advance(7_200_000);
      expect(logins.count).to.equal(1);
    });

    it('ends a pause', async () => {
      const { clock, logins, renewal } = make();
      logins.fail('login_unreachable');
      renewal.start();
      await settle();
      expect(clock.pending).to.have.length(1);
      renewal.stop();
      expect(clock.pending).to.deep.equal([]);
    });

    for (const outcome of ['succeed', 'fail'] as const)
      it(`lets a login under way ${outcome} without another one after it`, async () => {
        const { clock, logins, renewal } = make();
        logins.hold();
        renewal.start();
        renewal.stop();
        renewal.credentialsChanged();
        if (outcome === 'succeed') logins.held[0]!.succeed();
        else logins.held[0]!.fail('login_timeout');
        await settle();
        expect(clock.pending).to.deep.equal([]);
        expect(logins.count).to.equal(1);
      });
  });

  describe('with a login that answers after it was given up', () => {
    afterEach(stopSimulators);

    it('keeps the newer token', async () => {
      const clock = new FakeClock();
      const simulator = await simulate({ clock, tokenLifetimeSeconds: 3_600 });
      const source = clientCredentials(
        loginClient(simulator.loginUrl, { credentials: () => simulator.client }),
        clock,
      );
      const { heard, observer } = listener();
      const renewal = new Renewal(source, clock, observer, () => 0);
      simulator.fault({ on: 'login', times: 1, do: { kind: 'latency', ms: LOGIN_TIMEOUT + 3_000 } });
      renewal.start();
      await until(() => simulator.count('login') === 1);
      await clock.advance(LOGIN_TIMEOUT);
      expect(renewal.health()).to.include({ status: 'failing', failures: 1 });
      await clock.advance(125);
      await until(() => renewal.health().status === 'healthy');
      const { value } = await renewal.token();
      await clock.advance(3_000);
      await until(() => simulator.requests[0]?.status === 200, 'the late answer');
      await settle(200);
      expect(simulator.requests.map(({ token }) => token)).to.deep.equal([2, 1]);
      expect(await renewal.token()).to.include({ value, generation: 1 });
      expect(heard.at(-1)).to.deep.equal({ renewed: 1 });
      renewal.stop();
    });
  });
});
