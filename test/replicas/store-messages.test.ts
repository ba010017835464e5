// What processes hear of each other through Redis.
import { expect } from 'chai';
import { systemClock } from '../../src/runtime/clock.js';
import { newPrefix, startSide, withRedis, type Side } from '../support/redis-sides.js';
import { until } from '../support/until.js';

const MINUTE = 60_000;

describe('messages through Redis', () => {
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
  const heard = ({ heard }: Side) => heard.map(([keys, kept]) => [keys, kept?.name]);
  const say = (message: string) => redis().command('PUBLISH', `${prefix}written`, message);
  /** Messages come in the order in which they are sent: with this one, all before it are there. */
  const allHeardBy = async (from: Side, by: Side) => {
    await from.store.set(['the end'], value('end'), MINUTE);
    await until(() => by.heard.some(([[key]]) => key === 'the end'), 'the last message');
  };

  it('tell the others what was written, with all its keys and its moment', async () => {
    const written = value('new', 1_000);
    await one.store.set(['a', 'é\n"b"'], written, MINUTE);
    await until(() => other.heard.length > 0, 'a message');
    expect(heard(other)).to.deep.equal([[['a', 'é\n"b"'], 'new']]);
    expect(other.heard[0]?.[1]?.at).to.be.at.most(written.at);
    expect(await other.store.get('a')).to.include({ name: 'new' });
  });

  it('are nothing to who sent them', async () => {
    await one.store.set(['a'], value('new'), MINUTE);
    await allHeardBy(other, one);
    expect(heard(one)).to.deep.equal([[['the end'], 'end']]);
  });

  it('stay out where every key holds something newer', async () => {
    await one.store.set(['a', 'b'], value('newer'), MINUTE);
    await one.store.set(['a', 'b'], value('older', 9_000), MINUTE);
    await one.store.set(['b', 'c'], value('older elsewhere', 8_000), MINUTE);
    await allHeardBy(one, other);
    expect(heard(other).map(([, name]) => name)).to.deep.equal(['newer', 'older elsewhere', 'end']);
  });

  it('reach nobody with another prefix', async () => {
    const stranger = await startSide(redis().url, newPrefix());
    await one.store.set(['a'], value('new'), MINUTE);
    await allHeardBy(one, other);
    const third = await startSide(redis().url, prefix);
    expect([stranger.heard, third.heard, await stranger.store.get('a')]).to.deep.equal([[], [], undefined]);
  });

  it('say that a value was fetched as if it had just been written', async () => {
    await one.store.set(['a'], value('new'), MINUTE);
    await allHeardBy(one, other);
    const late = await startSide(redis().url, prefix);
    await late.store.fetch('nothing there');
    await late.store.fetch('a');
    expect(heard(late)).to.deep.equal([[['a'], 'new']]);
  });

  it('tell of an end without a value', async () => {
    await say('["somebody",["a","b"]]\n');
    await until(() => one.heard.length > 0, 'a message');
    expect(heard(one)).to.deep.equal([[['a', 'b'], undefined]]);
  });

  const STAMP = '1'.padEnd(16, '0');
  const foreign: Array<[what: string, message: string]> = [
    ['nothing', ''],
    ['a word', 'hello'],
    ['a line break', '\n'],
    ['no line break', '["x",["a"]]'],
    ['no list', `{"0":"x","1":["a"]}\n${STAMP}{}`],
    ['a list too long', `["x",["a"],1]\n${STAMP}{}`],
    ['no name', `[1,["a"]]\n${STAMP}{}`],
    ['no keys', `["x","a"]\n${STAMP}{}`],
    ['a key that is no text', `["x",["a",null]]\n${STAMP}{}`],
    ['no stamp', '["x",["a"]]\n{"name":"theirs"}'],
    ['a stamp from the future', `["x",["a"]]\n${'9'.repeat(16)}{"name":"theirs"}`],
    ['no value', `["x",["a"]]\n${STAMP}no value`],
    ['zero bytes', '\0\0\0\n\0'],
  ];
  for (const [what, message] of foreign)
    it(`are counted and harmless with ${what}`, async () => {
      await say(message);
      await allHeardBy(one, other);
      expect(heard(other)).to.deep.equal([[['the end'], 'end']]);
      expect([one.unreadable, other.unreadable]).to.deep.equal([1, 1]);
    });
});
