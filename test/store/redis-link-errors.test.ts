// A Redis that answers with errors, or lets us in only with the right credentials.
import { expect } from 'chai';
import { FakeClock } from '../support/fake-clock.js';
import type { TestRedis } from '../support/redis.js';
import { connected, makeLink, withRedis, type TestLink } from '../support/redis-sides.js';
import { until } from '../support/until.js';

const SET = `redis.call('SET', KEYS[1], 'x') return 'set'`;
const GET = `return redis.call('GET', KEYS[1])`;

/** The address with what comes before the host. */
const withUser = ({ url }: TestRedis, user: string) => url.replace('//', `//${user}@`);

async function start(side: TestLink): Promise<TestLink> {
  side.link.start();
  await connected(side);
  return side;
}

describe('a Redis that answers with errors', () => {
  const redis = withRedis();
  const write = ({ link }: TestLink) => link.run(SET, ['k'], []);
  const read = ({ link }: TestLink) => link.run(GET, ['k'], []);

  it('is in trouble while it is full, keeps its connection, and says so once', async () => {
    const side = await start(makeLink(redis().url));
    await redis().command('CONFIG', 'SET', 'maxmemory', '1');
    for (let n = 0; n < 3; n++) {
      expect(await write(side)).to.equal(undefined);
      await read(side);
      await side.link.get('k');
      expect(side.link.trouble).to.match(/^OOM/);
    }
    await redis().command('CONFIG', 'SET', 'maxmemory', '0');
    expect(await write(side)).to.equal('set');
    expect([side.link.trouble, side.told.length]).to.deep.equal([undefined, 2]);
  });

  it('is left while it is read-only: it may be the wrong one by now', async () => {
    const clock = new FakeClock();
    const side = await start(makeLink(redis().url, {}, clock));
    await redis().command('REPLICAOF', '127.0.0.1', '1');
    const pauses: number[] = [];
    for (let n = 0; n < 4; n++) {
      expect(await write(side)).to.equal(undefined);
      expect(side.link.trouble).to.match(/^READONLY/);
      pauses.push(...clock.pending);
      await clock.advance(pauses.at(-1)!);
      await connected(side);
    }
    expect(pauses[3], 'it is not asked again and again').to.be.at.least(1_000);
    await redis().command('REPLICAOF', 'NO', 'ONE');
    expect(await write(side)).to.equal('set');
  });

  it('is in no trouble for what somebody put under a key', async () => {
    const side = await start(makeLink(redis().url));
    await redis().command('RPUSH', 'list', 'x');
    expect([await side.link.get('list'), side.link.trouble]).to.deep.equal([undefined, undefined]);
  });

  it('is in trouble for a script with a fault, and answers the next one', async () => {
    const side = await start(makeLink(redis().url));
    expect(await side.link.run('return nobody.knows', [], [])).to.equal(undefined);
    expect(side.link.trouble).to.match(/^ERR/);
    expect(await write(side)).to.equal('set');
  });

  const weak: Array<[what: string, may: string[], reason: RegExp]> = [
    ['no scripts', ['~*', '&*', '+@all', '-eval'], /^NOPERM/],
    ['other keys', ['~theirs:*', '&*', '+@all'], /^NOPERM/],
    ['no writes', ['~*', '&*', '+@all', '-set'], /^(NOPERM|ERR)/],
  ];
  for (const [what, may, reason] of weak)
    it(`is in trouble where the user may do: ${what}`, async () => {
      await redis().command('ACL', 'SETUSER', 'weak', 'reset', 'on', '>p', ...may);
      const side = await start(makeLink(withUser(redis(), 'weak:p')));
      for (let n = 0; n < 3; n++) expect(await write(side)).to.equal(undefined);
      expect(side.link.trouble).to.match(reason);
      expect(side.told).to.have.length(2);
      await redis().command('ACL', 'SETUSER', 'weak', '~*', '+@all');
      expect([await write(side), side.link.trouble]).to.deep.equal(['set', undefined]);
    });

  it('is no Redis for us where the user may not listen', async () => {
    await redis().command('ACL', 'SETUSER', 'weak', 'reset', 'on', '>p', '~*', '+@all', 'resetchannels');
    const side = makeLink(withUser(redis(), 'weak:p'));
    side.link.listen('news', () => undefined);
    side.link.start();
    await until(() => side.told.length > 0, 'a refusal');
    expect(side.told[0]).to.match(/^NOPERM/);
    await redis().command('ACL', 'SETUSER', 'weak', 'allchannels');
    await connected(side);
  });
});

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
      const side = await start(makeLink(redis().url, given()));
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
