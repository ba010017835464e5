// A Redis that lets us in only with the right credentials.
import { expect } from 'chai';
import { connected, makeLink, started, withRedis, withUser } from '../support/redis-sides.js';
import { until } from '../support/until.js';

describe('a Redis with users', () => {
  const redis = withRedis('--requirepass', 'the-password');
  const credentials = (username?: string, password?: string, url = redis().url) => ({
    credentials: () => ({ url, ...(username && { username }), ...(password && { password }) }),
  });
  const refusal = async (given: ReturnType<typeof credentials>) => {
    const side = makeLink(redis().url, given);
    side.link.start();
    await until(() => side.told.length > 0, 'a refusal');
    return side.told[0];
  };

  it('lets nobody in without the password, and the reason holds no secret', async () => {
    expect(await refusal(credentials())).to.match(/^NOAUTH/);
    expect(await refusal(credentials(undefined, 'wrong-one'))).to.match(/^WRONGPASS(?!.*wrong-one)/);
    expect(await refusal(credentials(undefined, undefined, withUser(redis(), ':wrong-one')))).to.match(
      /^WRONGPASS(?!.*wrong-one)/,
    );
  });

  const ways: Array<[what: string, given: () => ReturnType<typeof credentials>]> = [
    ['the password', () => credentials(undefined, 'the-password')],
    ['user and password', () => credentials('default', 'the-password')],
    [
      'both in the address',
      () => credentials(undefined, undefined, withUser(redis(), 'default:the%2dpassword')),
    ],
    [
      'the password in the address',
      () => credentials(undefined, undefined, withUser(redis(), ':the-password')),
    ],
    ['the user in the address', () => credentials(undefined, 'the-password', withUser(redis(), 'default'))],
    [
      'the password in the address only',
      () => credentials('default', undefined, withUser(redis(), ':the-password')),
    ],
    ['others in the address', () => credentials('default', 'the-password', withUser(redis(), 'old:old'))],
  ];
  for (const [what, given] of ways)
    it(`is reached with ${what}`, async () => {
      const side = await started(makeLink(redis().url, given()));
      expect(await side.link.run('return 1', [], [])).to.equal(1);
    });

  it('takes other credentials at the next connection', async () => {
    let [url, password] = [redis().url, 'wrong-one'];
    const side = makeLink(url, { credentials: () => ({ url, password }) });
    side.link.start();
    await until(() => side.told.length > 0, 'a refusal');
    [url, password] = [withUser(redis(), 'default'), 'the-password'];
    await connected(side);
    expect(side.told).to.have.length(2);
  });

  it('is tried again when an address could not be used at all', async () => {
    let url = 'no address';
    const side = makeLink(url, { credentials: () => ({ url }) });
    side.link.start();
    await until(() => side.told.length > 0, 'a failure');
    expect(side.told[0]).to.not.contain('no address');
    url = withUser(redis(), ':the-pass%word');
    await until(() => side.told.length > 1, 'another failure');
    expect(side.told[1]).to.not.contain('the-pass');
    url = withUser(redis(), ':the-password');
    await connected(side);
  });
});
