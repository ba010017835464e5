// What of the settings of Redis takes effect without a restart.
import { expect } from 'chai';
import { differingKeys, settingsInForce } from '../../src/settings/in-force.js';
import { GOOD, load } from './support.js';

/** What is applied, and what needs a restart, when the file becomes `after`. */
function changes(before: string, after: string) {
  const running = load(GOOD, `${before}\n# the end`);
  const next = load(GOOD, `${after}\n# the end`);
  const inForce = settingsInForce(running, next);
  return { applied: differingKeys(running, inForce), needRestart: differingKeys(inForce, next), inForce };
}

describe('settings of Redis that change while the service runs', () => {
  const redis = (fields: string) => `redis: { url: "redis://redis", ${fields} }`;
  const table: Array<
    [what: string, before: string, after: string, applied: string[], needRestart: string[]]
  > = [
    ['a password', redis('password: old'), redis('password: new'), ['redis.password'], []],
    ['a password that is new', redis(''), redis('password: new'), ['redis.password'], []],
    ['a password that is gone', redis('password: old'), redis(''), ['redis.password'], []],
    [
      'user and address',
      redis('username: a'),
      'redis: { url: "redis://b", username: b }',
      ['redis.url', 'redis.username'],
      [],
    ],
    ['a prefix', redis(''), redis('keyPrefix: "b:"'), [], ['redis.keyPrefix']],
    ['times', redis(''), redis('commandTimeout: 7'), [], ['redis.commandTimeout']],
    [
      'a password beside a prefix',
      redis('password: a'),
      redis('password: b, keyPrefix: "b:"'),
      ['redis.password'],
      ['redis.keyPrefix'],
    ],
  ];
  for (const [what, before, after, applied, needRestart] of table)
    it(`are in force or wait for a restart: ${what}`, () => {
      const told = changes(before, after);
      expect([told.applied, told.needRestart]).to.deep.equal([applied, needRestart]);
    });

  it('turn sharing neither on nor off', () => {
    const on = redis('password: word');
    const keys = ['commandTimeout', 'connectTimeout', 'keyPrefix', 'password', 'url'].map(
      (key) => `redis.${key}`,
    );
    for (const [before, after] of [
      ['', on],
      [on, ''],
    ] as const) {
      const { applied, needRestart, inForce } = changes(before, after);
      expect([applied, needRestart]).to.deep.equal([[], keys]);
      expect(inForce.redis !== undefined).to.equal(before === on);
    }
  });
});
