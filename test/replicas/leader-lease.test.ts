// Which of several processes hears of changes: one, and another when that one is gone.
import { expect } from 'chai';
import {
  makeReplica,
  queue,
  spaceOf,
  startGroup,
  startReplica,
  stopReplicas,
  type ChangeReplica,
} from '../support/redis-changes.js';
import { newPrefix, withRedis, withUser } from '../support/redis-sides.js';
import { until } from '../support/until.js';
import { readProjectFile } from '../support/project-file.js';

const A = queue(1);

describe('the lead among replicas', () => {
  const redis = withRedis();
  let prefix: string;
  beforeEach(() => (prefix = newPrefix()));
  afterEach(stopReplicas);

  const url = () => redis().url;
  const lease = () => spaceOf(prefix).lease;
  const rolesOf = (replicas: readonly ChangeReplica[]) => replicas.map(({ changes }) => changes.role());
  const leads = (replica: ChangeReplica) =>
    until(() => replica.changes.role() === 'leading', 'another leader');
  const follows = (replica: ChangeReplica) =>
    until(() => replica.changes.role() === 'following', 'a follower');

  it('is had by one of three that start together, and the others follow', async () => {
    const three = await Promise.all([1, 2, 3].map(() => startReplica(url(), prefix)));
    const settled = ['following', 'following', 'leading'];
    // One that began to listen after the leader's first word hears the next.
    const isSettled = async () => {
      for (const { clock } of three) await clock.advance(10);
      return rolesOf(three).sort().join() === settled.join();
    };
    await until(isSettled, 'one leader and two followers');
    expect(three.flatMap(({ calls }) => calls)).to.deep.equal(['lead']);
    expect(three.flatMap(({ roles }) => roles).sort()).to.deep.equal(settled);
  });

  it('lasts as long as its holder, and no longer than four seconds in Redis', async () => {
    const [leader, other] = await startGroup(url(), prefix, 1);
    for (let second = 0; second < 6; second++) {
      await redis().command('PEXPIRE', lease(), '900');
      await leader.clock.advance(1_000);
      const left = async () => Number((await redis().command('PTTL', lease())).slice(1));
      await until(async () => (await left()) > 900, 'a longer lease');
      expect(await left()).to.be.at.most(4_000);
      await other!.clock.advance(1_000);
    }
    expect([leader.calls, other!.calls]).to.deep.equal([['lead'], []]);
  });

  it('goes to another at once when its holder stops, with the channel that it used', async () => {
    const [leader, other] = await startGroup(url(), prefix, 1);
    await leader.changes.channelStore.save('channel-of-ours');
    await leader.changes.stop();
    await leads(other!);
    expect(other!.calls).to.deep.equal(['lead']);
    expect(await other!.changes.channelStore.load()).to.equal('channel-of-ours');
    expect([leader.changes.role(), leader.calls]).to.deep.equal(['seeking', ['lead']]);
  });

  it('goes to another when its holder stands still, who rests as soon as it runs again', async () => {
    const [still, other] = await startGroup(url(), prefix, 1);
    still.changes.listener.covered([A], still.clock.now());
    await until(() => other!.covered.has(A), 'word of it');
    still.deaf = true;
    await redis().command('DEL', lease());
    await other!.clock.advance(1_000);
    await leads(other!);
    expect(still.changes.role()).to.equal('leading');
    [still.deaf, still.stoodStill] = [false, 5_000];
    // What it hears before its timers run is for nobody any more.
    still.changes.listener.changed([queue(2)], still.clock.now());
    expect([still.calls, still.changed, [...still.covered]]).to.deep.equal([['lead', 'rest'], [], []]);
    await still.clock.advance(0);
    await other!.clock.advance(1_000);
    await follows(still);
    expect(other!.calls.filter((call) => call !== 'wake')).to.deep.equal(['lead']);
  });

  it('is given up when it could not be made longer for three seconds', async () => {
    const [leader] = await startGroup(url(), prefix, 0);
    leader.changes.listener.covered([A], leader.clock.now());
    leader.link.stop();
    await leader.clock.advance(1_900);
    expect([leader.changes.role(), leader.covered.size]).to.deep.equal(['leading', 1]);
    await leader.clock.advance(1_100);
    expect([leader.changes.role(), leader.covered.size]).to.deep.equal(['seeking', 0]);
    expect(leader.calls).to.deep.equal(['lead', 'rest']);
  });

  it('is given up at once when another holds it', async () => {
    const [leader] = await startGroup(url(), prefix, 0);
    await redis().command('SET', lease(), 'somebody', 'PX', '3000');
    leader.changes.listener.changed([A], leader.clock.now());
    await until(() => leader.calls.includes('rest'), 'rest');
    expect(leader.changes.role()).to.equal('seeking');
  });

  const garbage: Array<[what: string, ...command: string[]]> = [
    ['a lease without end', 'SET', 'KEY', 'somebody'],
    ['a lease of an hour', 'SET', 'KEY', 'somebody', 'EX', '3600'],
    ['a list', 'RPUSH', 'KEY', 'x'],
    ['a map', 'HSET', 'KEY', 'x', 'y'],
  ];
  for (const [what, ...command] of garbage)
    it(`is taken over from ${what}`, async () => {
      await redis().command(...command.map((word) => (word === 'KEY' ? lease() : word)));
      const one = await startReplica(url(), prefix);
      await leads(one);
      expect(one.link.trouble).to.equal(undefined);
    });

  it('is apart for two organizations, and for two prefixes', async () => {
    const elsewhere = newPrefix();
    const all = await Promise.all([
      startReplica(url(), prefix),
      startReplica(url(), prefix, { organization: 'two' }),
      startReplica(url(), elsewhere),
    ]);
    await Promise.all(all.map(leads));
    for (const one of all) await one.changes.channelStore.save('x');
    all[0].changes.listener.changed([A], 0);
    await Promise.all(all.map(({ clock }) => clock.advance(1_000)));
    expect(all.map(({ changed }) => changed)).to.deep.equal([[A], [], []]);
    const keys = (await redis().command('KEYS', '*')).match(/^[^*$\r\n].*$/gm) ?? [];
    const ours = keys.filter((key) => key.startsWith(prefix) || key.startsWith(elsewhere));
    expect(ours).to.have.length(6);
    for (const key of ours) expect(await redis().command('PTTL', key), key).to.match(/^:\d/);
  });

  it('needs no more of Redis than what is written in the documentation', async () => {
    const page = readProjectFile('docs/deployment.md');
    const command = /^ACL SETUSER availability ([^`]*)/m.exec(page)?.[1] ?? '';
    const may = command.replace('\\', '').replace('YOUR_PASSWORD', 'p').trim().split(/\s+/);
    await redis().command('ACL', 'SETUSER', 'availability', 'reset', ...may);
    const as = withUser(redis(), 'availability:p');
    const [leader, other] = await startGroup(as, 'availability-proxy:', 1);
    other!.wanted = [A];
    await leader.changes.channelStore.save('channel');
    leader.changes.listener.changed([A], 0);
    await other!.clock.advance(500);
    await until(() => other!.changed.length > 0 && leader.changes.wanted().length > 0, 'word of both');
    await leader.changes.stop();
    await leads(other!);
    expect(await other!.changes.channelStore.load()).to.equal('channel');
    expect([leader.link.trouble, other!.link.trouble]).to.deep.equal([undefined, undefined]);
  });

  it('is sought by nobody who was stopped, at whatever moment', async () => {
    for (let moment = 0; moment < 30; moment++) {
      const one = makeReplica(url(), prefix);
      one.link.start();
      one.changes.start();
      await until(() => moment % 2 === 0 || one.link.connected, 'a connection');
      if (moment % 2) one.changes.start();
      for (let step = 0; step < moment; step++) await Promise.resolve();
      if (moment % 3 === 0) await one.clock.advance(1_000);
      await one.changes.stop();
      await one.changes.stop();
      expect([one.changes.role(), one.clock.pending]).to.deep.equal(['seeking', []]);
      expect(await redis().command('EXISTS', lease()), `moment ${moment}`).to.equal(':0\r\n');
      one.link.stop();
    }
  });
});
