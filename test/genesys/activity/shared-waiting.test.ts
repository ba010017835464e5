import { expect } from 'chai';
import { ServiceError } from '../../../src/domain/errors.js';
import type { WaitingCalls } from '../../../src/genesys/activity/queue-observations.js';
import { SharedWaiting } from '../../../src/genesys/activity/shared-waiting.js';
import { FakeClock, settle } from '../../support/fake-clock.js';

type Ask = (ids: readonly string[]) => Promise<ReadonlyMap<string, WaitingCalls>>;

function shared({
  ask,
  batchSize = 100,
  spacing = 0,
}: { ask?: Ask; batchSize?: number; spacing?: number } = {}) {
  const clock = new FakeClock();
  const asked: string[][] = [];
  let nextAt = -Infinity;
  let refusal: ServiceError | undefined;
  const tell: Ask = (ids) =>
    Promise.resolve(
      new Map(ids.map((id) => [id, { calls: id.length, askedAt: clock.now(), asOf: clock.wall() }])),
    );
  const gate = {
    admit() {
      if (clock.now() < nextAt) return false;
      nextAt = clock.now() + spacing;
      return true;
    },
    refreshIn: () => Math.max(0, nextAt - clock.now()),
    refusal: () => refusal,
  };
  const waiting = (ids: readonly string[], onRequest?: () => void) => {
    asked.push([...ids]);
    onRequest?.();
    return (ask ?? tell)(ids);
  };
  /** Callers who have had their share, and what was charged: callers of each queue of a request. */
  const [over, charged] = [new Set<string>(), [] as Array<ReadonlyArray<readonly string[]>>];
  const shares = {
    refusalOf: (caller: string) =>
      over.has(caller) ? new ServiceError('genesys_rate_limited', { detail: caller }) : undefined,
    chargeLook: (_: readonly never[], _requests: number, callers: ReadonlyArray<readonly string[]>) =>
      void charged.push(callers),
  };
  const source = new SharedWaiting({
    ...{ observations: { waiting, batchSize }, gate, shares, clock, freshFor: 2_000 },
    random: () => 0,
  });
  return { clock, asked, source, over, charged, refuse: (error: ServiceError) => (refusal = error) };
}

const codeOf = (result: PromiseSettledResult<unknown> | undefined) =>
  result?.status === 'rejected' ? (result.reason as ServiceError).code : undefined;

