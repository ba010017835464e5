// Loads of several processes: what others have loaded is served, and nobody fetches twice for the same.
import { expect } from 'chai';
import { ServiceError } from '../../src/domain/errors.js';
import type { Served } from '../../src/domain/model.js';
import { settle } from '../support/fake-clock.js';
import { snapshotOf } from '../support/scripted-snapshots.js';
import { KEYS, SharedLoads } from '../support/shared-loads.js';
import { COUNT_ONLY, QUERY, SETTINGS } from '../support/snapshot-cache.js';

const failed = (error: unknown) => error;

describe('loads of several processes', () => {
  let here: SharedLoads;
  beforeEach(() => {
    here = new SharedLoads();
  });
  afterEach(() => here.store.close());

  const seen = ({ via, snapshot }: Served) => [via, snapshot.members.length];
  const state = () => here.queries.find(KEYS[0]!)!;

  it('serve what another process has loaded', async () => {
    await here.hear(3);
    expect(seen(await here.cache.get(QUERY))).to.deep.equal(['hit', 3]);
    expect(seen(await here.cache.get(COUNT_ONLY))).to.deep.equal(['hit', 3]);
    expect([here.source.count, here.claimed]).to.deep.equal([0, []]);
  });

  it('forget a failure when another process succeeds', async () => {
    await here.fail(new ServiceError('genesys_unavailable'));
    expect([state().failures, state().retryAt > here.clock.now()]).to.deep.equal([1, true]);
    const { takenAt } = await here.hear(3);
    const { failures, failure, retryAt } = state();
    expect({ failures, failure, retryAt }).to.deep.equal({
      failures: 0,
      failure: undefined,
      retryAt: -Infinity,
    });
    expect(state().takenAt).to.equal(takenAt);
    expect(seen(await here.cache.get(QUERY))).to.deep.equal(['hit', 3]);
  });

  it('forget a refusal when another process succeeds', async () => {
    await here.fail(new ServiceError('queue_not_found'));
    expect(await here.cache.get(QUERY).catch(failed)).to.have.property('code', 'queue_not_found');
    await here.hear(3);
    expect(seen(await here.cache.get(QUERY))).to.deep.equal(['hit', 3]);
    expect(here.source.count).to.equal(1);
  });

  it('believe no word from before a refusal: it would bridge an outage after that', async () => {
    const before = here.clock.now();
    await here.clock.advance(1);
    await here.fail(new ServiceError('queue_not_found'));
    await here.hear(3, before);
    expect(await here.cache.get(QUERY).catch(failed)).to.have.property('code', 'queue_not_found');
    expect(here.store.peek(KEYS[0]!)).to.equal(undefined);
  });

  it('pass on nothing for fresh that came while they waited, and is older than they may join', async () => {
    here.says = 'theirs';
    const asked = here.cache.get(QUERY);
    await settle();
    await here.hear(9, here.clock.now() - 20_000);
    here.says = 'ours';
    here.wake();
    await settle();
    here.source.loads[0]!.succeed(4);
    expect(seen(await asked)).to.deep.equal(['miss', 4]);
  });

  it('wait with a refresh for as long as the other one fetches', async () => {
    here = new SharedLoads({ staleWhileRevalidate: 60_000 });
    await here.hear(3);
    await here.cache.get(QUERY);
    here.says = 'theirs';
    await here.clock.advance(SETTINGS.freshFor + 1);
    expect(seen(await here.cache.get(QUERY))).to.deep.equal(['hit', 3]);
    await here.clock.advance(8 * SETTINGS.deadline);
    expect([here.source.count, here.claimed.length]).to.deep.equal([0, 1]);
    await here.hear(5);
    here.wake();
    await settle();
    expect(seen(await here.cache.get(QUERY))).to.deep.equal(['hit', 5]);
  });

  it('take nothing older than what they know, and nothing for what nobody asks for', async () => {
    await here.clock.advance(10);
    await here.hear(3);
    await here.cache.get(QUERY);
    here.loads.applyFromReplica(KEYS, snapshotOf(5, here.clock.now()));
    here.loads.applyFromReplica(KEYS, snapshotOf(7, here.clock.now() - 5));
    here.loads.applyFromReplica(['unknown'], snapshotOf(9, here.clock.now()));
    expect([state().takenAt, here.queries.size]).to.deep.equal([here.clock.now(), 1]);
  });

  it('end what is answered again and again, as something newer is there', async () => {
    await here.hear(3);
    await here.clock.advance(1);
    await here.cache.get(QUERY);
    const ready = here.cache.ready(QUERY);
    const held = ready()!;
    expect(held.holds(here.clock.now())).to.equal(true);
    const { ended } = here.loads;
    await here.clock.advance(1);
    await here.hear(4);
    expect([here.loads.ended > ended, held.holds(here.clock.now())]).to.deep.equal([true, false]);
    expect(seen(ready()!.served)).to.deep.equal(['hit', 4]);
  });

  it("wait for another's fetch, all callers for the same", async () => {
    here.says = 'theirs';
    const asked = [QUERY, QUERY, COUNT_ONLY].map((query) => here.cache.get(query));
    await settle();
    expect([here.claimed, here.source.count]).to.deep.equal([[[KEYS[0], undefined]], 0]);
    await here.hear(3);
    here.wake();
    for (const served of await Promise.all(asked)) expect(seen(served)).to.deep.equal(['collapsed', 3]);
    expect([here.source.count, here.released]).to.deep.equal([0, 0]);
  });

  it('fetch when the other one ended without a result', async () => {
    here.says = 'theirs';
    const asked = here.cache.get(QUERY);
    await settle();
    here.says = 'ours';
    here.wake();
    await settle();
    here.source.loads[0]!.succeed(4);
    expect(seen(await asked)).to.deep.equal(['miss', 4]);
    expect(here.released).to.equal(1);
  });

  for (const [deadline, patienceMs] of [
    [SETTINGS.deadline, SETTINGS.deadline / 2],
    [0, 750],
  ] as const)
    it(`fetch after half a deadline of ${deadline} ms when the other takes too long`, async () => {
      here = new SharedLoads({ deadline });
      here.says = 'theirs';
      const asked = here.cache.get(QUERY);
      await here.clock.advance(patienceMs - 1);
      expect(here.source.count).to.equal(0);
      await here.clock.advance(1);
      here.source.loads[0]!.succeed(4);
      expect(seen(await asked)).to.deep.equal(['miss', 4]);
    });

  it('take what is there already', async () => {
    here.says = 'newer';
    here.meanwhile = () => here.hear(3);
    expect(seen(await here.cache.get(QUERY))).to.deep.equal(['hit', 3]);
    expect(here.source.count).to.equal(0);
  });

  it('give the lease back when the fetch fails', async () => {
    await here.fail(new ServiceError('genesys_unavailable'));
    expect(here.released).to.equal(1);
  });

  it('ask with what they hold, so that only something newer counts', async () => {
    const { takenAt } = await here.hear(3, here.clock.now() - SETTINGS.freshFor - 1);
    const asked = here.cache.get(QUERY);
    await settle();
    here.source.loads[0]!.succeed(4);
    expect(seen(await asked)).to.deep.equal(['miss', 4]);
    expect(here.claimed.map(([key, held]) => [key, held?.takenAt])).to.deep.equal([[KEYS[0], takenAt]]);
  });
});
