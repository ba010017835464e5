import { expect } from 'chai';
import { requestPause, type RequestFailure } from '../../src/domain/retry.rules.js';

const LONG = 60_000;

function status(code: number, retryAfterSeconds?: number): RequestFailure {
  return {
    cause: 'status',
    status: code,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

describe('request pause', () => {
  const again: [what: string, failure: RequestFailure][] = [
    ['a connection failure', { cause: 'connection' }],
    ['502', status(502)],
    ['503', status(503)],
    ['504', status(504)],
  ];
  for (const [what, failure] of again) {
    it(`sends twice more after ${what}: in 50 to 100 ms, then in 100 to 200 ms`, () => {
      expect(requestPause(failure, 1, LONG, 0)).to.equal(50);
      expect(requestPause(failure, 1, LONG, 0.999)).to.be.closeTo(99.95, 1e-6);
      expect(requestPause(failure, 2, LONG, 0)).to.equal(100);
      expect(requestPause(failure, 2, LONG, 0.999)).to.be.closeTo(199.9, 1e-6);
      expect(requestPause(failure, 3, LONG, 0)).to.equal(undefined);
    });
  }

  for (const code of [200, 302, 400, 401, 403, 404, 408, 413, 500, 501, 505]) {
    it(`does not send again after ${code}, not even with a Retry-After`, () => {
      expect(requestPause(status(code), 1, LONG, 0)).to.equal(undefined);
      expect(requestPause(status(code, 0), 1, LONG, 0)).to.equal(undefined);
    });
  }

  const told: [failure: RequestFailure, attempt: number, pause: number | undefined][] = [
    [status(429), 1, undefined],
    [status(429, 0), 1, undefined],
    [status(429, 1), 1, 1_000],
    [status(429, 1), 2, 1_000],
    [status(429, 1), 3, undefined],
    [status(429, 2), 1, undefined],
    [status(503, 0), 1, 50],
    [status(503, 0.05), 1, 50],
    [status(503, 0.051), 1, 51],
    [status(503, 3), 1, 3_000],
    [status(503, 3), 3, undefined],
  ];
  for (const [failure, attempt, pause] of told) {
    const after = `${failure.status} with Retry-After ${failure.retryAfterSeconds ?? 'missing'}`;
    it(`is ${pause ?? 'none'} after ${after}, failure ${attempt}`, () => {
      expect(requestPause(failure, attempt, LONG, 0)).to.equal(pause);
    });
  }

  const remaining: [failure: RequestFailure, remainingMs: number, pause: number | undefined][] = [
    [status(503), 49, undefined],
    [status(503), 50, undefined],
    [status(503), 51, 50],
    [status(429, 1), 999, undefined],
    [status(429, 1), 1_000, undefined],
    [status(429, 1), 1_001, 1_000],
    [status(503), -1, undefined],
  ];
  for (const [failure, remainingMs, pause] of remaining) {
    it(`is ${pause ?? 'none'} after ${failure.status} when ${remainingMs} ms of the load are left`, () => {
      expect(requestPause(failure, 1, remainingMs, 0)).to.equal(pause);
    });
  }
});
