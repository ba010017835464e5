// What follows from announcements, and from those that are missing.
import { expect } from 'chai';
import type { MemberQuery, Snapshot } from '../../src/domain/model.js';
import { HeardAnnouncements } from '../../src/cache/announcements.js';
import { FakeClock } from '../support/fake-clock.js';
import { snapshotOf } from '../support/scripted-snapshots.js';

const QUEUE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const OTHER = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';
const QUERY: MemberQuery = { queueId: QUEUE, filters: { joined: true } };

function heard(trustedFor = 30_000) {
  const clock = new FakeClock();
  const told: string[] = [];
  const announcements = new HeardAnnouncements(
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
  const lasts = (takenAt: number, query = QUERY) => announcements.termOf(query, takenAt).freshUntil;
  return { clock, told, announcements, shot, lasts };
}

describe('announcements of changes', () => {
  it('make the snapshots of their queue suspect from the first one on, and those of no other', async () => {
    const { clock, announcements, told, lasts } = heard();
    const takenAt = clock.now();
    await clock.advance(300);
    announcements.changed([QUEUE], clock.now());
    await clock.advance(400);
    announcements.changed([QUEUE], clock.now());
    expect(lasts(takenAt)).to.equal(300);
    expect(lasts(takenAt + 300)).to.equal(400);
    expect(lasts(takenAt + 700)).to.equal(2_000);
    expect(lasts(takenAt, { ...QUERY, queueId: OTHER })).to.equal(2_000);
    expect(told).to.deep.equal(['suspect', 'suspect']);
  });

  it('are remembered in a bounded number: what came before counts as come at once', () => {
    const { clock, announcements, lasts } = heard();
    const takenAt = clock.now();
    for (let n = 1; n <= 129; n += 1) announcements.changed([QUEUE], takenAt + n);
    expect(lasts(takenAt)).to.equal(0);
    expect(lasts(takenAt + 1)).to.equal(1);
  });

  it('are told of with the time until a snapshot shows them', async () => {
    const { clock, announcements, told, shot } = heard();
    const before = shot(1);
    await clock.advance(100);
    announcements.changed([QUEUE], clock.now());
    await clock.advance(50);
    const early = { ...shot(1), takenAt: clock.now() - 60 };
    announcements.walked(QUERY, before, early);
    const after = shot(2);
    await clock.advance(70);
    announcements.walked(QUERY, before, after);
    announcements.walked(QUERY, undefined, after);
    expect(told).to.deep.equal(['suspect', 'caught up after 120', 'loaded']);
  });
});

describe('a queue of which every change is heard', () => {
  it('is trusted for as long as it was told, from then on and not backwards', async () => {
    const { clock, announcements, lasts } = heard();
    const before = clock.now();
    await clock.advance(10);
    announcements.covered([QUEUE], clock.now());
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
    const { clock, announcements, lasts } = heard();
    announcements.covered([QUEUE], clock.now());
    await clock.advance(5_000);
    announcements.changed([QUEUE], clock.now());
    await clock.advance(10);
    expect(lasts(clock.now())).to.equal(2_000);
    await clock.advance(990);
    expect(lasts(clock.now())).to.equal(30_000);
  });

  it('is not when nothing is to be stretched', async () => {
    const { clock, announcements, lasts } = heard(0);
    announcements.covered([QUEUE], clock.now());
    await clock.advance(1_000);
    expect(lasts(clock.now())).to.equal(2_000);
  });

  it('is back on freshFor at once when that is in doubt, and what was held then stays so', async () => {
    const { clock, announcements, lasts } = heard();
    announcements.covered([QUEUE], clock.now());
    await clock.advance(1_000);
    const takenAt = clock.now();
    expect(lasts(takenAt)).to.equal(30_000);
    await clock.advance(9_000);
    const version = announcements.versionOf(QUEUE);
    const others = announcements.versionOf(OTHER);
    announcements.covered([QUEUE], undefined);
    expect(announcements.versionOf(QUEUE)).to.not.equal(version);
    expect(announcements.versionOf(OTHER)).to.equal(others);
    expect(lasts(takenAt)).to.equal(2_000);
    await clock.advance(100);
    announcements.covered([QUEUE], clock.now());
    await clock.advance(1_000);
    expect(lasts(takenAt)).to.equal(2_000);
    expect(lasts(clock.now())).to.equal(30_000);
  });
});

describe('a change that no announcement told of', () => {
  const found = async (late?: number, trustedFor?: number) => {
    const all = heard(trustedFor);
    const { clock, announcements, shot } = all;
    announcements.covered([QUEUE], clock.now());
    const before = shot(1);
    await clock.advance(20_000);
    announcements.walked(QUERY, before, shot(2));
    const takenAt = clock.now();
    const doubted = all.lasts(takenAt);
    if (late !== undefined) {
      await clock.advance(late);
      announcements.changed([QUEUE], clock.now());
    }
    await clock.advance(5_000 - (late ?? 0));
    return { ...all, takenAt, doubted };
  };

  it('takes its queue back to freshFor for an hour, and is told', async () => {
    const { clock, announcements, told, lasts, doubted } = await found();
    expect(doubted).to.equal(2_000);
    expect(told).to.deep.equal(['suspect', `unannounced ${QUEUE}, distrusted`]);
    expect(announcements.distrusted()).to.deep.equal([{ queueId: QUEUE, leftMs: 3_600_000 }]);
    await clock.advance(3_599_999);
    expect(lasts(clock.now())).to.equal(2_000);
    await clock.advance(1);
    expect(lasts(clock.now())).to.equal(30_000);
    expect(announcements.distrusted()).to.deep.equal([]);
  });

  it('is told where nothing is trusted, too: that is how one learns whether it could be', async () => {
    const { told, announcements } = await found(undefined, 0);
    expect(told).to.deep.equal(['suspect', `unannounced ${QUEUE}`]);
    expect(announcements.distrusted()).to.deep.equal([]);
  });

  it('may be one of a member who is counted before and after', async () => {
    const { clock, announcements, shot, told } = heard();
    announcements.covered([QUEUE], clock.now());
    const inState = (status: string) => {
      const [member] = shot(1).members;
      return { ...shot(0), members: [{ ...member!, json: `{"routingStatus":{"status":"${status}"}}` }] };
    };
    announcements.walked(QUERY, inState('IDLE'), inState('INTERACTING'));
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

  it('is none where changes could go unheard, or where announcements do not speak for the question', async () => {
    const { clock, announcements, shot, told } = heard();
    const before = shot(1);
    await clock.advance(100);
    announcements.covered([QUEUE], clock.now());
    announcements.walked(QUERY, before, shot(2));
    const skilled = { ...QUERY, filters: { skills: ['x'] } };
    announcements.walked(skilled, shot(1), shot(2));
    await clock.advance(10_000);
    expect(told).to.deep.equal(['suspect']);
    expect(announcements.distrusted()).to.deep.equal([]);
  });

  it('is not waited for after the end', async () => {
    const { clock, announcements, shot, told } = heard();
    announcements.covered([QUEUE], clock.now());
    announcements.walked(QUERY, shot(1), shot(2));
    announcements.stop();
    await clock.advance(10_000);
    expect(told).to.deep.equal(['suspect']);
  });
});
