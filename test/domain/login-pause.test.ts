import { expect } from 'chai';
import fc from 'fast-check';
import type { ErrorCode } from '../../src/domain/error-codes.js';
import { loginPause, rejectionPause } from '../../src/domain/retry.rules.js';

const ALMOST_ONE = 1 - Number.EPSILON;
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('login pause', () => {
  it('is short while there is no token: every caller waits for it', () => {
    for (const failures of [6, 30, 1_000]) {
      const state = { failures, hasToken: false };
      expect(loginPause({ ...state, code: 'login_unavailable' }, undefined, ALMOST_ONE)).to.be.below(2_400);
      expect(loginPause({ ...state, code: 'login_invalid_client' }, undefined, ALMOST_ONE)).to.be.above(
        2_400,
      );
    }
  });

  // Milliseconds with the least random; the most is twice that.
  const growth: [failures: number, passing: number, refused: number][] = [
    [1, 125, 125],
    [2, 250, 250],
    [3, 500, 500],
    [4, 1_000, 1_000],
    [5, 2_000, 2_000],
    [6, 4_000, 4_000],
    [7, 5_000, 8_000],
    [8, 5_000, 16_000],
    [9, 5_000, 30_000],
    [10, 5_000, 30_000],
    [5_000, 5_000, 30_000],
  ];
  for (const [failures, passing, refused] of growth) {
    it(`is ${passing} to ${2 * passing} ms after failure ${failures}, ${refused} to ${2 * refused} when refused`, () => {
      expect(loginPause({ failures, code: 'login_unavailable', hasToken: true }, undefined, 0)).to.equal(
        passing,
      );
      expect(
        loginPause({ failures, code: 'login_unavailable', hasToken: true }, undefined, ALMOST_ONE),
      ).to.be.closeTo(2 * passing, 1e-6);
      expect(loginPause({ failures, code: 'login_invalid_client', hasToken: true }, undefined, 0)).to.equal(
        refused,
      );
      expect(
        loginPause({ failures, code: 'login_refused', hasToken: true }, undefined, ALMOST_ONE),
      ).to.be.closeTo(2 * refused, 1e-6);
    });
  }

  it('is at most 10 s for what passes by itself and a minute for a wrong secret', () => {
    const passing: ErrorCode[] = [
      ...(['login_unreachable', 'login_timeout', 'login_unavailable'] as const),
      ...(['login_rate_limited', 'login_answer_invalid', 'internal_error'] as const),
    ];
    const refused: ErrorCode[] = ['login_invalid_client', 'login_refused'];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), randoms, (failures, random) => {
        for (const code of passing)
          expect(loginPause({ failures, code, hasToken: true }, undefined, random)).to.be.within(125, 10_000);
        for (const code of refused)
          expect(loginPause({ failures, code, hasToken: true }, undefined, random)).to.be.within(125, 60_000);
      }),
    );
  });

  it('lies halfway for a random of a half', () => {
    expect(loginPause({ failures: 3, code: 'login_timeout', hasToken: true }, undefined, 0.5)).to.equal(750);
  });

  const told: [retryAfter: number, pause: number][] = [
    [0, 125],
    [0.125, 125],
    [0.126, 126],
    [5, 5_000],
    [59.999, 59_999],
    [60, 60_000],
    [60.001, 60_000],
    [86_400, 60_000],
  ];
  for (const [retryAfter, pause] of told) {
    it(`is ${pause} ms when the login says Retry-After ${retryAfter}`, () => {
      expect(loginPause({ failures: 1, code: 'login_rate_limited', hasToken: true }, retryAfter, 0)).to.equal(
        pause,
      );
    });
  }

  it('is no longer for a Retry-After of a login that is not over its limit', () => {
    expect(loginPause({ failures: 1, code: 'login_unavailable', hasToken: true }, 60, 0)).to.equal(125);
  });

  it('is never shorter than its own growth because of a Retry-After', () => {
    expect(loginPause({ failures: 7, code: 'login_rate_limited', hasToken: true }, 1, 0)).to.equal(5_000);
  });
});

describe('rejection pause', () => {
  const table: [rejections: number, least: number][] = [
    [0, 0],
    [1, 0],
    [2, 125],
    [3, 250],
    [4, 500],
    [7, 4_000],
    [8, 5_000],
    [500, 5_000],
  ];
  for (const [rejections, least] of table) {
    it(`is ${least} to ${2 * least} ms after ${rejections} rejected tokens`, () => {
      expect(rejectionPause(rejections, 0)).to.equal(least);
      expect(rejectionPause(rejections, ALMOST_ONE)).to.be.closeTo(2 * least, 1e-6);
    });
  }
});
