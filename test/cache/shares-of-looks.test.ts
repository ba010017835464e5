// What looks cost, and on whose account.
import { expect } from 'chai';
import type { QueryState } from '../../src/cache/queries.js';
import { boundedStore, cacheOver, SCOPE } from '../support/snapshot-cache.js';
import { FakeClock } from '../support/fake-clock.js';
import { ScriptedSnapshots } from '../support/scripted-snapshots.js';

function sharing(count = 0, keptForLooks = 0) {
  const clock = new FakeClock();
  const window = { allowed: 300, count, leftMs: 60_000, lengthMs: 60_000, keptForLooks };
  const gate = { admit: () => true, freeIn: () => 0, refusal: () => undefined, window: () => window };
  const source = new ScriptedSnapshots(clock);
  const { queries, shares } = cacheOver(
    { source, store: boundedStore(100), scope: SCOPE, clock, gate },
    { keepWarmFor: 300_000 },
  );
  const asked = (name: string, ...callers: string[]): QueryState => {
    const query = { queueId: name, filters: { joined: true } };
    const states = callers.map((caller) =>
      queries.asked(name, clock.now(), () => ({ query, anyKey: name }), caller),
    );
    const state = states[0] as QueryState;
    state.takenAt = clock.now();
    return state;
  };
  const spentBy = (caller: string) => shares.ofCallers()(caller).spentInLastMinute;
  return { shares, asked, spentBy };
}

describe('the cost of looks', () => {
  it('is on account of all who ask for what it tells of, each by the part of their queues', () => {
    const { shares, asked, spentBy } = sharing();
    const states = [asked('q1', 'anna'), asked('q2', 'anna'), asked('q3', 'anna'), asked('q4', 'bert')];
    shares.chargeLook(states, 40);
    expect(['anna', 'bert', 'carl'].map(spentBy)).to.eql([30, 10, 0]);
    shares.chargeLook([asked('q5', 'anna', 'carl')], 8);
    expect(['anna', 'carl'].map(spentBy)).to.eql([34, 4]);
  });

  it('is on account of those of other replicas too', () => {
    const { shares, asked, spentBy } = sharing();
    shares.chargeLook([asked('q1', 'anna')], 20, [['dora']]);
    expect(['anna', 'dora'].map(spentBy)).to.eql([10, 10]);
    shares.chargeLook([], 5, [['dora']]);
    expect(spentBy('dora')).to.equal(15);
  });

  it('leaves what others need who wait for none of it', () => {
    const little = sharing(235);
    const own = little.asked('q1', 'anna');
    expect(little.shares.leavesOthers([own]), 'a newcomer').to.equal(false);
    const enough = sharing(0);
    const [mine] = [enough.asked('q1', 'anna'), enough.asked('q2', 'bert')];
    expect(enough.shares.leavesOthers([mine])).to.equal(true);
    const busy = sharing(200);
    const [one] = [busy.asked('q1', 'anna'), busy.asked('q2', 'bert')];
    expect(busy.shares.leavesOthers([one])).to.equal(false);
    expect(busy.shares.leavesOthers([one], ['bert']), 'he waits for it too').to.equal(true);
  });
});
