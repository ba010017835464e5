import { expect } from 'chai';
import type { Look, QueueLook, Unknown } from '../../../src/genesys/activity/look.js';
import { LookTurns, URGENT_MS, type WantedQueues } from '../../../src/genesys/activity/look-turns.js';
import { UNPROVEN_INTERVALS } from '../../../src/genesys/activity/pace.rules.js';

const INTERVAL = 1_000;
const wanted = (useful: readonly string[], unproven: readonly string[] = []): WantedQueues =>
  new Map([...useful, ...unproven].map((id) => [id, { callers: ['caller'], isUseful: useful.includes(id) }]));
const lookAt = (told: readonly string[], unknown: Record<string, Unknown> = {}): Look => ({
  queues: new Map(told.map((queueId) => [queueId, { queueId } as QueueLook])),
  unknown: new Map(Object.entries(unknown)),
  requests: 1,
});

function turnsOf(useful: readonly string[], unproven: readonly string[] = []) {
  const turns = new LookTurns();
  const next = (now: number, size = 10) =>
    turns.next(wanted(useful, unproven), { intervalMs: INTERVAL, size, now });
  const look = (ids: readonly string[], at: number) => turns.begin(ids, at)(() => true);
  return { turns, next, look };
}

describe('turns of looks', () => {
  it('come at once for what was never looked at, and then after an interval', () => {
    const { turns, next, look } = turnsOf(['a', 'b'], ['c']);
    expect(turns.isNew(['a'])).to.equal(true);
    expect(next(5_000)?.ids).to.have.members(['a', 'b', 'c']);
    look(['a', 'b', 'c'], 5_000);
    expect(turns.isNew(['a'])).to.equal(false);
    expect(next(5_100)).to.deep.include({ at: 6_000 });
    expect(next(6_000)?.ids, 'what earns trust alone comes later').to.have.members(['a', 'b']);
    expect(next(5_000 + UNPROVEN_INTERVALS * INTERVAL)?.ids).to.have.members(['a', 'b', 'c']);
  });

  it('come to nothing while a look is under way, and tell how far apart the last two were', () => {
    const { turns, next } = turnsOf(['a']);
    const end = turns.begin(['a'], 1_000);
    expect([next(9_000), turns.gapMs('a', 5_000)]).to.eql([undefined, 0]);
    end(() => true);
    turns.begin(['a'], 2_500)(() => true);
    expect([turns.gapMs('a', 5_000), turns.gapMs('a', 1_000), turns.gapMs('z', 5_000)]).to.eql([1_500, 0, 0]);
  });

  it('come sooner where somebody waits or a change was announced, but not at once again', async () => {
    const { turns, next, look } = turnsOf(['a', 'b', 'c']);
    look(['a', 'b', 'c'], 1_000);
    turns.urge(['b', 'unknown'], 1_600);
    expect(next(1_100)).to.deep.include({ at: 1_600 });
    const waits = turns.wait('c');
    expect(turns.awaited(['a', 'b', 'c'])).to.eql(['c']);
    expect(next(1_100)).to.deep.include({ at: 1_000 + URGENT_MS });
    turns.begin(['c'], 1_250)((id) => id === 'c');
    expect(await waits).to.equal(true);
    look(['b'], 1_600);
    expect(next(1_700), 'that is done').to.deep.include({ at: 2_000 });
  });

  it('answer those who waited when the look began, and not those who came after', async () => {
    const { turns } = turnsOf(['a']);
    const first = turns.wait('a');
    const end = turns.begin(['a'], 1_000);
    const second = turns.wait('a');
    end(() => false);
    expect(await first).to.equal(false);
    expect(turns.awaited(['a'])).to.eql(['a']);
    turns.giveUp();
    expect(await second).to.equal(false);
  });

  it('are left out for a while where looks tell nothing', () => {
    const { turns, next } = turnsOf(['told', 'cut', 'absent', 'odd']);
    turns.answered(lookAt(['told'], { cut: 'truncated', absent: 'absent', odd: 'contradictory' }), 0);
    expect(next(5_000)?.ids).to.eql(['told']);
    expect(next(10_000)?.ids).to.have.members(['told', 'odd']);
    expect(next(60_000)?.ids).to.have.members(['told', 'odd', 'absent']);
    expect([...turns.truncated]).to.eql(['cut']);
    expect([turns.isExcluded('cut', 599_999), turns.isExcluded('cut', 600_000)]).to.eql([true, false]);
    turns.answered(lookAt(['cut']), 600_000);
    expect(turns.truncated.size).to.equal(0);
  });

  it('of queues that nobody asks for are forgotten, but for those that are waited for or left out', async () => {
    const { turns, look } = turnsOf([]);
    look(['gone', 'awaited'], 0);
    const waits = turns.wait('awaited');
    turns.answered(lookAt([], { cut: 'truncated' }), 0);
    turns.keep(new Set(), 1_000);
    const news = ['gone', 'awaited', 'cut'].map((id) => turns.isNew([id]));
    expect([news, turns.isExcluded('cut', 1_000)]).to.eql([[true, false, true], true]);
    turns.giveUp();
    expect(await waits).to.equal(false);
    turns.keep(new Set(), 600_000);
    expect(turns.truncated.size).to.equal(0);
  });
});
