import { expect } from 'chai';
import fc from 'fast-check';
import type { Token } from '../../src/domain/model.js';
import {
  isUsable,
  renewalMoment,
  tokenStatus,
  type TokenStatus,
} from '../../src/oauth/token-lifetime.rules.js';

const REQUESTED_AT = 5_000;

function token(lifetimeMs: number): Token {
  return {
    value: 'token',
    generation: 1,
    requestedAt: REQUESTED_AT,
    expiresAt: REQUESTED_AT + lifetimeMs,
    obtainedAt: 0,
  };
}

const renewalAge = (lifetimeMs: number, random: number) =>
  renewalMoment(token(lifetimeMs), random) - REQUESTED_AT;

describe('usability of a token', () => {
  const table: [what: string, now: number, usable: boolean][] = [
    ['when requested', REQUESTED_AT, true],
    ['1 ms before expiry', REQUESTED_AT + 299_999, true],
    ['at expiry', REQUESTED_AT + 300_000, false],
    ['1 ms after expiry', REQUESTED_AT + 300_001, false],
  ];
  for (const [what, now, usable] of table) {
    it(`is ${usable} ${what}`, () => {
      expect(isUsable(token(300_000), now)).to.equal(usable);
    });
  }
});

describe('renewal moment', () => {
  // Milliseconds after the request: 65 % of the life, up to 80 % by chance, 60 s before expiry at the latest.
  const table: [lifetimeMs: number, earliest: number, latest: number][] = [
    [30_000, 19_500, 23_995.5],
    [119_000, 77_350, 95_182.15],
    [119_999, 77_999.35, 95_981.20015],
    [120_000, 60_000, 60_000],
    [120_001, 60_001, 60_001],
    [200_000, 130_000, 140_000],
    [300_000, 195_000, 239_955],
    [86_400_000, 56_160_000, 69_107_040],
    [172_800_000, 112_320_000, 138_214_080],
  ];
  for (const [lifetimeMs, earliest, latest] of table) {
    it(`lies from ${earliest} to ${latest} ms in a life of ${lifetimeMs} ms`, () => {
      expect(renewalAge(lifetimeMs, 0)).to.be.closeTo(earliest, 1e-3);
      expect(renewalAge(lifetimeMs, 0.999)).to.be.closeTo(latest, 1e-3);
    });
  }

  it('is at least 60 s before expiry from two minutes of life on, and never before the request', () => {
    const lifetimes = fc.integer({ min: 1_000, max: 172_800_000 });
    const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(lifetimes, randoms, (lifetimeMs, random) => {
        const age = renewalAge(lifetimeMs, random);
        expect(age).to.be.greaterThan(0);
        expect(age).to.be.at.most(lifetimeMs >= 120_000 ? lifetimeMs - 60_000 : lifetimeMs * 0.8 + 1e-6);
      }),
    );
  });
});

describe('token status', () => {
  const now = REQUESTED_AT + 1_000;
  const usable = token(1_001);
  const expired = token(1_000);
  const table: [held: Token | undefined, renewing: boolean, failures: number, status: TokenStatus][] = [
    [undefined, false, 0, 'failing'],
    [undefined, true, 0, 'failing'],
    [undefined, true, 3, 'failing'],
    [expired, false, 0, 'failing'],
    [expired, true, 1, 'failing'],
    [usable, false, 0, 'healthy'],
    [usable, true, 0, 'renewing'],
    [usable, false, 1, 'degraded'],
    [usable, true, 1, 'degraded'],
  ];
  for (const [held, renewing, failures, status] of table) {
    const what = held === undefined ? 'no' : held === usable ? 'a usable' : 'an expired';
    it(`is ${status} with ${what} token, ${renewing ? 'a' : 'no'} login under way and ${failures} failures`, () => {
      expect(tokenStatus({ held, renewing, failures }, now)).to.equal(status);
    });
  }
});
