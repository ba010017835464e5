// While Genesys is in trouble: nobody pays for it twice, and no query for another.
import { expect } from 'chai';
import { ServiceError } from '../../src/domain/errors.js';
import { failureOf, watch } from '../support/failure.js';
import { settle } from '../support/fake-clock.js';
import { closeStores, COUNT_ONLY, makeCache, OPEN_GATE, QUERY } from '../support/snapshot-cache.js';

const SIE = { staleIfError: 60_000 };
const unavailable = () => new ServiceError('genesys_unavailable');

/** A cache whose answer to QUERY, of 3 members, is `ageMs` old. */
async function held(ageMs = 2_001, settings: Parameters<typeof makeCache>[0] = SIE) {
  const parts = makeCache(settings);
  await parts.load(QUERY, 3);
  await parts.clock.advance(ageMs);
  return parts;
}

describe('while the last load of a query failed', () => {
  afterEach(closeStores);

  it('gives what is stale at once, and tries behind after a pause', async () => {
    const { clock, source, cache } = await held();
    const first = cache.get(QUERY);
    await settle();
    source.loads[1]!.fail(unavailable());
    expect(await first).to.include({ via: 'stale', detail: 'error' });
    for (const count of [2, 2]) {
      expect(await cache.get(QUERY)).to.include({ via: 'stale', detail: 'error', ageMs: 2_001 });
      await settle();
      expect(source.count).to.equal(count);
    }
    await clock.advance(225);
    expect(await cache.get(QUERY)).to.include({ via: 'stale' });
    await settle();
    expect(source.count).to.equal(3);
    source.loads[2]!.succeed(8);
    await settle();
    expect(await cache.get(QUERY)).to.include({ via: 'hit', ageMs: 0 });
  });

  it('tries less and less often while nothing changes', async () => {
    const { clock, source, cache } = await held();
    const triedAt: number[] = [];
    const from = clock.now();
    for (let ms = 0; ms < 20_000; ms += 10) {
      const before = source.count;
      const asked = cache.get(QUERY);
      await settle(3);
      if (source.count > before) {
        triedAt.push(clock.now() - from);
        source.loads.at(-1)!.fail(unavailable());
      }
      expect((await asked).via).to.equal('stale');
      await clock.advance(10);
    }
    const pauses = triedAt.slice(1).map((at, index) => at - triedAt[index]!);
    expect(pauses).to.deep.equal([230, 450, 900, 1_800, ...Array<number>(7).fill(2_160)]);
  });

  it('tells the failure at once while the pause lasts, whoever waits, and when to come again', async () => {
    const { clock, source, cache } = makeCache(SIE);
    const pauses = [225, 450, 900, 1_800, 2_160, 2_160];
    for (const [turn, pause] of pauses.entries()) {
      const asked = failureOf(cache.get(QUERY));
      await settle();
      expect(source.count).to.equal(turn + 1);
      source.loads[turn]!.fail(unavailable());
      expect((await asked).code).to.equal('genesys_unavailable');
      await clock.advance(pause - 1);
      const told = await failureOf(cache.get(QUERY));
      expect(told.code).to.equal('genesys_unavailable');
      expect(told.facts.retryAfterSeconds).to.equal(1);
      expect(source.count).to.equal(turn + 1);
      await clock.advance(1);
    }
  });

  it('names what Genesys said and not the rate limit when that has nothing left meanwhile', async () => {
    const budget = { allows: true };
    const gate = { ...OPEN_GATE, admit: () => budget.allows, freeIn: () => 7_000 };
    const { clock, source, cache } = makeCache(SIE, undefined, gate);
    const asked = failureOf(cache.get(QUERY));
    await settle();
    source.loads[0]!.fail(unavailable());
    await asked;
    budget.allows = false;
    await clock.advance(2_400);
    const told = await failureOf(cache.get(QUERY));
    expect(told.code).to.equal('genesys_unavailable');
    expect(told.facts.retryAfterSeconds).to.equal(7);
    budget.allows = true;
    void failureOf(cache.get(QUERY));
    await settle();
    expect(source.count).to.equal(2);
  });

  it('tries all that failed at once when one of them is well again', async () => {
    const { clock, source, cache } = makeCache(SIE);
    const queries = [1, 2, 3, 4, 5].map((n) => ({ ...QUERY, queueId: `${QUERY.queueId.slice(0, -1)}${n}` }));
    const failAll = async () => {
      const asked = queries.map((query) => failureOf(cache.get(query)));
      await settle();
      source.loads.forEach((load) => load.fail(unavailable()));
      await Promise.all(asked);
    };
    for (const pause of [240, 480, 960, 1_900]) {
      await failAll();
      await clock.advance(pause);
    }
    const before = source.count;
    const first = cache.get(queries[0]!);
    await settle();
    expect(source.count).to.equal(before + 1);
    source.loads.at(-1)!.succeed(2);
    expect(await first).to.include({ via: 'miss' });
    for (const query of queries.slice(1)) void failureOf(cache.get(query));
    await settle();
    expect(source.count).to.equal(before + queries.length);
  });

  it('lets every other query alone', async () => {
    const { source, cache, load } = await held();
    const asked = cache.get(QUERY);
    await settle();
    source.loads[1]!.fail(unavailable());
    await asked;
    const other = { ...QUERY, filters: { joined: false } };
    expect(await load(other, 1)).to.include({ via: 'miss' });
    expect(source.count).to.equal(3);
  });
});

