// What the Genesys client tries again, how often and after how long.
import { expect } from 'chai';
import type { FaultRule } from '../../src/simulator/index.js';
import { drive, stopGenesys } from '../support/genesys.js';
import { failureOf } from '../support/failure.js';
import { startClient as start, status } from '../support/genesys-client.js';
import { until } from '../support/until.js';

describe('the Genesys client, trying again', () => {
  afterEach(stopGenesys);

  const PASSING: Array<FaultRule['do']> = [status(502), status(503), status(504), 'reset', 'truncate'];
  for (const rule of PASSING) {
    it(`asks twice more after ${JSON.stringify(rule)}, with growing pauses`, async () => {
      const { clock, simulator, ask } = await start();
      simulator.fault({ times: 2, do: rule });
      const answer = ask();
      for (const [pause, requests] of [
        [75, 2],
        [150, 3],
      ] as const) {
        await until(() => clock.pending[0] === pause, `a pause of ${pause} ms`);
        await clock.advance(pause - 1);
        expect(simulator.count()).to.equal(requests - 1);
        await clock.advance(1);
        await until(() => simulator.count() === requests);
      }
      expect((await answer).status).to.equal(200);
    });

    it(`gives up after the third ${JSON.stringify(rule)}`, async () => {
      const { clock, simulator, tokens, ask } = await start();
      simulator.fault({ do: rule });
      const code = typeof rule === 'string' ? 'genesys_unreachable' : 'genesys_unavailable';
      expect((await failureOf(drive(clock, ask()))).code).to.equal(code);
      expect(simulator.count()).to.equal(3);
      expect(tokens.rejections).to.deep.equal([]);
    });
  }

  it('spends nothing of the rate limit on tries that never reached Genesys', async () => {
    const { clock, simulator, budget, ask } = await start();
    await ask();
    await simulator.goDown();
    for (let time = 0; time < 5; time++)
      expect((await failureOf(drive(clock, ask()))).code).to.equal('genesys_unreachable');
    expect(budget.window().count).to.equal(1);
  });

  for (const [random, least, most] of [
    [0, 50, 100],
    [0.999_999, 100, 200],
  ] as const)
    it(`jitters its pauses (${random})`, async () => {
      const { clock, simulator, ask } = await start({ random: () => random });
      simulator.fault({ do: status(503) });
      const answer = failureOf(ask());
      for (const expected of [least, most]) {
        await until(() => Math.abs((clock.pending[0] ?? 0) - expected) < 2);
        await clock.advance(expected + 1);
      }
      expect((await answer).code).to.equal('genesys_unavailable');
    });

  it('gives up for good what hangs for upstreamTimeout', async () => {
    const { clock, simulator, ask } = await start();
    simulator.fault({ do: 'hang' });
    expect((await failureOf(drive(clock, ask(), 100))).code).to.equal('genesys_timeout');
    expect(simulator.count()).to.equal(1);
  });

  for (const [code, seconds] of [
    [429, 1],
    [503, 4],
  ] as const)
    it(`waits as long as the Retry-After of a ${code} says when the load lasts that long`, async () => {
      const { clock, simulator, tokens, ask } = await start();
      simulator.fault({ times: 1, do: status(code, { retryAfter: seconds }) });
      const answer = ask(seconds * 1000 + 1);
      await until(() => clock.pending[0] === seconds * 1000);
      await clock.advance(seconds * 1000 - 1);
      expect(simulator.count()).to.equal(1);
      await clock.advance(1);
      expect((await answer).status).to.equal(200);
      expect(tokens.rejections).to.deep.equal([]);
    });

  it('passes a longer Retry-After of a 429 on at once', async () => {
    const { clock, simulator, ask } = await start();
    simulator.fault({ do: status(429, { retryAfter: 4 }) });
    const error = await failureOf(ask(9_000));
    expect(error).to.include({ code: 'genesys_rate_limited', status: 503 });
    expect(error.facts.retryAfterSeconds).to.equal(4);
    expect(simulator.count()).to.equal(1);
    expect(clock.pending).to.deep.equal([9_000]);
  });

  it('reads a Retry-After that is a date', async () => {
    const { clock, simulator, ask } = await start();
    simulator.fault({ do: status(429, { retryAfter: new Date(clock.wall() + 50_000).toUTCString() }) });
    expect((await failureOf(ask())).facts.retryAfterSeconds).to.equal(50);
  });
});
