// The connection to Redis: it comes, goes and comes back, and nobody waits for it for long.
import { expect } from 'chai';
import { systemClock } from '../../src/runtime/clock.js';
import { FakeClock } from '../support/fake-clock.js';
import { startRedis, stopRedis, type TestRedis } from '../support/redis.js';
import { connected, makeLink, stopLinks } from '../support/redis-sides.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

const ONE = 'return 1';
/** Short enough to be waited for in a test. */
const SHORT = { connectTimeout: 300, commandTimeout: 300 };

describe('the connection to Redis', () => {
  let redis: TestRedis;
  before(function () {
    needs(this, 'redis-server');
  });
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => {
    stopLinks();
    stopRedis();
  });

  /** But for the one that asks. */
  const clients = async () =>
    Number(/connected_clients:(\d+)/.exec(await redis.command('INFO', 'clients'))?.[1]) - 1;
  it('holds nothing and does nothing before it is there', async () => {
    const { link } = makeLink(redis.url);
    expect(link.trouble).to.equal('not connected yet');
    expect([await link.run(ONE, [], []), await link.get('a'), await link.delete(['a'])]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('runs scripts once it is there', async () => {
    const side = makeLink(redis.url);
    side.link.start();
    await connected(side);
    const script = `return {KEYS[1], ARGV[1], ARGV[2], 7, false}`;
    expect(await side.link.run(script, ['k'], ['é', ''])).to.deep.equal(['k', 'é', '', 7, null]);
    expect(side.told).to.deep.equal(['connected']);
  });

  it('comes about by itself when Redis starts later, and says so once', async () => {
    await redis.kill();
    const side = makeLink(redis.url);
    side.link.start();
    await until(() => side.told.length > 0, 'the first failure');
    expect(side.link.trouble).to.match(/ECONNREFUSED/);
    expect(await side.link.run(ONE, [], [])).to.equal(undefined);
    await redis.restart();
    await connected(side);
    expect(side.told).to.have.length(2);
    expect(await side.link.run(ONE, [], [])).to.equal(1);
  });

  it('comes back when Redis was killed, with what it listens to', async () => {
    const side = makeLink(redis.url);
    const messages: string[] = [];
    side.link.listen('news', (message) => void messages.push(message));
    side.link.start();
    await connected(side);
    await redis.kill();
    await until(() => side.link.trouble !== undefined, 'the end of the connection');
    await redis.restart();
    await connected(side);
    await redis.command('PUBLISH', 'news', 'hello');
    await until(() => messages.length > 0, 'a message');
    expect(messages).to.deep.equal(['hello']);
  });

  for (const type of ['normal', 'pubsub'])
    it(`is made anew as a whole when Redis ends its ${type} half`, async () => {
      const side = makeLink(redis.url);
      side.link.listen('news', () => undefined);
      side.link.start();
      await connected(side);
      await redis.command('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
      await until(() => side.told.length === 3, 'another connection');
      expect(side.told[2]).to.equal('connected');
      expect(await clients()).to.equal(2);
    });

  it('is given up when Redis stands still, and comes back by itself', async () => {
    const side = makeLink(redis.url, SHORT);
    side.link.start();
    await connected(side);
    redis.pause();
    const askedAt = systemClock.now();
    const many = Array.from({ length: 50 }, () => side.link.run(ONE, [], []));
    expect(new Set(await Promise.all(many))).to.deep.equal(new Set([undefined]));
    expect(systemClock.now() - askedAt).to.be.within(290, 2_000);
    expect(side.told.slice(1)).to.deep.equal(['no answer within 300 ms']);
    expect(await side.link.run(ONE, [], [])).to.equal(undefined);
    await until(() => side.told.length > 2, 'an attempt that fails');
    redis.resume();
    await connected(side);
    expect(await side.link.run(ONE, [], [])).to.equal(1);
  });

  it('finds out that Redis stands still though nobody asks for anything', async () => {
    const clock = new FakeClock();
    const side = makeLink(redis.url, SHORT, clock);
    side.link.start();
    await connected(side);
    redis.pause();
    await clock.advance(2_000);
    await clock.advance(300);
    expect(side.link.trouble).to.equal('no answer within 300 ms');
  });

  it('is made anew soon when it has lasted for a while, and less soon when it has not', async () => {
    const clock = new FakeClock();
    const side = makeLink(redis.url, {}, clock);
    side.link.start();
    const pauses: number[] = [];
    for (const lastsMs of [0, 0, 0, 2_000]) {
      await connected(side);
      await clock.advance(lastsMs);
      await redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await until(() => side.link.trouble !== undefined, 'the end of the connection');
      await until(() => clock.pending.length === 1, 'a pause');
      pauses.push(...clock.pending);
      await clock.advance(pauses.at(-1)!);
    }
    pauses.forEach((ms, n) => {
      const most = [250, 500, 1_000, 250][n]!;
      expect(ms, `pause ${n}`).to.be.within(most / 2, most);
    });
  });

  it('tries again after a growing pause of at most five seconds', async () => {
    await redis.kill();
    const clock = new FakeClock();
    const { link } = makeLink(redis.url, {}, clock);
    link.start();
    const pauses: number[] = [];
    for (let n = 0; n < 8; n++) {
      await until(() => clock.pending.length === 1 && clock.pending[0]! <= 5_000, 'a pause');
      pauses.push(...clock.pending);
      await clock.advance(pauses.at(-1)!);
      await until(() => clock.pending.length !== 0, 'an attempt');
    }
    pauses.forEach((ms, n) => {
      const most = Math.min(250 * 2 ** n, 5_000);
      expect(ms, `pause ${n}`).to.be.within(most / 2, most);
    });
  });
});