describe('while a load of a query hangs', () => {
  afterEach(closeStores);

  it('lets one caller pay the deadline, and nobody after it, for minutes', async () => {
    const { clock, source, cache } = await held();
    const first = watch(cache.get(QUERY));
    await clock.advance(1_499);
    expect(first.state).to.equal('pending');
    await clock.advance(1);
    expect(first.state).to.equal('done');
    for (let second = 0; second < 58; second++) {
      const before = clock.now();
      expect(await cache.get(QUERY)).to.include({ via: 'stale', detail: 'timeout' });
      expect(clock.now()).to.equal(before);
      await clock.advance(1_000);
    }
    // The one that hangs, and one more that was tried since: each holds a connection.
    expect(source.count).to.equal(3);
  });

  it('has at most two loads under way, whoever asks', async () => {
    const { clock, source, cache } = makeCache();
    for (let turn = 0; turn < 6; turn++) {
      const asked = failureOf(cache.get(QUERY));
      await clock.advance(1_500);
      expect((await asked).code).to.equal('genesys_timeout');
    }
    expect(source.count).to.equal(2);
    source.loads[0]!.fail(unavailable());
    await settle();
    void failureOf(cache.get(QUERY));
    await settle();
    expect(source.count).to.equal(3);
  });

  it('lets nobody who only counts join it past its deadline in another view', async () => {
    const { clock, source, cache } = makeCache();
    const hanging = failureOf(cache.get(QUERY));
    await clock.advance(1_499);
    const joined = watch(cache.get(COUNT_ONLY));
    await clock.advance(1);
    await hanging;
    expect(source.count).to.equal(1);
    const other = makeCache();
    const late = failureOf(other.cache.get(QUERY));
    await other.clock.advance(1_500);
    await late;
    const counted = other.cache.get(COUNT_ONLY);
    await settle();
    expect(other.source.count).to.equal(2);
    other.source.loads[1]!.succeed(4);
    expect((await counted).snapshot.members).to.have.length(4);
    source.loads[0]!.succeed(1);
    await settle();
    expect(joined.state).to.equal('done');
  });

  it('is over for all when it ends: what it brings is given at once', async () => {
    const { clock, source, cache } = await held(2_001, { ...SIE, freshFor: 2_000 });
    const first = cache.get(QUERY);
    await clock.advance(1_600);
    await first;
    source.loads[1]!.succeed(9);
    await settle();
    const served = await cache.get(QUERY);
    expect(served).to.include({ via: 'hit', ageMs: 1_600 });
    expect(served.snapshot.members).to.have.length(9);
  });

  it('forgets the failure of an older load once a newer one has succeeded', async () => {
    const { clock, source, cache } = await held();
    const first = cache.get(QUERY);
    await clock.advance(1_500);
    await first;
    await cache.get(QUERY);
    await settle();
    source.loads[2]!.succeed(5);
    await settle();
    source.loads[1]!.fail(unavailable());
    await settle();
    await clock.advance(2_001);
    const asked = watch(cache.get(QUERY));
    await settle();
    expect(asked.state).to.equal('pending');
    expect(source.count).to.equal(4);
  });
});
