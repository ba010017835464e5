// What is under our keys in Redis: it always ends, and what isn't ours is read as nothing and gives way.
import { expect } from 'chai';
import { systemClock } from '../../src/runtime/clock.js';
import { newPrefix, startSide, withRedis, type Side } from '../support/redis-sides.js';

const MINUTE = 60_000;

describe('values in Redis', () => {
  const redis = withRedis();
  let side: Side;
  let prefix: string;
  beforeEach(async () => {
    prefix = newPrefix();
    side = await startSide(redis().url, prefix);
  });

  const at = (key: string) => `${prefix}snapshot:${key}`;
  const value = (name: string, agoMs = 0) => ({ name, at: systemClock.now() - agoMs });
  const nameOf = async (key: string) => (await side.store.get(key))?.name;
  /** Redis's own clock in whole seconds. */
  const seconds = async () => Number(/\d{10}/.exec(await redis().command('TIME'))?.[0]);
  const micros = async (ahead: number) => `${(await seconds()) + ahead}000000`;

  for (const keepForMs of [0, 0.4, 1, 999.5, MINUTE])
    it(`end after ${keepForMs} ms`, async () => {
      await side.store.set(['a', 'b'], value('kept'), keepForMs);
      for (const key of ['a', 'b']) {
        const left = Number((await redis().command('PTTL', at(key))).replace(':', ''));
        // -2: it is gone already; -1 would be for ever.
        expect(left === -2 || left >= 0, `${left} ms`).to.equal(true);
        expect(left).to.be.at.most(Math.ceil(Math.max(keepForMs, 1)));
      }
    });

  it('are nowhere but under the prefix, and none of them stays', async () => {
    await side.store.set(['a', 'b'], value('kept'), MINUTE);
    const claim = await side.leases.claim('a', undefined);
    if (claim.kind === 'ours') claim.release();
    await side.leases.claim('c', undefined);
    const keys = (await redis().command('KEYS', '*')).match(/^[^*$\r\n].*$/gm) ?? [];
    const foreign = keys.filter((key) => !/^test-\d+:(snapshot|lease):/.test(key));
    expect(foreign).to.deep.equal([]);
    for (const key of keys) expect(await redis().command('PTTL', key), key).to.not.match(/^:-1/);
  });

  const garbage: Array<[what: string, ...command: string[]]> = [
    ['a list', 'RPUSH', 'KEY', 'x'],
    ['a map', 'HSET', 'KEY', 'x', 'y'],
    ['a stream', 'XADD', 'KEY', '*', 'x', 'y'],
    ['an empty text', 'SET', 'KEY', ''],
    ['a text without stamp', 'SET', 'KEY', '{"name":"theirs"}'],
    ['a low number', 'SET', 'KEY', '1'],
    ['a high digit', 'SET', 'KEY', '9'],
    ['a number of fifteen digits', 'SET', 'KEY', '9'.repeat(15)],
    ['a stamp alone', 'SET', 'KEY', '1'.padEnd(16, '0')],
    ['an old stamp before no value', 'SET', 'KEY', `${'1'.padEnd(16, '0')}no value`],
    ['a stamp from the far future', 'SET', 'KEY', `${'9'.repeat(16)}{"name":"theirs"}`],
    ['signs and blanks for a stamp', 'SET', 'KEY', '            +1e9{"name":"theirs"}'],
    ['zero bytes', 'SET', 'KEY', '\0'.repeat(40)],
    ['half characters', 'SET', 'KEY', '\u{1f600}'.repeat(9)],
  ];
  for (const [what, ...command] of garbage)
    it(`give way where there is ${what}`, async () => {
      await redis().command(...command.map((word) => (word === 'KEY' ? at('a') : word)));
      expect(await side.store.get('a')).to.equal(undefined);
      await side.store.set(['a'], value('ours'), MINUTE);
      expect(await nameOf('a')).to.equal('ours');
      expect(await redis().command('PTTL', at('a'))).to.match(/^:\d/);
    });

  it('are not read when they claim to come from the future, however near', async () => {
    await redis().command('SET', at('a'), `${await micros(30)}{"name":"theirs"}`);
    expect([await nameOf('a'), side.unreadable]).to.deep.equal([undefined, 1]);
    await redis().command('SET', at('a'), `${await micros(-30)}{"name":"theirs"}`);
    expect([await nameOf('a'), side.unreadable]).to.deep.equal(['theirs', 1]);
  });

  it('tell how old they are', async () => {
    const before = systemClock.now();
    await side.store.set(['a'], value('kept', 5_000), MINUTE);
    const moment = (await side.store.get('a'))?.at ?? 0;
    const tripMs = systemClock.now() - before;
    expect(before - 5_000 - moment).to.be.within(-tripMs, 4_000 + tripMs);
  });

  it('keep the stamp that they came with when they are written again', async () => {
    const stamp = await micros(-7);
    await redis().command('SET', at('a'), `${stamp}{"name":"theirs"}`);
    const theirs = await side.store.get('a');
    await side.store.set(['a', 'b'], theirs!, MINUTE);
    for (const key of ['a', 'b']) expect(await redis().command('GET', at(key))).to.contain(stamp);
  });
});
