// What replicas want to hear of reaches the one that leads, and leaves it again.
import { expect } from 'chai';
import {
  pulse,
  queue,
  startGroup,
  startReplica,
  stopReplicas,
  type ChangeReplica,
} from '../support/redis-changes.js';
import { newPrefix, withRedis } from '../support/redis-sides.js';
import { until } from '../support/until.js';

const [A, B, C, D] = [queue(1), queue(2), queue(3), queue(4)];

describe('wanted queues of replicas', () => {
  const redis = withRedis();
  let prefix: string;
  let leader: ChangeReplica;
  let other: ChangeReplica;
  beforeEach(async () => {
    prefix = newPrefix();
    [leader, other] = (await startGroup(redis().url, prefix, 1)) as [ChangeReplica, ChangeReplica];
  });
  afterEach(stopReplicas);

  const wantedBy = (replica: ChangeReplica) => replica.changes.wanted().join();
  const reaches = (...ids: string[]) => until(() => wantedBy(leader) === ids.join(), 'what is wanted');

  it('reach the leader within half a second, the most wanted first, and it is told', async () => {
    [leader.wanted, other.wanted] = [
      [A, B],
      [C, A, D],
    ];
    await other.clock.advance(500);
    await reaches(A, C, B, D);
    expect(leader.calls).to.deep.equal(['lead', 'wake']);
    other.wanted = [D, C];
    await other.clock.advance(5_000);
    await reaches(A, D, B, C);
  });

  it('are told again every five seconds only, while nothing is new', async () => {
    const told = () => leader.messages.filter((message) => message.includes('"wanted"')).length;
    other.wanted = [A];
    await other.clock.advance(500);
    await reaches(A);
    const before = told();
    await pulse(leader, [other], 10);
    await until(() => told() - before > 1, 'the second message');
    expect(told() - before).to.equal(2);
    expect(leader.calls).to.deep.equal(['lead', 'wake']);
  });

  it('are known to all, so that who takes over knows them', async () => {
    const third = await startReplica(redis().url, prefix);
    third.wanted = [A];
    await third.clock.advance(500);
    await until(() => wantedBy(other) === A && wantedBy(leader) === A, 'what is wanted');
  });

  it('are forgotten with who stops, at once', async () => {
    other.wanted = [A];
    await other.clock.advance(500);
    await reaches(A);
    await other.changes.stop();
    await reaches();
    expect(leader.calls).to.deep.equal(['lead', 'wake', 'wake']);
  });

  it('are forgotten fifteen seconds after the last word of them', async () => {
    other.wanted = [A];
    await other.clock.advance(500);
    await reaches(A);
    other.link.stop();
    await pulse(leader, [], 14);
    expect(wantedBy(leader)).to.equal(A);
    await pulse(leader, [], 1);
    expect(wantedBy(leader)).to.equal('');
    expect(leader.calls).to.deep.equal(['lead', 'wake', 'wake']);
  });

  it('are bounded: 500 of one replica, and 100 replicas', async () => {
    other.wanted = Array.from({ length: 600 }, (_, n) => queue(n));
    await other.clock.advance(500);
    await reaches(...other.wanted.slice(0, 500));
    const stamp = `${/\d{10}/.exec(await redis().command('TIME'))?.[0]}000000`;
    for (let n = 0; n < 110; n++) {
      const word = { kind: 'wanted', from: `replica ${n}`, wanted: [queue(1_000 + n)] };
      await redis().command('PUBLISH', `${prefix}changes:one`, stamp + JSON.stringify(word));
    }
    await until(() => leader.messages.some((message) => message.includes('replica 109')), 'all of them');
    expect(leader.changes.wanted()).to.have.length(599);
  });
});
