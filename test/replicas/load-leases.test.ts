// Who of several processes fetches: one at a time, and nobody waits for what has ended.
import { expect } from 'chai';
import { systemClock } from '../../src/runtime/clock.js';
import { FakeClock } from '../support/fake-clock.js';
import {
  claim,
  connected,
  makeLink,
  makeSide,
  newPrefix,
  startSide,
  withRedis,
  type Side,
} from '../support/redis-sides.js';
import { until } from '../support/until.js';

const MINUTE = 60_000;
/** Longer than any lease: who waits for so long has not been woken. */
const LONG_MS = 8_000;

describe('leases in Redis', () => {
  const redis = withRedis();
  let prefix: string;
  let one: Side;
  let other: Side;
  beforeEach(async () => {
    prefix = newPrefix();
    one = await startSide(redis().url, prefix);
    other = await startSide(redis().url, prefix);
  });

  const lease = () => `${prefix}lease:a`;
  const left = async () => Number((await redis().command('PTTL', lease())).slice(1));
  const value = (name: string, agoMs = 0) => ({ name, at: systemClock.now() - agoMs });
  /** For how long `work` takes. */
  const timed = async (work: Promise<unknown>) => {
    const before = systemClock.now();
    await work;
    return systemClock.now() - before;
  };

  it('are had by one of all that ask at once, key by key', async () => {
    const asked = [one, other, one, other].map(({ leases }) => leases.claim('a', undefined));
    const kinds = (await Promise.all(asked)).map(({ kind }) => kind);
    expect(kinds.sort()).to.deep.equal(['ours', 'theirs', 'theirs', 'theirs']);
    await claim(other, 'ours', 'another');
    expect([...one.claims, ...other.claims].sort()).to.deep.equal([
      'ours',
      'ours',
      'theirs',
      'theirs',
      'theirs',
    ]);
  });

  it('wake who waits when they are released, and can be had then', async () => {
    const { release } = await claim(one, 'ours');
    const { change } = await claim(other, 'theirs');
    const waited = timed(change(LONG_MS));
    release();
    // A lease that isn't released ends after half a second.
    expect(await waited).to.be.below(400);
    await claim(other, 'ours');
  });

  it('wake who waits in the same process too', async () => {
    const { release } = await claim(one, 'ours');
    const { change } = await claim(one, 'theirs');
    const waited = timed(change(LONG_MS));
    release();
    expect(await waited).to.be.below(400);
  });

  it('wake who waits when the value is written', async () => {
    await claim(one, 'ours');
    const { change } = await claim(other, 'theirs');
    const waited = timed(change(LONG_MS));
    await one.store.set(['a'], value('new'), MINUTE);
    expect(await waited).to.be.below(400);
    expect(other.heard.map(([, kept]) => kept?.name)).to.deep.equal(['new']);
  });

  it('do not let anybody wait for word that came before he waits', async () => {
    const { release } = await claim(one, 'ours');
    const { change } = await claim(other, 'theirs');
    release();
    await until(() => other.heard.length > 0, 'word');
    expect(await timed(change(LONG_MS))).to.be.below(400);
  });

  it('wake nobody for another key, and let nobody wait longer than he wants', async () => {
    await claim(one, 'ours');
    const { release } = await claim(one, 'ours', 'another');
    const { change } = await claim(other, 'theirs');
    const waited = timed(change(100));
    release();
    expect(await waited).to.be.within(99, 400);
  });

  it('run out when their owner dies, and are had by who waits', async () => {
    await claim(one, 'ours');
    one.link.stop();
    const { change } = await claim(other, 'theirs');
    expect(await timed(change(LONG_MS))).to.be.below(2_000);
    await claim(other, 'ours');
  });

  it('are made longer while they are held, and only by their owner', async () => {
    const clock = new FakeClock();
    const slow = makeSide(makeLink(redis().url, {}, clock), prefix, clock);
    slow.link.start();
    await connected(slow);
    const { release } = await claim(slow, 'ours');
    for (let n = 0; n < 3; n++) {
      await redis().command('PEXPIRE', lease(), String(MINUTE));
      await clock.advance(200);
      await until(async () => (await left()) <= 500, 'a longer lease');
    }
    await redis().command('SET', lease(), 'somebody', 'PX', String(MINUTE));
    await clock.advance(200);
    release();
    await slow.link.run('return 1', [], []);
    expect(await left()).to.be.above(500);
    expect(clock.pending.filter((ms) => ms < 500)).to.deep.equal([]);
  });
});
