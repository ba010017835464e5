// A connection to Redis that is stopped leaves nothing behind.
import { expect } from 'chai';
import { settle, FakeClock } from '../support/fake-clock.js';
import { startRedis, stopRedis, type TestRedis } from '../support/redis.js';
import { connected, makeLink, stopLinks } from '../support/redis-sides.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

describe('the connection to Redis, stopped', () => {
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
  const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
  /** How many there are without ours: those of the start end when they can. */
  const restingSockets = async () => {
    await settle();
    return sockets();
  };

  it('leaves neither timer nor socket when it is stopped', async () => {
    const clock = new FakeClock();
    const before = await restingSockets();
    const side = makeLink(redis.url, {}, clock);
    side.link.start();
    await connected(side);
    side.link.stop();
    await until(async () => (await clients()) === 0, 'the end of the connections');
    await until(() => sockets() <= before, 'the end of the sockets');
    expect(clock.pending).to.deep.equal([]);
    expect(await side.link.run('return 1', [], [])).to.equal(undefined);
  });

  it('leaves no socket either when it is stopped at any moment of connecting', async () => {
    const before = await restingSockets();
    for (let moment = 0; moment < 60; moment++) {
      const side = makeLink(redis.url);
      side.link.start();
      await settle(Math.floor(moment / 20));
      for (let step = 0; step < moment % 20; step++) await Promise.resolve();
      side.link.stop();
    }
    await settle();
    await until(() => sockets() <= before, 'the end of the sockets');
    await until(async () => (await clients()) === 0, 'the end of the connections');
  });

  it('does not wait for a Redis that stands still when it is stopped', async () => {
    const clock = new FakeClock();
    const before = await restingSockets();
    redis.pause();
    const side = makeLink(redis.url, {}, clock);
    side.link.start();
    await until(() => sockets() === before + 2, 'the sockets');
    side.link.stop();
    await until(() => sockets() <= before, 'the end of the sockets');
    await settle();
    expect([clock.pending, side.told]).to.deep.equal([[], []]);
  });
});
