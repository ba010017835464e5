// Floods of wrong keys: what they cost in memory and log lines, and whom they slow.
import { expect } from 'chai';
import { ServiceError } from '../../../src/domain/errors.js';
import { FailedKeys } from '../../../src/http/auth/failed-keys.js';
import { createLogger } from '../../../src/telemetry/logger.js';
import { FakeClock } from '../../support/fake-clock.js';
import { Writable } from 'node:stream';

const wrong = new ServiceError('caller_key_invalid');
/** An address in the network `index` of 2001::/16. */
const addressIn = (index: number, host: number) =>
  `2001:db8:${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}::${host.toString(16)}`;

describe('failed keys', () => {
  let clock: FakeClock;
  let log: string[];
  let failedKeys: FailedKeys;
  const begin = (perMinute = 3) => {
    clock = new FakeClock();
    log = [];
    const destination = new Writable({
      write: (chunk, _encoding, done) => (log.push(String(chunk)), done()),
    });
    failedKeys = new FailedKeys('callers', perMinute, clock, createLogger('info', destination));
  };
  const codes = (addresses: readonly string[]) =>
    addresses.map((ip) => failedKeys.count(wrong, ip).error.code);
  beforeEach(() => begin());

  it('counts the addresses of one /64 as one sender, and those of another apart', () => {
    const answers = codes([1, 2, 3, 4, 5].map((host) => addressIn(7, host)));
    expect(answers.slice(0, 3)).to.deep.equal(Array<string>(3).fill('caller_key_invalid'));
    expect(answers.slice(3)).to.deep.equal(Array<string>(2).fill('too_many_failed_keys'));
    expect(codes([addressIn(8, 1)])).to.deep.equal(['caller_key_invalid']);
  });

  it('counts an IPv4 address and the same one written as IPv6 as one', () => {
    expect(codes(['192.0.2.1', '::ffff:192.0.2.1', '::ffff:c000:201', '192.0.2.1'])[3]).to.equal(
      'too_many_failed_keys',
    );
  });

  it('holds a bounded table, whatever comes, and forgets it after a minute', async () => {
    for (let index = 0; index < 12_000; index++) failedKeys.count(wrong, addressIn(index, 1));
    expect(failedKeys.size).to.equal(10_001);
    await clock.advance(60_000);
    expect(failedKeys.size).to.equal(0);
    expect(codes([addressIn(1, 1)])).to.deep.equal(['caller_key_invalid']);
  });

  it('slows those beyond the table as one', () => {
    for (let index = 0; index < 10_000; index++) failedKeys.count(wrong, addressIn(index, 1));
    const more = [1, 2, 3, 4].map((index) => addressIn(20_000 + index, 1));
    expect(codes(more)[3]).to.equal('too_many_failed_keys');
    expect(codes([addressIn(5, 1)])).to.deep.equal(['caller_key_invalid']);
  });

  it('logs a few of each network and of all, and counts the rest', async () => {
    let logged = 0;
    for (let time = 0; time < 1_000; time++) if (failedKeys.count(wrong, '192.0.2.1').logged) logged += 1;
    expect(logged).to.equal(5);
    for (let index = 0; index < 1_000; index++)
      if (failedKeys.count(wrong, addressIn(index, 1)).logged) logged += 1;
    expect(logged).to.equal(100);
    expect(log).to.deep.equal([]);
    await clock.advance(60_000);
    expect(log).to.have.length(1);
    expect(JSON.parse(log[0]!)).to.include({
      of: 'callers',
      failures: 2_000,
      networks: 1_001,
      unlogged: 1_900,
    });
    await clock.advance(120_000);
    expect(log).to.have.length(1);
  });

  it('says when the next failure is told apart again', async () => {
    codes(['192.0.2.1', '192.0.2.1', '192.0.2.1']);
    await clock.advance(45_500);
    expect(failedKeys.count(wrong, '192.0.2.1').error.facts.retryAfterSeconds).to.equal(15);
    await clock.advance(14_500);
    expect(codes(['192.0.2.1'])).to.deep.equal(['caller_key_invalid']);
  });

  it('slows nobody with a limit of 0', () => {
    begin(0);
    expect(new Set(codes(Array<string>(500).fill('192.0.2.1')))).to.deep.equal(
      new Set(['caller_key_invalid']),
    );
  });
});
