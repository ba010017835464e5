// Word of changes where something is odd: Redis goes and comes back, or somebody else writes to our channel and keys.
import { expect } from 'chai';
import {
  pulse,
  queue,
  spaceOf,
  startGroup,
  stopReplicas,
  type ChangeReplica,
} from '../support/redis-changes.js';
import { startRedis, stopRedis, type TestRedis } from '../support/redis.js';
import { newPrefix, stopLinks } from '../support/redis-sides.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

const [A, B] = [queue(1), queue(2)];
/** Short enough to be waited for. */
const SHORT = { target: { connectTimeout: 300, commandTimeout: 300 } };

describe('changes through Redis, in odd cases', () => {
  let redis: TestRedis;
  let prefix: string;
  let leader: ChangeReplica;
  let other: ChangeReplica;
  before(async function () {
    needs(this, 'redis-server');
    redis = await startRedis();
  });
  beforeEach(async () => {
    prefix = newPrefix();
    [leader, other] = (await startGroup(redis.url, prefix, 1, SHORT)) as [ChangeReplica, ChangeReplica];
  });
  afterEach(async () => {
    redis.resume();
    await stopReplicas();
    stopLinks();
  });
  after(stopRedis);

  const roles = () => [leader.changes.role(), other.changes.role()];
  const cover = async () => {
    leader.changes.listener.covered([A, B], leader.clock.now());
    await until(() => other.covered.size === 2, 'coverage');
  };
  /** Who leads and who follows, once that is so. */
  const settled = async () => {
    await until(() => other.link.connected && leader.link.connected, 'connections');
    const holder = async () => {
      const held = await redis.command('GET', spaceOf(prefix).lease);
      const leads = ({ owner, changes }: ChangeReplica) =>
        held.includes(`${owner} `) && changes.role() === 'leading';
      return [leader, other].find(leads);
    };
    await until(async () => (await holder()) !== undefined, 'a leader');
    const pair = (await holder()) === leader ? ([leader, other] as const) : ([other, leader] as const);
    await pulse(pair[0], [pair[1]]);
    expect(roles().sort()).to.deep.equal(['following', 'leading']);
    return pair;
  };

  it('are led by nobody and in doubt for all while Redis is killed, and come back', async () => {
    await cover();
    await leader.changes.channelStore.save('channel');
    await redis.kill();
    await until(() => other.covered.size === 0, 'doubt at once');
    expect(roles()).to.deep.equal(['leading', 'seeking']);
    await leader.clock.advance(3_000);
    expect([roles(), leader.covered.size, leader.calls]).to.deep.equal([
      ['seeking', 'seeking'],
      0,
      ['lead', 'rest'],
    ]);
    // Not to know is not the same as nothing: a second channel would be made.
    const unknown = await leader.changes.channelStore.load().catch((fault: Error) => fault.message);
    expect(unknown).to.match(/does not say/);
    await redis.restart();
    const [next, last] = await settled();
    next.changes.listener.covered([A], next.clock.now());
    await until(() => last.covered.has(A), 'coverage');
    expect([...next.covered.keys()]).to.deep.equal([A]);
  });

  it('are in doubt while Redis stands still', async () => {
    await cover();
    redis.pause();
    void other.link.get('a');
    await until(() => other.covered.size === 0, 'doubt');
    redis.resume();
    await until(() => other.link.connected, 'a connection');
    await pulse(leader, [other], 5);
    expect([roles(), other.covered.size]).to.deep.equal([['leading', 'following'], 2]);
  });

  it('go on where the leader was away for less than three seconds, and Redis forgot everything', async () => {
    await leader.changes.channelStore.save('channel');
    await redis.kill();
    await until(() => !leader.link.connected && !other.link.connected, 'the end of the connections');
    await redis.restart();
    const [next] = await settled();
    expect(leader.calls).to.deep.equal(next === leader ? ['lead'] : ['lead', 'rest']);
  });

  it('do not suffer from garbage on the channel', async () => {
    await cover();
    const { channel } = spaceOf(prefix);
    const stamp = `${/\d{10}/.exec(await redis.command('TIME'))?.[0]}000000`;
    const word = { kind: 'lead', leader: 'x', number: 1, changed: [] };
    const texts = [
      ...['', 'x', '\0', '{}', stamp, `${stamp}null`, `${stamp}[]`, `${stamp}{`, `${stamp}"lead"`],
      JSON.stringify(word),
      ...[
        { ...word, number: '1' },
        { ...word, number: 0 },
        { ...word, number: 1e300 },
        { ...word, leader: '' },
        { ...word, leader: 'x'.repeat(501) },
        { ...word, changed: 'x' },
        { ...word, changed: [`${A}.users`] },
        { ...word, changed: [1] },
        { ...word, covered: null },
        { ...word, covered: Array.from({ length: 1_001 }, () => A) },
        { ...word, kind: 'other' },
        { kind: 'wanted', from: 'x', wanted: ['*'] },
        { kind: 'wanted', wanted: [A] },
        { kind: 'over' },
      ].map((one) => stamp + JSON.stringify(one)),
      stamp + JSON.stringify({ ...word, more: 'x'.repeat(100_000) }),
    ];
    for (const text of texts) await redis.command('PUBLISH', channel, text);
    await until(() => other.unreadable + leader.unreadable >= 2 * texts.length, 'all of it');
    expect([other.unreadable, leader.unreadable]).to.deep.equal([texts.length, texts.length]);
    await pulse(leader, [other]);
    expect([roles(), other.covered.size, other.missed]).to.deep.equal([['leading', 'following'], 2, []]);
    expect([leader.changes.wanted(), other.link.trouble]).to.deep.equal([[], undefined]);
  });

  it('remember a channel only for who leads, for a day, and write it down again', async () => {
    const { channelStore } = spaceOf(prefix);
    await leader.changes.channelStore.save('ours');
    await other.changes.channelStore.save('theirs');
    expect(await other.changes.channelStore.load()).to.equal('ours');
    const left = async () => Number((await redis.command('PTTL', channelStore)).slice(1));
    expect(await left()).to.be.within(86_300_000, 86_400_000);
    await redis.command('DEL', channelStore);
    await pulse(leader, [other], 60);
    await until(async () => (await left()) > 0, 'the channelStore');
    expect(await leader.changes.channelStore.load()).to.equal('ours');
    expect([...leader.messages, ...other.messages].join()).to.not.contain('ours');
  });

  const foreign: Array<[what: string, ...command: string[]]> = [
    ['a list', 'RPUSH', 'KEY', 'x'],
    ['nothing', 'SET', 'KEY', ''],
    ['very much', 'SET', 'KEY', 'x'.repeat(4_001)],
  ];
  for (const [what, ...command] of foreign)
    it(`remember nothing where somebody has put ${what}`, async () => {
      const { channelStore } = spaceOf(prefix);
      await redis.command(...command.map((word) => (word === 'KEY' ? channelStore : word)));
      expect(await leader.changes.channelStore.load()).to.equal(undefined);
      await leader.changes.channelStore.save('ours');
      expect(await leader.changes.channelStore.load()).to.equal('ours');
    });
});
