// What follows from announcements, and from those that are missing.
import { expect } from 'chai';
import type { MemberQuery, Snapshot } from '../../src/domain/model.js';
import { AnnouncedChanges } from '../../src/cache/change-feed.js';
import { FakeClock } from '../support/fake-clock.js';
import { snapshotOf } from '../support/scripted-snapshots.js';

const QUEUE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const OTHER = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';
const QUERY: MemberQuery = { queueId: QUEUE, filters: { joined: true } };

function heard(trustedFor = 30_000) {
  const clock = new FakeClock();
  const told: string[] = [];
  const changeFeed = new AnnouncedChanges(
    { freshFor: 2_000, trustedFor },
    clock,
    {
      unannounced: (queueId, distrusted) =>
        told.push(`unannounced ${queueId}${distrusted ? ', distrusted' : ''}`),
      caughtUp: (ms) => told.push(`caught up after ${ms}`),
    },
    { suspect: () => told.push('suspect'), loaded: () => told.push('loaded') },
  );
  const shot = (members: number): Snapshot => snapshotOf(members, clock.now());
  const lasts = (takenAt: number, query = QUERY) => changeFeed.policyOf(query, takenAt).freshUntil;
  return { clock, told, changeFeed, shot, lasts };
}

describe('the change feed', () => {
  it('make the snapshots of their queue suspect from the first one on, and those of no other', async () => {
    const { clock, changeFeed, told, lasts } = heard();
    const takenAt = clock.now();
    await clock.advance(300);
    changeFeed.changed([QUEUE], clock.now());
    await clock.advance(400);
    changeFeed.changed([QUEUE], clock.now());
    expect(lasts(takenAt)).to.equal(300);
    expect(lasts(takenAt + 300)).to.equal(400);
    expect(lasts(takenAt + 700)).to.equal(2_000);
    expect(lasts(takenAt, { ...QUERY, queueId: OTHER })).to.equal(2_000);
    expect(told).to.deep.equal(['suspect', 'suspect']);
  });

  it('are remembered in a bounded number: what came before counts as come at once', () => {
    const { clock, changeFeed, lasts } = heard();
    const takenAt = clock.now();
    for (let n = 1; n <= 129; n += 1) changeFeed.changed([QUEUE], takenAt + n);
    expect(lasts(takenAt)).to.equal(0);
    expect(lasts(takenAt + 1)).to.equal(1);
  });

  it('are told of with the time until a snapshot shows them', async () => {
    const { clock, changeFeed, told, shot } = heard();
    const before = shot(1);
    await clock.advance(100);
    changeFeed.changed([QUEUE], clock.now());
    await clock.advance(50);
    const early = { ...shot(1), takenAt: clock.now() - 60 };
    changeFeed.fetched(QUERY, before, early);
    const after = shot(2);
    await clock.advance(70);
    changeFeed.fetched(QUERY, before, after);
    changeFeed.fetched(QUERY, undefined, after);
    expect(told).to.deep.equal(['suspect', 'caught up after 120', 'loaded']);
  });
});

describe('a queue of which every change is heard', () => {
  it('is trusted for as long as it was told, from then on and not backwards', async () => {
    const { clock, changeFeed, lasts } = heard();
    const before = clock.now();
    await clock.advance(10);
    changeFeed.covered([QUEUE], clock.now());
    expect(lasts(before)).to.equal(2_000);
    await clock.advance(999);
    // Genesys may have begun to tell a little later than it said.
    expect(lasts(clock.now())).to.equal(2_000);
    await clock.advance(1);
    expect(lasts(clock.now())).to.equal(30_000);
    expect(lasts(clock.now(), { ...QUERY, queueId: OTHER })).to.equal(2_000);
    expect(lasts(clock.now(), { ...QUERY, filters: { skills: ['x'] } })).to.equal(2_000);
  });

  it('is counted once more after a change before it is trusted: the count may be behind the word', async () => {
    const { clock, changeFeed, lasts } = heard();
    changeFeed.covered([QUEUE], clock.now());
    await clock.advance(5_000);
    changeFeed.changed([QUEUE], clock.now());
    await clock.advance(10);
    expect(lasts(clock.now())).to.equal(2_000);
    await clock.advance(990);
    expect(lasts(clock.now())).to.equal(30_000);
  });

  it('is not when nothing is to be stretched', async () => {
    const { clock, changeFeed, lasts } = heard(0);
    changeFeed.covered([QUEUE], clock.now());
    await clock.advance(1_000);
    expect(lasts(clock.now())).to.equal(2_000);
  });

  it('is back on freshFor at once when that is in doubt, and what was held then stays so', async () => {
    const { clock, changeFeed, lasts } = heard();
    changeFeed.covered([QUEUE], clock.now());
    await clock.advance(1_000);
    const takenAt = clock.now();
    expect(lasts(takenAt)).to.equal(30_000);
    await clock.advance(9_000);
    const version = changeFeed.versionOf(QUEUE);
    const others = changeFeed.versionOf(OTHER);
    changeFeed.covered([QUEUE], undefined);
    expect(changeFeed.versionOf(QUEUE)).to.not.equal(version);
    expect(changeFeed.versionOf(OTHER)).to.equal(others);
    expect(lasts(takenAt)).to.equal(2_000);
    await clock.advance(100);
    changeFeed.covered([QUEUE], clock.now());
    await clock.advance(1_000);
    expect(lasts(takenAt)).to.equal(2_000);
    expect(lasts(clock.now())).to.equal(30_000);
  });
});

