// What renewal does while logins fail: pauses that grow, callers that aren't kept waiting, healing.
import { expect } from 'chai';
import type { ErrorCode } from '../../src/domain/error-codes.js';
import type { ErrorFacts } from '../../src/domain/errors.js';
import { Renewal } from '../../src/oauth/renewal.js';
import { failureOf, watch } from '../support/failure.js';
import { FakeClock, settle } from '../support/fake-clock.js';
import { listener, ScriptedLogins } from '../support/scripted-logins.js';

function make(random: () => number = () => 0.5) {
  const clock = new FakeClock();
  const logins = new ScriptedLogins(clock);
  const { heard, observer } = listener();
  const renewal = new Renewal(logins, clock, observer, random);
  return { clock, logins, heard, renewal };
}

/** The pauses between logins that fail with `code` over `ms` milliseconds. */
async function pauses(
  ms: number,
  random: () => number,
  code: ErrorCode,
  facts?: ErrorFacts,
  hasToken = true,
) {
  const { clock, logins, renewal } = make(random);
  if (hasToken) await renewal.token();
  const held = logins.askedAt.length;
  logins.fail(code, facts);
  if (hasToken) renewal.credentialsChanged();
  else renewal.start();
  await clock.advance(ms);
  renewal.stop();
  const asked = logins.askedAt.slice(held);
  return asked.slice(1).map((at, index) => at - asked[index]!);
}

const OUTAGES: ErrorCode[] = [
  'login_unreachable',
  'login_timeout',
  'login_unavailable',
  'login_rate_limited',
  'login_answer_invalid',
];

