import { expect } from 'chai';
import { Comparisons } from '../../../src/genesys/activity/comparisons.js';
import type { Look, MemberStatus, QueueLook } from '../../../src/genesys/activity/look.js';
import { TrustLedger } from '../../../src/genesys/activity/trust-ledger.js';
import { FakeClock } from '../../support/fake-clock.js';

const FILTERS = { presence: ['Available'], joined: true };
type States = Readonly<Record<string, 'AVAILABLE' | 'BUSY'>>;

async function comparing(dates = false) {
  const clock = new FakeClock();
  await clock.advance(100_000);
  const from = clock.now();
  const outcomes: string[] = [];
  const ledger = new TrustLedger({
    compared: (outcome) => outcomes.push(outcome),
    queueDistrusted: () => undefined,
    organizationDistrusted: () => undefined,
    organizationTrusted: () => undefined,
  });
  const comparisons = new Comparisons(ledger, clock);
  /** @param at moments are milliseconds since the beginning @param since of every state */
  const look = async (at: number, states: States, since = -50_000, queueId = 'q') => {
    await clock.advance(from + at + 10 - clock.now());
    const statusOf = (presence: string): MemberStatus => ({
      ...{ presence, joined: true },
      ...(dates && { presenceSince: from + since }),
    });
    const one: QueueLook = {
      ...{ queueId, askedAt: from + at, answeredAt: from + at + 10, correlationIds: [] },
      ...{ asOf: from + at, askedOnTheirClock: from + at, clockDoubtMs: 0 },
      ...(dates && { latestSince: from + since }),
      members: new Map(Object.entries(states).map(([id, presence]) => [id, statusOf(presence)])),
    };
    const all: Look = { queues: new Map([[queueId, one]]), unknown: new Map(), requests: 1 };
    return comparisons.looked(all, 1_000);
  };
  const fetched = (beganAt: number, endedAt: number, ...users: string[]) =>
    comparisons.fetched({
      ...{ queueId: 'q', filters: FILTERS, members: users.map((userId) => ({ userId })) },
      ...{ beganAt: from + beganAt, endedAt: from + endedAt },
    });
  return { comparisons, ledger, outcomes, look, fetched };
}

const A: States = { a: 'AVAILABLE', b: 'BUSY' };
const B: States = { a: 'BUSY', b: 'AVAILABLE' };

describe('what is fetched between looks', () => {
  it('is held against the look after it, once', async () => {
    const { outcomes, look, fetched } = await comparing();
    expect(fetched(0, 50, 'a'), 'no look before').to.equal(false);
    await look(100, A);
    expect(fetched(105, 150, 'a'), 'it began before the look was answered').to.equal(false);
    expect(fetched(200, 250, 'a')).to.equal(true);
    await look(240, A);
    expect(outcomes, 'it had not ended').to.eql([]);
    expect(await look(1_000, A)).to.eql([]);
    await look(2_000, A);
    expect(outcomes).to.eql(['agreed']);
  });

  it('names the queues that are to be looked at and fetched once more', async () => {
    const { outcomes, look, fetched } = await comparing();
    await look(100, A);
    fetched(200, 250, 'b');
    expect(await look(1_000, A)).to.eql(['q']);
    fetched(3_500, 3_550, 'b');
    expect(await look(4_000, A)).to.eql([]);
    expect(outcomes).to.eql(['disagreed', 'held']);
  });

  it('waits for a look that tells of its end, as late as looks are known to be', async () => {
    const { comparisons, outcomes, look, fetched } = await comparing(true);
    await look(0, A);
    await look(1_000, B, -2_000);
    expect(comparisons.lag.ms).to.equal(3_250);
    fetched(1_100, 1_200, 'b');
    for (const at of [2_000, 3_000, 4_000]) await look(at, B, -2_000);
    expect(outcomes).to.eql([]);
    await look(4_500, B, -2_000);
    expect(outcomes).to.eql(['agreed']);
  });

  it('says nothing of those whom any look since has shown to change', async () => {
    const { outcomes, look, fetched } = await comparing();
    const states = (a: 'AVAILABLE' | 'BUSY'): States => ({ a, b: 'BUSY', c: 'AVAILABLE', d: 'BUSY' });
    await look(0, states('AVAILABLE'));
    await look(100, states('BUSY'));
    // The look before it is the first: the second was not answered yet.
    fetched(105, 300, 'a', 'c');
    await look(1_000, states('BUSY'));
    expect(outcomes).to.eql(['agreed']);
  });

  it('is compared oldest first where many wait', async () => {
    const { outcomes, look, fetched } = await comparing();
    await look(0, A);
    fetched(100, 200, 'b');
    for (let n = 0; n < 9; n += 1) fetched(300, 400, 'a');
    await look(1_000, A);
    expect(outcomes).to.eql(['disagreed', 'agreed', 'agreed', 'agreed']);
  });

  it('is caught up with by looks whose states tell no moment: so late are they', async () => {
    const { comparisons, outcomes, look, fetched } = await comparing();
    await look(0, A);
    fetched(500, 600, 'b');
    await look(1_000, A);
    expect(outcomes).to.eql(['disagreed']);
    await look(2_000, B);
    expect(comparisons.lag.ms).to.equal(3_250);
    const other = await comparing();
    await other.look(0, A);
    other.fetched(500, 600, 'b');
    await other.look(1_000, A);
    await other.look(16_000, A);
    await other.look(17_000, B);
    expect(other.comparisons.lag.ms, 'that came to be so again').to.equal(0);
  });

  it('is forgotten with its queue', async () => {
    const { comparisons, outcomes, look, fetched } = await comparing();
    await look(0, A);
    fetched(500, 600, 'a');
    comparisons.keep(new Set());
    await look(1_000, A);
    expect(outcomes).to.eql([]);
    expect(fetched(1_100, 1_200, 'a')).to.equal(true);
  });
});
