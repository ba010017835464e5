// What operators read when Redis can't be used.
import { expect } from 'chai';
import { hintFor, reasonOf } from '../../src/replicas/connection-reason.js';

describe('a hint about Redis', () => {
  const cases: ReadonlyArray<readonly [reason: string, word: string]> = [
    ['NOAUTH HELLO must be called with the client already authenticated', 'REDIS_PASSWORD_FILE'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'REDIS_USERNAME'],
    ["NOPERM this user has no permissions to run the 'eval' command", 'docs/deployment.md'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'maxmemory'],
    ["READONLY You can't write against a read only replica.", 'primary'],
    ['self-signed certificate in certificate chain', 'REDIS_CA_FILE'],
    ['connect ECONNREFUSED 127.0.0.1:6379', 'REDIS_URL'],
    ['no answer within 250 ms', 'REDIS_URL'],
  ];
  for (const [reason, word] of cases)
    it(`names ${word} for "${reason.slice(0, 24)}"`, () => expect(hintFor(reason)).to.contain(word));
});

describe('a reason of Redis', () => {
  const cases: ReadonlyArray<readonly [told: string, reason: string]> = [
    [
      'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client',
      'NOAUTH HELLO must be called with the client already authenticated',
    ],
    [
      'MISCONF Redis is configured to save snapshots, but cannot. Commands that may modify the data set are disabled.',
      'MISCONF Redis is configured to save snapshots, but cannot.',
    ],
    [
      'WRONGPASS invalid username-password pair or user is disabled.',
      'WRONGPASS invalid username-password pair or user is disabled.',
    ],
  ];
  for (const [told, reason] of cases)
    it(`is its first sentence: ${reason.slice(0, 24)}`, () =>
      expect(reasonOf(new Error(told))).to.equal(reason));

  it('of this machine stays whole', () => {
    const told = 'connect ECONNREFUSED. Otherwise, see there';
    expect(reasonOf(Object.assign(new Error(told), { code: 'ECONNREFUSED' }))).to.equal(told);
  });
});