describe('waiting calls that many ask for', () => {
  it('are one request for all who ask within 50 ms, and each queue is in it once', async () => {
    const { clock, asked, source } = shared();
    const answers = Promise.all([source.waiting('a', 1_500), source.waiting('bb', 1_500)]);
    await clock.advance(49);
    const again = source.waiting('a', 1_500);
    expect(asked).to.eql([]);
    await clock.advance(1);
    expect(asked).to.eql([['a', 'bb']]);
    expect((await answers).map(({ calls }) => calls)).to.eql([1, 2]);
    expect((await again).calls).to.equal(1);
  });

  it('are on account of all who ask', async () => {
    const { clock, source, charged } = shared();
    void source.waiting('a', 1_500, 'anna');
    void source.waiting('b', 1_500, 'bert');
    void source.waiting('a', 1_500, 'bert');
    await clock.advance(50);
    expect(charged).to.eql([[['anna', 'bert'], ['bert']]]);
  });

  it('of a queue that one caller asks for do not wait behind the hundreds of another', async () => {
    const { clock, source, asked } = shared({ batchSize: 10, spacing: 1_000 });
    for (let n = 0; n < 300; n += 1) void source.waiting(`many-${n}`, 0, 'anna').catch(() => undefined);
    const few = [source.waiting('few-1', 1_500, 'bert'), source.waiting('few-2', 1_500, 'bert')];
    await clock.advance(50);
    expect(asked).to.have.length(1);
    expect((await Promise.all(few)).map(({ calls }) => calls)).to.eql([5, 5]);
    expect(asked[0]?.filter((id) => id.startsWith('many'))).to.have.length(8);
  });

  it('are refused to who has had its share, unless another asks too', async () => {
    const { clock, source, asked, over } = shared();
    over.add('anna');
    const refused = Promise.allSettled([source.waiting('a', 1_500, 'anna')]);
    const both = [source.waiting('b', 1_500, 'anna'), source.waiting('b', 1_500, 'bert')];
    await clock.advance(50);
    expect(codeOf((await refused)[0])).to.equal('genesys_rate_limited');
    expect((await Promise.all(both)).map(({ calls }) => calls)).to.eql([1, 1]);
    expect(asked).to.eql([['b']]);
    over.delete('anna');
    void source.waiting('a', 1_500, 'anna');
    await clock.advance(50);
    expect(asked.at(-1)).to.eql(['a']);
  });

  it('are given again until they are as old as answers may be, and not a millisecond longer', async () => {
    const { clock, asked, source } = shared();
    void source.waiting('a', 1_500);
    await clock.advance(50);
    await clock.advance(2_000);
    expect((await source.waiting('a', 1_500)).askedAt).to.equal(clock.now() - 2_000);
    expect(asked).to.have.length(1);
    await clock.advance(1);
    void source.waiting('a', 1_500);
    await clock.advance(50);
    expect(asked).to.have.length(2);
  });

  it('of more queues than a request takes come in turns, as the rate limit allows', async () => {
    const { clock, asked, source } = shared({ batchSize: 2, spacing: 500 });
    const all = Promise.all(['a', 'b', 'c'].map((id) => source.waiting(id, 1_500)));
    await clock.advance(50);
    expect(asked).to.eql([['a', 'b']]);
    await clock.advance(499);
    expect(asked).to.have.length(1);
    await clock.advance(1);
    expect(asked).to.eql([['a', 'b'], ['c']]);
    expect(await all).to.have.length(3);
  });

  it('are not waited for beyond the deadline; what comes later is kept', async () => {
    let tell: (told: ReadonlyMap<string, WaitingCalls>) => void = () => undefined;
    const { clock, asked, source } = shared({ ask: () => new Promise((resolve) => (tell = resolve)) });
    const late = Promise.allSettled([source.waiting('a', 1_000)]);
    await clock.advance(1_000);
    expect(codeOf((await late)[0])).to.equal('genesys_timeout');
    tell(new Map([['a', { calls: 7, askedAt: clock.now(), asOf: clock.wall() }]]));
    await settle();
    expect((await source.waiting('a', 1_000)).calls).to.equal(7);
    expect(asked).to.have.length(1);
  });

  it('that may not be seen are asked for again after ten minutes, and meanwhile the answer is at once', async () => {
    const { clock, asked, source } = shared({
      ask: () => Promise.reject(new ServiceError('genesys_permission_missing')),
    });
    const first = Promise.allSettled([source.waiting('a', 1_500)]);
    await clock.advance(50);
    expect(codeOf((await first)[0])).to.equal('genesys_permission_missing');
    await clock.advance(599_999);
    expect(codeOf((await Promise.allSettled([source.waiting('a', 1_500)]))[0])).to.equal(
      'genesys_permission_missing',
    );
    expect(asked).to.have.length(1);
    await clock.advance(1);
    void Promise.allSettled([source.waiting('a', 1_500)]);
    await clock.advance(50);
    expect(asked).to.have.length(2);
  });

  it('of a queue that the answer does not tell of are unknown, never none', async () => {
    const { clock, source } = shared({ ask: () => Promise.resolve(new Map()) });
    const asked = Promise.allSettled([source.waiting('a', 1_500)]);
    await clock.advance(50);
    expect(codeOf((await asked)[0])).to.equal('genesys_answer_invalid');
  });

  it('are not asked for while nothing may be spent, and whoever asks is told why', async () => {
    const { clock, asked, source, refuse } = shared();
    refuse(new ServiceError('genesys_rate_limited', { retryAfterSeconds: 9 }));
    const refused = Promise.allSettled([source.waiting('a', 1_500)]);
    await clock.advance(50);
    expect(codeOf((await refused)[0])).to.equal('genesys_rate_limited');
    expect(asked).to.eql([]);
  });
});
