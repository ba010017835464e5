// What several replicas want of looks together, and on whose account looks go.
import { expect } from 'chai';
import type { QueryState } from '../../src/cache/queries.js';
import type { Look } from '../../src/genesys/activity/look.js';
import { looksAlone, NOTHING_WANTED, type OthersWanted } from '../../src/replicas/look-sharing.js';
import type { LookedCache } from '../../src/service/activity-dependencies.js';
import { LooksTogether } from '../../src/service/looks-together.js';
import { QueuesAskedFor } from '../../src/service/queues-asked-for.js';
import { FakeClock } from '../support/fake-clock.js';

const stateOf = (id: string, callers: readonly string[]) =>
  ({ key: id, query: { queueId: id }, askers: callers.map((name) => ({ name })) }) as unknown as QueryState;

function together(own: Record<string, string[]>, others: Partial<OthersWanted> = {}) {
  const clock = new FakeClock();
  const charged: unknown[] = [];
  const states = new Map(Object.entries(own).map(([id, callers]) => [id, [stateOf(id, callers)]]));
  const cache = {
    charge: (some: readonly QueryState[], requests: number, elsewhere: unknown) =>
      void charged.push([some.map(({ key }) => key), requests, ...(elsewhere ? [elsewhere] : [])]),
    mayHurry: (some: readonly QueryState[], callers: readonly string[]) =>
      void charged.push([some.map(({ key }) => key), callers]),
  } as unknown as LookedCache;
  const queues = new QueuesAskedFor(clock, 60_000, () => ({ wanted: () => states }));
  const sharing = { ...looksAlone, others: () => ({ ...NOTHING_WANTED, ...others }) };
  return { looks: new LooksTogether({ clock, cache: () => cache, queues, sharing }), charged };
}

const wanted = (queues: Record<string, string[]>, isUseful = false) =>
  new Map(Object.entries(queues).map(([id, callers]) => [id, { callers, isUseful }]));

describe('looks that replicas want together', () => {
  it('are at every queue, for all who ask, and of use if they are for one', () => {
    const others = { queues: wanted({ b: ['bert', 'carl'], c: ['carl'] }, true) };
    const { looks } = together({ a: ['anna'], b: ['bert'] }, others);
    expect(Object.fromEntries(looks.forLooks(() => false))).to.deep.equal({
      a: { callers: ['anna'], isUseful: false },
      b: { callers: ['bert', 'carl'], isUseful: true },
      c: { callers: ['carl'], isUseful: true },
    });
  });

  it('want as many requests as each for itself, but those for the same queues once', () => {
    const same = {
      replicas: 2,
      polling: 200,
      fetches: 20,
      queuesOfEach: 4,
      queues: wanted({ a: [], b: [] }),
    };
    const one = together({ a: [], b: [] }, same);
    expect([one.looks.perMinute('polling', 100), one.looks.perMinute('fetches', 10)]).to.eql([100, 10]);
    const different = { ...same, queues: wanted({ c: [], d: [], e: [], f: [] }) };
    expect(together({ a: [], b: [] }, different).looks.perMinute('polling', 100)).to.equal(300);
    expect(together({ a: [] }).looks.perMinute('polling', 100)).to.equal(100);
    expect(together({}, { replicas: 1 }).looks.perMinute('polling', 0)).to.equal(0);
  });

  it('are on account of who asks here and elsewhere', () => {
    const { looks, charged } = together({ a: ['anna'] }, { queues: wanted({ a: ['bert'], b: ['bert'] }) });
    looks.spent(['a', 'b', 'gone'], 2);
    looks.mayHurry(['a', 'b']);
    expect(charged).to.deep.equal([
      [['a'], 2, [['bert']]],
      [['a'], ['bert']],
    ]);
  });

  it('of another replica are on account of who asks here, by their part', () => {
    const { looks, charged } = together({ a: ['anna'] });
    const look = (ids: string[]) =>
      ({ queues: new Map(ids.map((id) => [id, {}])), requests: 2, unknown: new Map() }) as unknown as Look;
    looks.spentByOther(look(['a', 'b', 'c', 'd']));
    looks.spentByOther(look(['b']));
    expect(charged).to.deep.equal([[['a'], 0.5]]);
  });

  it('are of one replica where there is no other', () => {
    expect([together({}).looks.isOurs, together({}, { replicas: 2 }).looks.replicas]).to.eql([true, 3]);
  });
});
