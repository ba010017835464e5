// The Redis that replicas share: off unless it has an address, each secret in the settings or a file of its own.
import { expect } from 'chai';
import type { RedisSettings } from '../../src/settings/types.js';
import { CERTIFICATE } from './pem.js';
import { file, GOOD, load, type Environment } from './support.js';

const URL_ = 'redis://redis:6379';
const DEFAULTS = { keyPrefix: 'availability-proxy:', connectTimeout: 2_000, commandTimeout: 250 };
const secret = (name: string, text: string) => file(`redis-${name}`, text);

describe('settings of Redis', () => {
  const passwordFile = secret('password', 'from the file\n');
  const urlFile = secret('url', 'rediss://:word@redis/1\r\n');
  const caFile = secret('ca.crt', CERTIFICATE);
  const url = { value: URL_ };

  it('are none without an address, whatever else is given', () => {
    expect(load(GOOD)).to.not.have.property('redis');
    const rest = { REDIS_PASSWORD_FILE: passwordFile, REDIS_CA_FILE: caFile, REDIS_KEY_PREFIX: 'x:' };
    expect(load({ ...GOOD, ...rest })).to.not.have.property('redis');
    expect(load({ ...GOOD, REDIS_URL: '' }, 'redis:')).to.not.have.property('redis');
  });

  const good: Array<[what: string, environment: Environment, yaml: string, redis: Partial<RedisSettings>]> = [
    ['an address', { REDIS_URL: URL_ }, '', { url }],
    ['an address in the file', {}, `redis: { url: "${URL_}" }`, { url }],
    ['an address without a port', { REDIS_URL: 'redis://redis' }, '', { url: { value: 'redis://redis' } }],
    ['an address with TLS', { REDIS_URL: 'rediss://[::1]:1/' }, '', { url: { value: 'rediss://[::1]:1/' } }],
    [
      'credentials in the address',
      { REDIS_URL: 'redis://u:p%25@h/15' },
      '',
      { url: { value: 'redis://u:p%25@h/15' } },
    ],
    [
      'a file with the address',
      { REDIS_URL_FILE: urlFile },
      '',
      { url: { value: 'rediss://:word@redis/1', file: urlFile } },
    ],
    [
      'user and password',
      { REDIS_URL: URL_, REDIS_USERNAME: 'user', REDIS_PASSWORD: 'word' },
      '',
      { url, username: { value: 'user' }, password: { value: 'word' } },
    ],
    [
      'a file with the password',
      { REDIS_URL: URL_, REDIS_PASSWORD_FILE: passwordFile },
      '',
      { url, password: { value: 'from the file', file: passwordFile } },
    ],
    [
      'a file beside the settings',
      {},
      `redis: { url: "${URL_}", usernameFile: redis-password, caFile: redis-ca.crt }`,
      { url, username: { value: 'from the file', file: passwordFile }, ca: CERTIFICATE },
    ],
    ['authorities', { REDIS_URL: URL_, REDIS_CA_FILE: caFile }, '', { url, ca: CERTIFICATE }],
    [
      'another prefix',
      { REDIS_URL: URL_, REDIS_KEY_PREFIX: 'a.b-c_d/1:' },
      '',
      { url, keyPrefix: 'a.b-c_d/1:' },
    ],
    [
      'other times',
      { REDIS_URL: URL_ },
      'redis: { connectTimeout: 1, commandTimeout: 60000 }',
      { url, connectTimeout: 1, commandTimeout: 60_000 },
    ],
    ['the environment over the file', { REDIS_URL: URL_ }, 'redis: { url: "redis://other" }', { url }],
    ['a variable over a file of the file', { REDIS_URL: URL_ }, 'redis: { urlFile: /nowhere }', { url }],
    [
      'a file of the environment over the file',
      { REDIS_PASSWORD_FILE: passwordFile },
      `redis: { url: "${URL_}", username: user, password: other }`,
      { url, username: { value: 'user' }, password: { value: 'from the file', file: passwordFile } },
    ],
  ];
  for (const [what, environment, yaml, redis] of good)
    it(`take ${what}`, () => {
      expect(load({ ...GOOD, ...environment }, yaml || undefined).redis).to.deep.equal({
        ...DEFAULTS,
        ...redis,
      });
    });
});
