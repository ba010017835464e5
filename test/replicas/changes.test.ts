// What replicas hear of the one that leads: every change and all that is covered, or that they hear nothing for sure.
import { expect } from 'chai';
import {
  pulse,
  queue,
  spaceOf,
  startGroup,
  startReplica,
  stopReplicas,
  type ChangeReplica,
} from '../support/redis-changes.js';
import { newPrefix, withRedis } from '../support/redis-sides.js';
import { until } from '../support/until.js';

const [A, B, C] = [queue(1), queue(2), queue(3)];

describe('changes through Redis', () => {
  const redis = withRedis();
  let prefix: string;
  let leader: ChangeReplica;
  let other: ChangeReplica;
  let third: ChangeReplica;
  beforeEach(async () => {
    prefix = newPrefix();
    [leader, other, third] = (await startGroup(redis().url, prefix, 2)) as typeof all;
    all = [leader, other, third];
  });
  let all: [ChangeReplica, ChangeReplica, ChangeReplica];
  afterEach(stopReplicas);

  const cover = async (...ids: string[]) => {
    leader.changes.listener.covered(ids, leader.clock.now());
    await until(() => all.every(({ covered }) => ids.every((id) => covered.has(id))), 'coverage');
  };
  const change = (...ids: string[]) => leader.changes.listener.changed(ids, leader.clock.now());
  const idsOf = ({ covered }: ChangeReplica) => [...covered.keys()].sort();

  it('reach everybody, once', async () => {
    change(A);
    change(B, C);
    await until(() => all.every(({ changed }) => changed.length >= 3), 'three changes');
    expect(all.map(({ changed }) => changed)).to.deep.equal([
      [A, B, C],
      [A, B, C],
      [A, B, C],
    ]);
  });

  it('reach everybody when there are many at once, in few messages', async () => {
    const before = other.messages.length;
    const many = Array.from({ length: 2_500 }, (_, n) => queue(n));
    many.forEach((id) => change(id));
    await until(() => other.changed.length === 2_500, 'all of them');
    expect(new Set(other.changed)).to.deep.equal(new Set(many));
    expect(other.messages.length - before).to.be.at.most(5);
  });

  it('are covered from when that is heard, and what came before is in doubt', async () => {
    await other.clock.advance(500);
    const heardAt = other.clock.now();
    await cover(A, B);
    expect([...other.covered]).to.deep.equal([
      [A, heardAt],
      [B, heardAt],
    ]);
    expect(other.changed).to.deep.equal([A, B]);
    await cover(C);
    expect([idsOf(other), other.changed]).to.deep.equal([
      [A, B, C],
      [A, B, C],
    ]);
  });

  it('are no longer covered when the leader says so', async () => {
    await cover(A, B);
    leader.changes.listener.covered([A], undefined);
    await until(() => all.every((one) => !one.covered.has(A)), 'doubt');
    expect(all.map(idsOf)).to.deep.equal([[B], [B], [B]]);
  });

  it('are in doubt when coverage was lost and found again in one breath', async () => {
    await cover(A, B);
    other.changed.length = 0;
    leader.changes.listener.covered([A], undefined);
    leader.changes.listener.covered([A], leader.clock.now() + 1);
    await until(() => other.changed.includes(A), 'a change');
    expect(other.changed).to.not.include(B);
  });

  it('are covered within five seconds for who comes later', async () => {
    await cover(A);
    const late = await startReplica(redis().url, prefix);
    await pulse(leader, [other, third, late], 5);
    expect([idsOf(late), late.changed, late.missed]).to.deep.equal([[A], [A], []]);
    expect(other.changed, 'nothing new for the others').to.deep.equal([A]);
  });

  it('are all in doubt when a message is lost, until the leader tells anew', async () => {
    await cover(A, B);
    other.deaf = true;
    change(C);
    await until(() => third.changed.includes(C), 'a change');
    other.deaf = false;
    await pulse(leader, [other, third]);
    expect([idsOf(other), other.missed, other.changes.role()]).to.deep.equal([[], ['gap'], 'following']);
    expect([idsOf(third), third.missed]).to.deep.equal([[A, B], []]);
    other.changed.length = 0;
    await pulse(leader, [other, third], 3);
    expect([idsOf(other), other.changed.sort()]).to.deep.equal([
      [A, B],
      [A, B],
    ]);
    expect([...other.covered.values()]).to.deep.equal([other.clock.now() - 1_000, other.clock.now() - 1_000]);
  });

  it('are in doubt after three seconds without a pulse', async () => {
    await cover(A);
    await other.clock.advance(2_999);
    expect([idsOf(other), other.changes.role()]).to.deep.equal([[A], 'following']);
    await other.clock.advance(1);
    expect([idsOf(other), other.changes.role(), other.missed]).to.deep.equal([[], 'seeking', ['silence']]);
    await pulse(leader, [other]);
    expect([idsOf(other), other.changes.role()]).to.deep.equal([[], 'following']);
  });

  it('are in doubt after that though the timer was a part of a millisecond early', async () => {
    await cover(A);
    other.stoodStill = -0.5;
    await other.clock.advance(3_000);
    expect([idsOf(other), other.changes.role()]).to.deep.equal([[A], 'following']);
    await other.clock.advance(1);
    expect([idsOf(other), other.changes.role(), other.missed]).to.deep.equal([[], 'seeking', ['silence']]);
  });

  it('are in doubt for a follower that stood still, though messages wait for it', async () => {
    await cover(A);
    other.stoodStill = 3_000;
    change(B);
    await until(() => other.changed.includes(B), 'a change');
    expect([idsOf(other), other.missed]).to.deep.equal([[], ['silence']]);
  });

  it('are heard, and nothing is covered, where a message was on its way for too long', async () => {
    await cover(A);
    const last = JSON.parse(other.messages.at(-1)!.slice(16)) as { leader: string; number: number };
    const [seconds = ''] = /\d{10}/.exec(await redis().command('TIME')) ?? [];
    const word = { ...last, number: last.number + 1, changed: [B], covered: [A, C] };
    const message = `${Number(seconds) - 10}000000${JSON.stringify(word)}`;
    await redis().command('PUBLISH', spaceOf(prefix).channel, message);
    await until(() => other.changed.includes(B), 'a change');
    expect([idsOf(other), other.missed]).to.deep.equal([[], ['late']]);
  });

  it('are in doubt with a new leader, until it covers them itself', async () => {
    await cover(A, B);
    await leader.changes.stop();
    const leads = ({ changes }: ChangeReplica) => changes.role() === 'leading';
    await until(() => leads(other) || leads(third), 'another leader');
    const [next, last] = leads(other) ? [other, third] : [third, other];
    await until(() => last.changes.role() === 'following', 'a follower');
    expect([idsOf(leader), idsOf(next), idsOf(last)]).to.deep.equal([[], [], []]);
    next.changes.listener.covered([A], next.clock.now());
    await until(() => last.covered.has(A), 'coverage');
    expect([idsOf(next), idsOf(last), last.missed]).to.deep.equal([[A], [A], []]);
  });

  it('are not taken from a replica that does not lead', async () => {
    other.changes.listener.changed([A], other.clock.now());
    other.changes.listener.covered([A], other.clock.now());
    await pulse(leader, [other, third]);
    expect(all.flatMap((one) => [...one.changed, ...idsOf(one)])).to.deep.equal([]);
  });

  it('come to nobody who was stopped', async () => {
    await cover(A);
    await other.changes.stop();
    expect([idsOf(other), other.changes.role(), other.clock.pending]).to.deep.equal([[], 'seeking', []]);
    change(B);
    await until(() => third.changed.includes(B), 'a change');
    await pulse(leader, [third]);
    expect(other.changed).to.not.include(B);
  });
});