describe('renewal while logins fail', () => {
  for (const code of OUTAGES)
    it(`pauses ever longer after ${code}, ten seconds at most`, async () => {
      const most = await pauses(120_000, () => 0.999_999, code);
      const growing = [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000];
      growing.forEach((pause, index) => expect(most[index]).to.be.closeTo(pause, 1).and.at.most(10_000));
      expect(Math.max(...most)).to.be.at.most(10_000);
      const least = await pauses(120_000, () => 0, code);
      growing.forEach((pause, index) => expect(least[index]).to.be.closeTo(pause / 2, 1));
    });

  it('pauses at most 2.4 s while there is no token, unless the login is over its limit', async () => {
    const most = await pauses(60_000, () => 0.999_999, 'login_unavailable', {}, false);
    const growing = [250, 500, 1_000, 2_000, 2_400, 2_400];
    growing.forEach((pause, index) => expect(most[index]).to.be.closeTo(pause, 1).and.at.most(2_400));
    expect(Math.max(...most)).to.be.at.most(2_400);
    const limited = await pauses(60_000, () => 0.999_999, 'login_rate_limited', {}, false);
    expect(Math.max(...limited)).to.be.above(9_000);
  });

  for (const code of ['login_invalid_client', 'login_refused'] as const)
    it(`pauses up to a minute after ${code}`, async () => {
      const most = await pauses(1_200_000, () => 0.999_999, code);
      expect(Math.max(...most)).to.be.within(59_000, 60_000);
      expect(most.slice(0, 3).every((pause) => pause <= 1_000)).to.equal(true);
    });

  it('waits as long as a Retry-After says, and no shorter than its own pause', async () => {
    const told = await pauses(200_000, () => 0, 'login_rate_limited', { retryAfterSeconds: 30 });
    expect(told).to.have.length.at.least(5);
    expect(new Set(told)).to.deep.equal(new Set([30_000]));
    const short = await pauses(60_000, () => 0.999_999, 'login_rate_limited', { retryAfterSeconds: 1 });
    expect(short.slice(0, 2)).to.deep.equal([1_000, 1_000]);
    expect(short.at(-1)).to.be.above(9_000);
  });

  it('takes a Retry-After for an instruction only when the login is over its limit', async () => {
    const most = await pauses(120_000, () => 0.999_999, 'login_unavailable', { retryAfterSeconds: 60 });
    expect(Math.max(...most)).to.be.within(9_000, 10_000);
  });

  it('takes a Retry-After of a day for a minute', async () => {
    const told = await pauses(300_000, () => 0, 'login_rate_limited', { retryAfterSeconds: 86_400 });
    expect(new Set(told)).to.deep.equal(new Set([60_000]));
  });

  it('hands out the held token at once, minutes into an outage', async () => {
    const { clock, logins, renewal } = make();
    renewal.start();
    await settle();
    logins.fail('login_unreachable');
    await clock.advance(3_000_000);
    expect(logins.count).to.be.above(30);
    expect(renewal.health().status).to.equal('degraded');
    const asked = watch(renewal.token());
    await settle(1);
    expect(asked.state).to.equal('done');
    expect((await renewal.token()).generation).to.equal(1);
  });

  it('heals by itself and begins with short pauses again', async () => {
    const { clock, logins, heard, renewal } = make(() => 0);
    logins.fail('login_unreachable');
    renewal.start();
    await clock.advance(60_000);
    logins.succeed(300);
    await clock.advance(10_000);
    expect(renewal.health()).to.include({ status: 'healthy', failures: 0 });
    logins.fail('login_timeout');
    await clock.advance(200_000);
    const first = heard.findIndex((event) => 'failed' in event && event.failed === 'login_timeout');
    expect(heard[first]).to.deep.equal({ failed: 'login_timeout', failures: 1, pauseMs: 125 });
    expect(heard[first + 1]).to.deep.equal({ failed: 'login_timeout', failures: 2, pauseMs: 250 });
  });

  it('fails at once during a pause, says how long it lasts, and logs in no more often for it', async () => {
    const { clock, logins, renewal } = make();
    logins.fail('login_rate_limited', { retryAfterSeconds: 30, detail: 'told to wait' });
    expect((await failureOf(renewal.token())).code).to.equal('login_rate_limited');
    await clock.advance(9_500);
    const errors = await Promise.all(Array.from({ length: 40 }, () => failureOf(renewal.token())));
    for (const error of errors) {
      expect(error).to.include({ code: 'login_rate_limited', message: 'told to wait' });
      expect(error.facts.retryAfterSeconds).to.equal(21);
    }
    expect(logins.count).to.equal(1);
    await clock.advance(20_500);
    expect(logins.count).to.equal(2);
  });

  it('fails all who waited for a login that failed', async () => {
    const { logins, renewal } = make();
    logins.hold();
    const callers = Array.from({ length: 40 }, () => failureOf(renewal.token()));
    logins.held[0]!.fail('login_unavailable');
    const codes = (await Promise.all(callers)).map(({ code }) => code);
    expect(new Set(codes)).to.deep.equal(new Set(['login_unavailable']));
    expect(logins.count).to.equal(1);
  });

  it('takes a fault that is no ServiceError as its own, and goes on', async () => {
    const clock = new FakeClock();
    const source = { token: () => Promise.reject(new TypeError('a bug')) };
    const { heard, observer } = listener();
    const renewal = new Renewal(source, clock, observer, () => 0);
    renewal.start();
    await clock.advance(1_000);
    expect(heard.length).to.be.above(2);
    expect(heard[0]).to.include({ failed: 'internal_error' });
  });

  describe('when the credentials change', () => {
    it('ends a pause at once', async () => {
      const { clock, logins, renewal } = make();
      logins.fail('login_invalid_client');
      renewal.start();
      await clock.advance(300_000);
      const before = logins.count;
      expect(clock.pending[0]).to.be.above(1_000);
      logins.succeed();
      renewal.credentialsChanged();
      await settle();
      expect(logins.count).to.equal(before + 1);
      expect(renewal.health().status).to.equal('healthy');
      expect(clock.pending).to.have.length(1);
    });

    it('tries them right after a login under way that fails', async () => {
      const { logins, renewal } = make();
      logins.hold();
      renewal.start();
      renewal.credentialsChanged();
      expect(logins.count).to.equal(1);
      logins.succeed();
      logins.held[0]!.fail('login_invalid_client');
      await settle();
      expect(logins.count).to.equal(2);
      expect(renewal.health().status).to.equal('healthy');
    });

    it('tries them once, not again and again', async () => {
      const { logins, renewal } = make();
      logins.hold();
      renewal.start();
      renewal.credentialsChanged();
      logins.fail('login_invalid_client');
      logins.held[0]!.fail('login_invalid_client');
      await settle();
      expect(logins.count).to.equal(2);
    });

    it('replaces a token that is good still', async () => {
      const { logins, renewal } = make();
      renewal.start();
      await settle();
      renewal.credentialsChanged();
      await settle();
      expect(logins.count).to.equal(2);
      expect((await renewal.token()).generation).to.equal(2);
    });
  });
});
