// Leases where something is odd: the work is done already, Redis is away, or somebody else uses our keys.
import { expect } from 'chai';
import { systemClock } from '../../src/runtime/clock.js';
import {
  claim,
  makeLink,
  makeSide,
  newPrefix,
  startSide,
  withRedis,
  type Side,
} from '../support/redis-sides.js';
import { until } from '../support/until.js';

const MINUTE = 60_000;

describe('leases in Redis, in odd cases', () => {
  const redis = withRedis();
  let prefix: string;
  let one: Side;
  let other: Side;
  beforeEach(async () => {
    prefix = newPrefix();
    one = await startSide(redis().url, prefix);
    other = await startSide(redis().url, prefix);
  });

  const value = (name: string, agoMs = 0) => ({ name, at: systemClock.now() - agoMs });
  const kindOf = async ({ leases }: Side, held?: ReturnType<typeof value>) =>
    (await leases.claim('a', held)).kind;

  it('are not needed where Redis holds something, which is fetched', async () => {
    await one.store.set(['a'], value('new'), MINUTE);
    const late = await startSide(redis().url, prefix);
    expect(await kindOf(late)).to.equal('newer');
    expect(late.heard.map(([keys, kept]) => [keys, kept?.name])).to.deep.equal([[['a'], 'new']]);
  });

  it('are not needed where Redis holds something newer, and needed where it does not', async () => {
    const [older, newer] = [value('older', 2_000), value('newer', 1_000)];
    await one.store.set(['a'], older, MINUTE);
    await until(() => other.heard.length > 0, 'the older one');
    const theirs = other.heard[0]![1] as typeof older;
    expect(await kindOf(other, newer), 'ours is newer').to.equal('ours');
    await one.store.set(['a'], newer, MINUTE);
    expect(await kindOf(other, theirs), 'theirs is newer').to.equal('newer');
    expect(other.heard.at(-1)?.[1]?.name).to.equal('newer');
    expect(await kindOf(one, newer), 'it is the very one').to.equal('theirs');
  });

  it('are given where what Redis holds claims to come from the future, or has no stamp', async () => {
    for (const text of [`${'9'.repeat(16)}{"name":"theirs"}`, '9', '9'.repeat(17), '{"name":"theirs"}']) {
      await redis().command('SET', `${prefix}snapshot:a`, text);
      const claim = await one.leases.claim('a', undefined);
      expect([claim.kind, other.heard], text).to.deep.equal(['ours', []]);
      if (claim.kind === 'ours') claim.release();
      await one.link.run('return 1', [], []);
      await until(() => other.heard.splice(0).length > 0, 'the release');
    }
  });

  const garbage: Array<[what: string, ...command: string[]]> = [
    ['a lease without end', 'SET', 'KEY', 'somebody'],
    ['a lease of an hour', 'SET', 'KEY', 'somebody', 'EX', '3600'],
    ['a list', 'RPUSH', 'KEY', 'x'],
    ['a map', 'HSET', 'KEY', 'x', 'y'],
  ];
  for (const [what, ...command] of garbage)
    it(`are taken over from ${what}`, async () => {
      const key = `${prefix}lease:a`;
      await redis().command(...command.map((word) => (word === 'KEY' ? key : word)));
      const claim = await one.leases.claim('a', undefined);
      expect(claim.kind).to.equal('ours');
      expect(Number((await redis().command('PTTL', key)).slice(1))).to.be.within(0, 500);
      if (claim.kind === 'ours') claim.release();
      expect(await kindOf(other)).to.be.oneOf(['ours', 'theirs']);
      expect(one.link.trouble).to.equal(undefined);
    });

  it('are released without harm where something else has taken their place', async () => {
    const claim = await one.leases.claim('a', undefined);
    const key = `${prefix}lease:a`;
    await redis().command('DEL', key);
    await redis().command('RPUSH', key, 'x');
    if (claim.kind === 'ours') claim.release();
    await one.link.run('return 1', [], []);
    expect([await redis().command('TYPE', key), one.link.trouble]).to.deep.equal(['+list\r\n', undefined]);
  });

  it('are released by their owner only', async () => {
    const { release } = await claim(one, 'ours');
    await redis().command('DEL', `${prefix}lease:a`);
    await claim(other, 'ours');
    release();
    await one.link.run('return 1', [], []);
    await claim(one, 'theirs');
    expect(other.heard).to.deep.equal([]);
  });

  it('are not released twice', async () => {
    const { release } = await claim(one, 'ours');
    release();
    const next = await claim(other, 'ours');
    release();
    await one.link.run('return 1', [], []);
    const { change } = await claim(one, 'theirs');
    next.release();
    await change(MINUTE);
    await claim(one, 'ours');
  });

  it('are nothing to wait for while Redis is away', async () => {
    const away = makeSide(makeLink(redis().url), prefix, systemClock);
    expect([await kindOf(away), await kindOf(away, value('held'))]).to.deep.equal(['alone', 'alone']);
    expect(away.claims).to.deep.equal(['alone', 'alone']);
  });

  it('are judged rightly for what was there before the first connection', async () => {
    const early = makeSide(makeLink(redis().url), prefix, systemClock);
    const mine = value('mine', 1_000);
    await early.store.set(['a'], mine, MINUTE);
    await kindOf(early, mine);
    await one.store.set(['a'], value('older', 5_000), MINUTE);
    early.link.start();
    await until(() => early.link.trouble === undefined, 'a connection');
    expect(await kindOf(early, mine)).to.equal('ours');
  });

  it('do not come to an end with the link while somebody waits', async () => {
    await one.leases.claim('a', undefined);
    const claim = await other.leases.claim('a', undefined);
    other.link.stop();
    if (claim.kind === 'theirs') await claim.change(MINUTE);
    expect([claim.kind, await kindOf(other)]).to.deep.equal(['theirs', 'alone']);
  });
});
