// Which replicas there are, as each tells of itself through a real Redis, in time of the test.
import { expect } from 'chai';
import { ReplicaPresence } from '../../src/replicas/presence.js';
import {
  encodePresence,
  LONGEST_LINE,
  MOST_REPLICAS,
  readPresences,
} from '../../src/replicas/presence.rules.js';
import { FakeClock } from '../support/fake-clock.js';
import { makeLink, newPrefix, started, withRedis } from '../support/redis-sides.js';
import { until } from '../support/until.js';

describe('the line of a replica', () => {
  const line = (text: string) => `1000\towner\t900\t${text}`.replace('1000\t', '1000\n');

  it('is read back with its age', () => {
    const written = encodePresence({ name: 'pod-a', version: '1.2.3', leads: ['default'] });
    expect(readPresences(line(written))).to.deep.equal({
      lines: [{ name: 'pod-a', version: '1.2.3', leads: ['default'], ageMs: 100 }],
      unreadable: 0,
    });
  });

  it('stays short however many organizations there are', () => {
    const leads = Array.from({ length: 500 }, (_, n) => `${'o'.repeat(190)}${n}`);
    const written = encodePresence({ name: 'pod-a', version: '1', leads });
    expect(written.length).to.be.at.most(LONGEST_LINE);
    expect(readPresences(line(written)).lines[0]?.leads).to.include(leads[0]);
  });

  const sound = { name: 'a', version: '1', leads: [] };
  for (const [what, text] of Object.entries({
    'no JSON': '{nonsense}',
    'a list': '[]',
    'no name': JSON.stringify({ ...sound, name: '' }),
    'a name of control characters': JSON.stringify({ ...sound, name: 'a\u001b[2J' }),
    'an endless name': JSON.stringify({ ...sound, name: 'a'.repeat(201) }),
    'no version': JSON.stringify({ ...sound, version: 1 }),
    'leads that are no names': JSON.stringify({ ...sound, leads: [{}] }),
    'more than a line holds': JSON.stringify({ ...sound, more: 'x'.repeat(3_000) }),
  }))
    it(`is passed over with ${what}`, () => {
      expect(readPresences(line(text))).to.deep.equal({ lines: [], unreadable: 1 });
    });
});

describe('replicas that tell of themselves', () => {
  const redis = withRedis();
  let key: string;
  let unreadable = 0;
  const open: ReplicaPresence[] = [];
  beforeEach(() => {
    key = `${newPrefix()}replicas`;
    unreadable = 0;
  });
  afterEach(() => Promise.all(open.splice(0).map((one) => one.stop())));

  async function replica(name: string, leads: string[] = []) {
    const side = makeLink(redis().url);
    const clock = new FakeClock();
    const presence = new ReplicaPresence({
      ...{ link: side.link, clock, key, owner: `${name} of the test` },
      ours: () => ({ name, version: '1.2.3', leads }),
      observer: { unreadable: () => void (unreadable += 1) },
    });
    await started(side);
    open.push(presence);
    const knows = async (...names: string[]) => {
      await until(async () => {
        await clock.advance(5_000);
        return (
          presence
            .all()
            .map((one) => one.name)
            .join() === names.join()
        );
      }, `replicas ${names.join()}`);
    };
    return { presence, clock, knows };
  }

  it('know each other, healthy as they are, and see who leaves', async () => {
    const [one, other] = [await replica('one', ['default']), await replica('other')];
    await other.knows('other', 'one');
    await one.knows('one', 'other');
    const [self, seen] = other.presence.all();
    expect([self?.self, self?.ageMs]).to.deep.equal([true, 0]);
    expect(seen).to.include({ name: 'one', version: '1.2.3', self: false });
    expect([seen?.leads, Number(seen?.ageMs) < 30_000]).to.deep.equal([['default'], true]);
    await one.presence.stop();
    await other.knows('other');
  });

  it('forget who is silent for half a minute, also where Redis is away', async () => {
    const [one, other] = [await replica('one'), await replica('other')];
    await other.knows('other', 'one');
    redis().pause();
    await other.clock.advance(29_000 - Number(other.presence.all()[1]?.ageMs));
    expect(other.presence.all().map(({ name }) => name)).to.deep.equal(['other', 'one']);
    // What Redis said just before it stood still may have come after that.
    for (let gone = 0; gone < 6_000 && other.presence.all().length > 1; gone += 1_000)
      await other.clock.advance(1_000);
    redis().resume();
    expect(other.presence.all().map(({ name }) => name)).to.deep.equal(['other']);
    await one.knows('one', 'other');
  });

  it('are not misled by what others have put there, and keep it bounded', async () => {
    const line = (owner: string, at: number, text: string) => `${owner}\t${at}\t${text}`;
    const now = Date.now();
    const theirs = encodePresence({ name: 'theirs', version: '1', leads: [] });
    const many = Array.from({ length: 200 }, (_, n) =>
      line(`flood ${n}`, now, theirs.replace('theirs', `f${n}`)),
    );
    await redis().command(
      ...['SET', key],
      [
        line('old', now - 40_000, theirs),
        line('ahead', now + 600_000, theirs),
        'rubbish',
        line('bad', now, '{}'),
        ...many,
      ].join('\n'),
    );
    const { presence, clock } = await replica('one');
    await until(() => presence.all().length > 1, 'the others');
    await clock.advance(0);
    const names = presence.all().map(({ name }) => name);
    expect(names).to.not.include('theirs');
    expect(names.length).to.be.at.most(MOST_REPLICAS);
    expect(unreadable).to.equal(1);
    expect(await redis().command('PTTL', key)).to.match(/^:\d/);
    await redis().command('DEL', key);
    await redis().command('RPUSH', key, 'x');
    await clock.advance(5_000);
    await until(async () => (await redis().command('TYPE', key)).startsWith('+string'), 'a line again');
  });
});
