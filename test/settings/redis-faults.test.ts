// What is wrong with the settings of Redis is told without a secret.
import { expect } from 'chai';
import { CERTIFICATE, PRIVATE_KEY } from './pem.js';
import { bad, errorOf, file, GOOD, type Environment } from './support.js';

const URL_ = 'redis://redis:6379';
const secret = (name: string, text: string) => file(`redis-${name}`, text);

describe('faults of the settings of Redis', () => {
  const urlFile = secret('good-url', URL_);
  const ADDRESS = /is not the address of a Redis → redis:\/\/host:port/;
  const both = /is set together with REDIS_\w+_FILE in the environment/;
  const wrong = (given: Environment): Environment => ({ REDIS_URL: URL_, ...given });
  const fileWith = (name: string, text: string) => wrong({ REDIS_PASSWORD_FILE: secret(name, text) });
  bad([
    ['no address at all', { REDIS_URL: 'redis' }, 'redis.url', 'REDIS_URL', ADDRESS],
    ['host and port only', { REDIS_URL: 'redis:6379' }, 'redis.url', 'REDIS_URL', ADDRESS],
    ['no host', { REDIS_URL: 'redis://' }, 'redis.url', 'REDIS_URL', ADDRESS],
    ['another scheme', { REDIS_URL: 'http://redis:6379' }, 'redis.url', 'REDIS_URL', ADDRESS],
    ['a port that is none', { REDIS_URL: 'redis://redis:65536' }, 'redis.url', 'REDIS_URL', ADDRESS],
    [
      'a database that is no number',
      { REDIS_URL: `${URL_}/one` },
      'redis.url',
      'REDIS_URL',
      /number of a database/,
    ],
    ['a path', { REDIS_URL: `${URL_}/1/2` }, 'redis.url', 'REDIS_URL', /number of a database/],
    ['a bare % in the password', { REDIS_URL: 'redis://:5%@redis' }, 'redis.url', 'REDIS_URL', /percent/],
    [
      'a file with no address',
      { REDIS_URL_FILE: secret('no-url', 'x') },
      'redis.urlFile',
      'REDIS_URL_FILE',
      /content is not the address/,
    ],
    ['a missing file', { REDIS_URL_FILE: '/nowhere' }, 'redis.urlFile', 'REDIS_URL_FILE', /ENOENT/],
    ['address and file', { REDIS_URL: URL_, REDIS_URL_FILE: urlFile }, 'redis.url', 'REDIS_URL', both],
    [
      'user and file',
      wrong({ REDIS_USERNAME: 'u', REDIS_USERNAME_FILE: urlFile }),
      'redis.username',
      'REDIS_USERNAME',
      both,
    ],
    [
      'password and file',
      wrong({ REDIS_PASSWORD: 'p', REDIS_PASSWORD_FILE: urlFile }),
      'redis.password',
      'REDIS_PASSWORD',
      both,
    ],
    [
      'both in the file',
      `redis: { url: "${URL_}", urlFile: x }`,
      'redis.url',
      'REDIS_URL',
      /is set together with urlFile/,
    ],
    ['a password with a blank', wrong({ REDIS_PASSWORD: 'p ' }), 'redis.password', 'REDIS_PASSWORD', /blank/],
    [
      'two lines in a file',
      fileWith('two-lines', 'a\nb'),
      'redis.passwordFile',
      'REDIS_PASSWORD_FILE',
      /line break/,
    ],
    ['an empty file', fileWith('empty', '\n'), 'redis.passwordFile', 'REDIS_PASSWORD_FILE', /empty/],
    ['no authorities', wrong({ REDIS_CA_FILE: '/nowhere' }), 'redis.caFile', 'REDIS_CA_FILE', /ENOENT/],
    [
      'a file without certificate',
      wrong({ REDIS_CA_FILE: urlFile }),
      'redis.caFile',
      'REDIS_CA_FILE',
      /no certificate/,
    ],
    [
      'a key for authorities',
      wrong({ REDIS_CA_FILE: secret('key', PRIVATE_KEY) }),
      'redis.caFile',
      'REDIS_CA_FILE',
      /no certificate/,
    ],
    [
      'a certificate and half of another',
      wrong({ REDIS_CA_FILE: secret('more', CERTIFICATE + CERTIFICATE.slice(0, 200)) }),
      'redis.caFile',
      'REDIS_CA_FILE',
      /no certificate/,
    ],
    [
      'half a certificate',
      wrong({ REDIS_CA_FILE: secret('half', CERTIFICATE.slice(0, 200)) }),
      'redis.caFile',
      'REDIS_CA_FILE',
      /no certificate/,
    ],
    [
      'a prefix with a blank',
      wrong({ REDIS_KEY_PREFIX: 'a b' }),
      'redis.keyPrefix',
      'REDIS_KEY_PREFIX',
      /1 to 64/,
    ],
    [
      'a prefix with a pattern',
      wrong({ REDIS_KEY_PREFIX: 'a*' }),
      'redis.keyPrefix',
      'REDIS_KEY_PREFIX',
      /1 to 64/,
    ],
    ['no prefix', 'redis: { keyPrefix: "" }', 'redis.keyPrefix', 'REDIS_KEY_PREFIX', /1 to 64/],
    [
      'no time to connect',
      'redis: { connectTimeout: 0 }',
      'redis.connectTimeout',
      undefined,
      /at least 1|is 0/,
    ],
    [
      'no time for a command',
      'redis: { commandTimeout: 0 }',
      'redis.commandTimeout',
      undefined,
      /at least 1|is 0/,
    ],
    ['an unknown key', 'redis: { host: redis }', 'redis.host', undefined, /url, urlFile, username/],
    ['a list', 'redis: [redis]', 'redis', undefined, /is a list of 1.*a map/],
  ]);

  for (const address of [
    'redis://u:hunter2@',
    'http://u:hunter2@redis',
    'redis://u:hunter2@redis/x',
    'redis://u:hunter2%@h',
  ])
    it(`do not tell the password in ${address}`, () => {
      for (const given of [{ REDIS_URL: address }, { REDIS_URL_FILE: secret('bad-url', address) }]) {
        const error = errorOf({ ...GOOD, ...given });
        expect(`${error.message} ${JSON.stringify(error.faults)}`).to.not.contain('hunter2');
      }
    });
});
