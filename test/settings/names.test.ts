// Names of environment variables that begin like ours and mean nothing.
import { expect } from 'chai';
import { nearest } from '../../src/settings/nearest-name.js';
import { bad, GOOD, load } from './support.js';

describe('names that begin like ours', () => {
  bad([
    ['of Redis, misspelt', { REDIS_ULR: 'redis://x' }, 'redis', 'REDIS_ULR', /did you mean REDIS_URL\?/],
    ['of Redis, unknown', { REDIS_TLS_ENABLED: 'true' }, 'redis', 'REDIS_TLS_ENABLED', /one of REDIS_URL/],
    ['of push', { PUSH_FRESH_MS: '1' }, 'push', 'PUSH_FRESH_MS', /did you mean PUSH_FRESH_FOR_MS\?/],
    [
      'of Genesys Cloud',
      { GENESYSCLOUD_OAUTHCLIENT_SECRETS: 'x' },
      'organizations',
      'GENESYSCLOUD_OAUTHCLIENT_SECRETS',
      /did you mean GENESYSCLOUD_OAUTHCLIENT_SECRET\?/,
    ],
    ['of activity', { ACTIVITY_MODE: 'x' }, 'activity', 'ACTIVITY_MODE', /no setting ACTIVITY_MODE/],
    [
      'of availability',
      { AVAILABILITY_STALE_IF_EROR_MS: '1' },
      'availability',
      'AVAILABILITY_STALE_IF_EROR_MS',
      /did you mean AVAILABILITY_STALE_IF_ERROR_MS\?/,
    ],
  ]);

  const links: Array<[what: string, variables: Record<string, string>]> = [
    [
      'Kubernetes, for a Service called redis',
      {
        REDIS_SERVICE_HOST: '10.0.0.7',
        REDIS_SERVICE_PORT: '6379',
        REDIS_SERVICE_PORT_REDIS: '6379',
        REDIS_PORT: 'tcp://10.0.0.7:6379',
        REDIS_PORT_6379_TCP: 'tcp://10.0.0.7:6379',
        REDIS_PORT_6379_TCP_ADDR: '10.0.0.7',
        REDIS_MASTER_SERVICE_HOST: '10.0.0.8',
        PUSH_GATEWAY_SERVICE_HOST: '10.0.0.9',
      },
    ],
    [
      'a linked container',
      { REDIS_PORT: 'tcp://10.0.0.7:6379', REDIS_NAME: '/web/redis', REDIS_ENV_PATH: '/bin' },
    ],
    ['nobody, as they are empty', { REDIS_ULR: '', PUSH_X: '' }],
    ['others', { REDISCLI_AUTH: 'x', PUSHOVER_TOKEN: 'x', GENESYS_X: 'x', redis_url: 'x' }],
  ];
  for (const [whose, variables] of links)
    it(`are nobody's fault when they come from ${whose}`, () => {
      expect(() => load({ ...GOOD, ...variables })).not.to.throw();
    });

  it('are taken for the one that differs least, and for none that differs much', () => {
    const known = ['REDIS_URL', 'REDIS_URL_FILE', 'REDIS_USERNAME'];
    expect(
      ['REDIS_UR', 'REDISURL', 'REDIS_URL_FIEL', 'REDIS_USER_NAME'].map((name) => nearest(name, known)),
    ).to.deep.equal(['REDIS_URL', 'REDIS_URL', 'REDIS_URL_FILE', 'REDIS_USERNAME']);
    expect(nearest('REDIS_TLS_ENABLED', known)).to.equal(undefined);
    expect(nearest('X', [])).to.equal(undefined);
  });
});
