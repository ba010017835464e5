// What is older than promised: given while it is renewed behind, or in place of a load that failed.
import { expect } from 'chai';
import { ServiceError } from '../../src/domain/errors.js';
import type { ErrorCode } from '../../src/domain/error-codes.js';
import type { Purpose } from '../../src/genesys/budget.rules.js';
import type { CacheDependencies, CacheSettings } from '../../src/cache/dependencies.js';
import { failureOf } from '../support/failure.js';
import { settle } from '../support/fake-clock.js';
import { closeStores, makeCache, OPEN_GATE, QUERY } from '../support/snapshot-cache.js';

const SWR = { staleWhileRevalidate: 3_000 };
const SIE = { staleIfError: 60_000 };

/** A cache whose answer to QUERY, of 3 members, is `ageMs` old. */
async function held(
  ageMs: number,
  settings: Partial<CacheSettings> = {},
  gate: CacheDependencies['gate'] = OPEN_GATE,
) {
  const parts = makeCache(settings, undefined, gate);
  await parts.load(QUERY, 3);
  await parts.clock.advance(ageMs);
  return parts;
}

describe('an answer within staleWhileRevalidate', () => {
  afterEach(closeStores);

  it('goes out at once, and is renewed behind by one load for all who ask', async () => {
    const { source, cache, served } = await held(2_001, SWR);
    const answers = await Promise.all(Array.from({ length: 20 }, () => cache.get(QUERY)));
    for (const answer of answers) expect(answer).to.include({ via: 'hit', ageMs: 2_001, ttlMs: -1 });
    await settle();
    expect(source.count).to.equal(2);
    source.loads[1]!.succeed(4);
    await settle();
    const next = await cache.get(QUERY);
    expect(next).to.include({ via: 'hit', ageMs: 0 });
    expect(next.snapshot.members).to.have.length(4);
    expect(source.count).to.equal(2);
    expect(served.map(({ old }) => old)).to.deep.equal([false, ...Array<boolean>(20).fill(true), false]);
  });

  it('is waited for a millisecond after the window', async () => {
    const within = await held(5_000, SWR);
    expect(await within.cache.get(QUERY)).to.include({ via: 'hit', ageMs: 5_000 });
    const after = await held(5_001, SWR);
    expect(await after.load(QUERY, 5)).to.include({ via: 'miss', ageMs: 0 });
  });

  it('is renewed again only after a pause when that failed, and goes out meanwhile', async () => {
    const { clock, source, cache } = await held(2_001, SWR);
    await cache.get(QUERY);
    await settle();
    source.loads[1]!.fail(new ServiceError('genesys_unavailable'));
    await settle();
    // 250 ms, nine tenths of it with this random number.
    await clock.advance(224);
    expect((await cache.get(QUERY)).via).to.equal('hit');
    await settle();
    expect(source.count).to.equal(2);
    await clock.advance(1);
    expect((await cache.get(QUERY)).via).to.equal('hit');
    await settle();
    expect(source.count).to.equal(3);
  });

  it('is renewed again only after a pause, too, when Genesys rejects our credentials', async () => {
    const { source, cache } = await held(2_001, SWR);
    await cache.get(QUERY);
    await settle();
    source.loads[1]!.fail(new ServiceError('genesys_credentials_rejected'));
    await settle();
    await cache.get(QUERY);
    await settle();
    expect(source.count).to.equal(2);
  });

  it('is not renewed while the budget says no', async () => {
    const gate = { ...OPEN_GATE, admit: (purpose: Purpose) => purpose === 'first', freeIn: () => 500 };
    const { source, cache } = await held(2_001, SWR, gate);
    expect((await cache.get(QUERY)).via).to.equal('hit');
    await settle();
    expect(source.count).to.equal(1);
  });
});

