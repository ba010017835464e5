// Genesys's clear no: remembered for five seconds, so that a broken webhook can't burn the budget.
import { expect } from 'chai';
import { ServiceError } from '../../src/domain/errors.js';
import type { ErrorCode } from '../../src/domain/error-codes.js';
import { failureOf } from '../support/failure.js';
import { settle } from '../support/fake-clock.js';
import { closeStores, makeCache, QUERY, type TestCache } from '../support/snapshot-cache.js';

const REMEMBERED: ErrorCode[] = [
  'queue_not_found',
  'invalid_queue_id',
  'genesys_permission_missing',
  'genesys_request_refused',
  'genesys_answer_too_large',
  'genesys_too_many_pages',
];

/** Asks, lets the load fail in this way, and gives the code that the caller hears. */
async function refuse({ cache, source }: TestCache, code: ErrorCode): Promise<string> {
  const before = source.count;
  const asked = failureOf(cache.get(QUERY));
  await settle();
  if (source.count > before) source.loads.at(-1)!.fail(new ServiceError(code));
  return (await asked).code;
}

describe('a refusal', () => {
  afterEach(closeStores);

  for (const code of REMEMBERED) {
    it(`${code} is remembered for five seconds, and then asked for again`, async () => {
      const parts = makeCache();
      expect(await refuse(parts, code)).to.equal(code);
      await parts.clock.advance(4_999);
      for (let turn = 0; turn < 10; turn++) expect(await refuse(parts, 'internal_error')).to.equal(code);
      expect(parts.source.count).to.equal(1);
      await parts.clock.advance(1);
      expect(await parts.load(QUERY, 2)).to.include({ via: 'miss' });
      expect(parts.source.count).to.equal(2);
      expect(await parts.cache.get(QUERY)).to.include({ via: 'hit' });
    });
  }

  for (const code of ['genesys_unavailable', 'genesys_credentials_rejected', 'internal_error'] as const) {
    it(`is not what ${code} is: it is asked again after a short pause`, async () => {
      const parts = makeCache();
      expect(await refuse(parts, code)).to.equal(code);
      expect(await refuse(parts, 'genesys_timeout')).to.equal(code);
      expect(parts.source.count).to.equal(1);
      await parts.clock.advance(225);
      expect(await refuse(parts, 'genesys_timeout')).to.equal('genesys_timeout');
      expect(parts.source.count).to.equal(2);
    });
  }

  it('is one for this query alone', async () => {
    const parts = makeCache();
    await refuse(parts, 'queue_not_found');
    const other = { ...QUERY, queueId: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb' };
    expect(await parts.load(other, 1)).to.include({ via: 'miss' });
  });

  it('drops what was held: it bridges no outage that follows', async () => {
    const parts = makeCache({ staleIfError: 60_000 });
    await parts.load(QUERY, 3);
    await parts.clock.advance(2_001);
    expect(await refuse(parts, 'genesys_permission_missing')).to.equal('genesys_permission_missing');
    await parts.clock.advance(5_000);
    expect(await refuse(parts, 'genesys_unavailable')).to.equal('genesys_unavailable');
  });

  it('ends the answers of the quick way, also while an older one would still be fresh enough', async () => {
    const parts = makeCache({ staleWhileRevalidate: 3_000 });
    await parts.load(QUERY, 3);
    const look = parts.cache.ready(QUERY);
    const ready = () => look()?.served;
    await parts.clock.advance(2_001);
    expect(ready()).to.include({ via: 'hit', ageMs: 2_001 });
    await settle();
    parts.source.loads[1]!.fail(new ServiceError('queue_not_found'));
    await settle();
    expect(ready()).to.equal(undefined);
    expect((await failureOf(parts.cache.get(QUERY))).code).to.equal('queue_not_found');
    expect(parts.source.count).to.equal(2);
  });
});

describe('the quick way to an answer', () => {
  afterEach(closeStores);

  it('answers as `get` does, without waiting, and counts as a request what is counted', async () => {
    const { clock, cache, load, queries, served } = makeCache({ staleWhileRevalidate: 1_000 });
    const { snapshot } = await load(QUERY, 3);
    const look = cache.ready(QUERY);
    const ready = () => look()?.served;
    await clock.advance(1_999);
    expect(ready()).to.deep.equal({ snapshot, ageMs: 1_999, ttlMs: 1, via: 'hit' });
    expect([...queries.warm(clock.now())]).to.deep.equal([]);
    look()?.count(clock.now());
    const [state] = queries.warm(clock.now());
    expect(state).to.include({ askedAt: clock.now() });
    expect(served).to.deep.equal([
      { via: 'miss', old: false },
      { via: 'hit', old: false },
    ]);
  });

  it('holds until a whole second of age or of freshness is over, and until a load has ended', async () => {
    const { clock, cache, load, source } = makeCache({ freshFor: 2_500, staleWhileRevalidate: 9_000 });
    await load(QUERY, 3);
    const look = cache.ready(QUERY);
    await clock.advance(100);
    const first = look();
    const at = clock.now();
    const held = [at + 399, at + 400].map((now) => first?.holds(now));
    expect(held).to.deep.equal([true, false]);
    await clock.advance(500);
    const second = look();
    expect([clock.now() + 399, clock.now() + 400].map((now) => second?.holds(now))).to.deep.equal([
      true,
      false,
    ]);
    await clock.advance(2_000);
    const old = look();
    expect([old?.served.ttlMs, old?.holds(clock.now())]).to.deep.equal([-100, false]);
    await settle();
    source.loads[1]!.fail(new ServiceError('genesys_timeout'));
    expect(second?.holds(clock.now() - 2_000)).to.equal(true);
    await settle();
    expect(second?.holds(clock.now() - 2_000)).to.equal(false);
  });

  it('knows nothing of what was not loaded, is too old, or was forgotten', async () => {
    const { clock, cache, load, store, source } = makeCache();
    const look = cache.ready(QUERY);
    const ready = () => look()?.served;
    expect(ready()).to.equal(undefined);
    await load(QUERY, 3);
    expect(ready()).to.include({ via: 'hit' });
    await clock.advance(2_001);
    expect(ready()).to.equal(undefined);
    await load(QUERY, 4);
    expect(ready()?.snapshot.members).to.have.length(4);
    await store.close();
    for (const key of ['a', 'b']) await store.delete([key]);
    expect(source.count).to.equal(2);
  });

  it('renews behind by one load, and gives what is stale at once in trouble', async () => {
    const { clock, cache, load, source } = makeCache({ staleWhileRevalidate: 1_000, staleIfError: 60_000 });
    await load(QUERY, 3);
    const look = cache.ready(QUERY);
    const ready = () => look()?.served;
    await clock.advance(2_001);
    for (let turn = 0; turn < 5; turn++) expect(ready()).to.include({ via: 'hit', ttlMs: -1 });
    await settle();
    expect(source.count).to.equal(2);
    source.loads[1]!.fail(new ServiceError('genesys_timeout'));
    await clock.advance(1_000);
    expect(ready()).to.include({ via: 'stale', detail: 'timeout', ageMs: 3_001 });
  });
});
