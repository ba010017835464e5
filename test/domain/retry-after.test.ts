import { expect } from 'chai';
import fc from 'fast-check';
import { retryAfterSeconds } from '../../src/domain/retry.rules.js';

const WALL = Date.parse('2026-03-01T12:00:00.000Z');

describe('Retry-After', () => {
  const table: [header: string | undefined, seconds: number | undefined][] = [
    [undefined, undefined],
    ['0', 0],
    ['1', 1],
    [' 30 ', 30],
    ['007', 7],
    ['65', 65],
    ['66', 65],
    ['30000', 65],
    ['999999999', 65],
    ['1000000000', undefined],
    ['', undefined],
    [' ', undefined],
    ['-1', undefined],
    ['+1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['30s', undefined],
    ['30, 60', undefined],
    ['soon', undefined],
    ['soon 5', undefined],
    ['a 2099', undefined],
    ['Mon 5', undefined],
    ['March 1, 2026', undefined],
    ['2026-03-01T12:00:30Z', undefined],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30],
    ['Sunday, 01-Mar-26 12:00:30 GMT', 30],
    ['Sun Mar  1 12:00:30 2026', 30],
    ['Sun, 01 Mar 2026 12:00:30 PST', undefined],
    ['after Sun, 01 Mar 2026 12:00:30 GMT', undefined],
    ['Sun, 01 Mar 2026 12:00:30 GMT at most', undefined],
    ['Sun, 99 Mar 2026 12:00:30 GMT', undefined],
    ['Sun, 01 Mar 2026 12:00:00 GMT', 0],
    ['Sun, 01 Mar 2026 11:59:59 GMT', 0],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
  ];
  for (const [header, seconds] of table) {
    it(`says ${seconds ?? 'nothing'} for ${header === undefined ? 'no header' : `"${header}"`}`, () => {
      expect(retryAfterSeconds(header, WALL)).to.equal(seconds);
    });
  }

  it('reads a date without a zone as GMT wherever the service runs', () => {
    const zone = process.env.TZ;
    process.env.TZ = 'America/New_York';
    try {
      expect(new Date(WALL).getTimezoneOffset()).to.equal(300);
      expect(retryAfterSeconds('Sun Mar  1 12:00:30 2026', WALL)).to.equal(30);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it('rounds a date up to whole seconds, never asking too early', () => {
    const date = new Date(WALL + 10_000).toUTCString();
    expect(retryAfterSeconds(date, WALL - 1)).to.equal(11);
    expect(retryAfterSeconds(date, WALL)).to.equal(10);
    expect(retryAfterSeconds(date, WALL + 1)).to.equal(10);
    expect(retryAfterSeconds(date, WALL + 9_999)).to.equal(1);
    expect(retryAfterSeconds(date, WALL + 10_000)).to.equal(0);
  });

  it('reads every date that HTTP writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * 365 * 86_400 }), (seconds) => {
        const date = new Date(WALL + seconds * 1000).toUTCString();
        expect(retryAfterSeconds(date, WALL)).to.equal(Math.min(65, seconds));
      }),
    );
  });

  it('never makes more of a header than nothing or a whole number from 0', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        const seconds = retryAfterSeconds(header, WALL);
        if (seconds !== undefined)
          expect(Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= 65).to.equal(true);
      }),
    );
  });
});