describe('an answer within staleIfError', () => {
  afterEach(closeStores);

  const bridged: Array<[ErrorCode, string]> = [
    ['genesys_unavailable', 'error'],
    ['genesys_unreachable', 'error'],
    ['genesys_answer_invalid', 'error'],
    ['genesys_foreign_answer', 'error'],
    ['genesys_credentials_rejected', 'error'],
    ['login_refused', 'error'],
    ['login_invalid_client', 'error'],
    ['genesys_timeout', 'timeout'],
    ['login_timeout', 'timeout'],
    ['genesys_rate_limited', 'budget'],
  ];
  for (const [code, detail] of bridged) {
    it(`stands in for a load that fails with ${code}, as ${detail}`, async () => {
      const { source, cache } = await held(2_001, SIE);
      const asked = cache.get(QUERY);
      await settle();
      source.loads[1]!.fail(new ServiceError(code));
      const { snapshot, ...served } = await asked;
      expect(served).to.deep.equal({ ageMs: 2_001, ttlMs: -1, via: 'stale', detail });
      expect(snapshot.members).to.have.length(3);
    });
  }

  const refusals: ErrorCode[] = [
    'queue_not_found',
    'genesys_permission_missing',
    'genesys_request_refused',
    'genesys_answer_too_large',
    'genesys_too_many_pages',
    'internal_error',
  ];
  for (const code of refusals) {
    it(`never stands in for ${code}`, async () => {
      const { source, cache } = await held(2_001, SIE);
      const asked = failureOf(cache.get(QUERY));
      await settle();
      source.loads[1]!.fail(new ServiceError(code));
      expect((await asked).code).to.equal(code);
    });
  }

  it('stands in for a load that is late, after the deadline of whoever began it', async () => {
    const { clock, cache } = await held(2_001, SIE);
    const asked = cache.get(QUERY);
    await clock.advance(1_500);
    expect(await asked).to.include({ via: 'stale', detail: 'timeout', ageMs: 3_501 });
  });

  it('says what went wrong when a late load is being tried again', async () => {
    const { clock, source, cache } = await held(2_001, SIE);
    const asked = cache.get(QUERY);
    await settle();
    source.loads[1]!.trouble(new ServiceError('genesys_rate_limited'));
    await clock.advance(1_500);
    expect(await asked).to.include({ via: 'stale', detail: 'budget' });
  });

  it('stands in when the budget says no, without any load', async () => {
    const asked: Purpose[] = [];
    const admit = (purpose: Purpose) => asked.push(purpose) === 1;
    const { source, cache } = await held(
      2_001,
      { ...SIE, keepWarmFor: 300_000 },
      { ...OPEN_GATE, admit, freeIn: () => 500 },
    );
    expect(await cache.get(QUERY)).to.include({ via: 'stale', detail: 'budget' });
    await settle();
    expect(source.count).to.equal(1);
    expect(asked).to.deep.equal(['first', 'refresh']);
  });

  it('ends when it ends: the failure goes out a millisecond later', async () => {
    for (const [ageMs, stale] of [
      [62_000, true],
      [62_001, false],
    ] as const) {
      const { source, cache } = await held(ageMs, { ...SIE, deadline: 0 });
      const asked = cache.get(QUERY).then(
        ({ via }) => via,
        (error: ServiceError) => error.code,
      );
      await settle();
      source.loads[1]!.fail(new ServiceError('genesys_unavailable'));
      expect(await asked).to.equal(stale ? 'stale' : 'genesys_unavailable');
    }
  });
});

describe('a query without budget', () => {
  afterEach(closeStores);

  it('fails with genesys_rate_limited when nothing is held, and says when to come again', async () => {
    const { source, cache } = makeCache(SIE, undefined, {
      ...OPEN_GATE,
      admit: () => false,
      freeIn: () => 12_345,
    });
    const error = await failureOf(cache.get(QUERY));
    expect(error).to.include({ code: 'genesys_rate_limited', kind: 'unavailable' });
    expect(error.facts.retryAfterSeconds).to.equal(13);
    expect(source.count).to.equal(0);
  });
});