describe('a change that no announcement told of', () => {
  const found = async (late?: number, trustedFor?: number) => {
    const all = heard(trustedFor);
    const { clock, changeFeed, shot } = all;
    changeFeed.covered([QUEUE], clock.now());
    const before = shot(1);
    await clock.advance(20_000);
    changeFeed.fetched(QUERY, before, shot(2));
    const takenAt = clock.now();
    const doubted = all.lasts(takenAt);
    if (late !== undefined) {
      await clock.advance(late);
      changeFeed.changed([QUEUE], clock.now());
    }
    await clock.advance(5_000 - (late ?? 0));
    return { ...all, takenAt, doubted };
  };

  it('takes its queue back to freshFor for an hour, and is told', async () => {
    const { clock, changeFeed, told, lasts, doubted } = await found();
    expect(doubted).to.equal(2_000);
    expect(told).to.deep.equal(['suspect', `unannounced ${QUEUE}, distrusted`]);
    expect(changeFeed.distrusted()).to.deep.equal([{ queueId: QUEUE, leftMs: 3_600_000 }]);
    await clock.advance(3_599_999);
    expect(lasts(clock.now())).to.equal(2_000);
    await clock.advance(1);
    expect(lasts(clock.now())).to.equal(30_000);
    expect(changeFeed.distrusted()).to.deep.equal([]);
  });

  it('is told where nothing is trusted, too: that is how one learns whether it could be', async () => {
    const { told, changeFeed } = await found(undefined, 0);
    expect(told).to.deep.equal(['suspect', `unannounced ${QUEUE}`]);
    expect(changeFeed.distrusted()).to.deep.equal([]);
  });

  it('may be one of a member who is counted before and after', async () => {
    const { clock, changeFeed, shot, told } = heard();
    changeFeed.covered([QUEUE], clock.now());
    const inState = (status: string) => {
      const [member] = shot(1).members;
      return { ...shot(0), members: [{ ...member!, json: `{"routingStatus":{"status":"${status}"}}` }] };
    };
    changeFeed.fetched(QUERY, inState('IDLE'), inState('INTERACTING'));
    await clock.advance(5_000);
    expect(told).to.deep.equal(['suspect', `unannounced ${QUEUE}, distrusted`]);
  });

  it('is none when its announcement comes a little later', async () => {
    const { told, lasts, doubted, clock } = await found(4_999);
    expect(doubted).to.equal(2_000);
    expect(told).to.deep.equal(['suspect', 'suspect']);
    await clock.advance(1_000);
    expect(lasts(clock.now())).to.equal(30_000);
  });

  it('is none where changes could be missed, or where announcements do not speak for the question', async () => {
    const { clock, changeFeed, shot, told } = heard();
    const before = shot(1);
    await clock.advance(100);
    changeFeed.covered([QUEUE], clock.now());
    changeFeed.fetched(QUERY, before, shot(2));
    const skilled = { ...QUERY, filters: { skills: ['x'] } };
    changeFeed.fetched(skilled, shot(1), shot(2));
    await clock.advance(10_000);
    expect(told).to.deep.equal(['suspect']);
    expect(changeFeed.distrusted()).to.deep.equal([]);
  });

  it('is not waited for after the end', async () => {
    const { clock, changeFeed, shot, told } = heard();
    changeFeed.covered([QUEUE], clock.now());
    changeFeed.fetched(QUERY, shot(1), shot(2));
    changeFeed.stop();
    await clock.advance(10_000);
    expect(told).to.deep.equal(['suspect']);
  });
});
