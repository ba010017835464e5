// A Redis that answers with errors.
import { expect } from 'chai';
import { FakeClock } from '../support/fake-clock.js';
import { connected, makeLink, started, withRedis, withUser, type TestLink } from '../support/redis-sides.js';
import { until } from '../support/until.js';

const SET = `redis.call('SET', KEYS[1], 'x') return 'set'`;
const GET = `return redis.call('GET', KEYS[1])`;

describe('a Redis that answers with errors', () => {
  const redis = withRedis();
  const write = ({ link }: TestLink) => link.run(SET, ['k'], []);
  const read = ({ link }: TestLink) => link.run(GET, ['k'], []);

  it('is in trouble while it is full, keeps its connection, and says so once', async () => {
    const side = await started(makeLink(redis().url));
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

  it('is no longer in trouble for what was refused ten seconds ago', async () => {
    const clock = new FakeClock();
    const side = await started(makeLink(redis().url, {}, clock));
    await redis().command('CONFIG', 'SET', 'maxmemory', '1');
    await write(side);
    await redis().command('CONFIG', 'SET', 'maxmemory', '0');
    const troubles: boolean[] = [];
    for (let seconds = 2; seconds <= 10; seconds += 2) {
      await clock.advance(2_000);
      // By its answer that of the pulse before it is there too.
      await side.link.get('k');
      troubles.push(side.link.trouble !== undefined);
    }
    expect(troubles).to.deep.equal([true, true, true, true, false]);
  });

  it('is left while it is read-only: it may be the wrong one by now', async () => {
    const clock = new FakeClock();
    const side = await started(makeLink(redis().url, {}, clock));
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
    const side = await started(makeLink(redis().url));
    await redis().command('RPUSH', 'list', 'x');
    expect([await side.link.get('list'), side.link.trouble]).to.deep.equal([undefined, undefined]);
  });

  it('is in trouble for a script with a fault, and answers the next one', async () => {
    const side = await started(makeLink(redis().url));
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
      const side = await started(makeLink(withUser(redis(), 'weak:p')));
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
