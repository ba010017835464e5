// Genesys in trouble, and nobody notices: what was known is given at once, marked, and never wrong.
import { expect } from 'chai';
import type { FaultRule } from '../../src/simulator/index.js';
import { AVAILABILITY, MEMBERS, QUEUE, startEngine, type Engine } from '../support/engine.js';
import { stopServices } from '../support/service.js';

const DEADLINE = 1_500;

describe('the availability engine, whole service', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await startEngine({ rateLimit: false });
    for (const path of [MEMBERS, AVAILABILITY]) await engine.ask(path);
  });
  afterEach(stopServices);

  async function expectStale(detail: RegExp): Promise<void> {
    const members = await engine.ask(MEMBERS);
    expect(members).to.include({ status: 200 });
    expect(members.cacheStatus).to.match(detail);
    expect(members.body).to.include({ total: 3 });
    const yesOrNo = await engine.ask(AVAILABILITY);
    expect(yesOrNo.body).to.include({ accept: true, total: 3, status: 'available', stale: true });
    expect(yesOrNo.cacheStatus).to.match(detail);
    const asOf = Date.parse(String(yesOrNo.body['asOf']));
    expect(yesOrNo.ageSeconds).to.equal(Math.floor((engine.clock.wall() - asOf) / 1_000));
  }

  const troubles: Array<[what: string, FaultRule['do'], detail: RegExp]> = [
    ['answers 500', { kind: 'status', status: 500 }, /; fwd=stale; detail=error$/],
    ['answers 503', { kind: 'status', status: 503, retryAfter: null }, /; fwd=stale; detail=error$/],
    ['resets every connection', 'reset', /; fwd=stale; detail=error$/],
    ['answers HTML', 'html', /; fwd=stale; detail=error$/],
    ['answers 429', { kind: 'status', status: 429, retryAfter: 30 }, /; fwd=stale; detail=budget$/],
    ['hangs', 'hang', /; fwd=stale; detail=timeout$/],
    ['dribbles its answers', 'slow-body', /; fwd=stale; detail=timeout$/],
  ];
  for (const [what, fault, detail] of troubles) {
    it(`answers everybody at once, stale and marked, for a minute in which Genesys ${what}`, async () => {
      const clear = engine.simulator.fault({ on: 'members', do: fault });
      await engine.live(8_000);
      // From now on the clock stands still while somebody asks: who had to wait would wait for ever.
      for (let second = 8; second < 58; second += 10) {
        await expectStale(detail);
        await engine.live(10_000);
      }
      engine.simulator.setAgent(QUEUE, 0, { presence: 'Busy' });
      clear();
      await engine.live(12_000);
      for (const path of [MEMBERS, AVAILABILITY]) {
        const { body, cacheStatus } = await engine.ask(path);
        expect(body).to.include({ total: 2 });
        expect(cacheStatus).to.match(/; hit; ttl=\d$/);
      }
    });
  }

  it('says what it knows no more once staleIfError is over', async () => {
    engine.simulator.fault({ on: 'members', do: { kind: 'status', status: 500 } });
    await engine.live(63_500);
    expect((await engine.ask(MEMBERS)).body).to.include({ status: 503, code: 'genesys_unavailable' });
    expect((await engine.ask(AVAILABILITY)).body).to.include({
      ...{ accept: false, status: 'unknown', total: null, asOf: null },
    });
  });

  it('makes a caller wait for a hanging Genesys once, at most until the deadline', async () => {
    const fresh = `${AVAILABILITY}?presence=Busy`;
    await engine.ask(fresh);
    engine.simulator.fault({ on: 'members', do: 'hang' });
    const unknown = await engine.askInTime(`${AVAILABILITY}?presence=Away`);
    expect(unknown.waitedMs).to.be.within(DEADLINE, DEADLINE + 100);
    expect(unknown.body).to.include({ accept: false, status: 'unknown' });
    expect(unknown.body['reason']).to.include('genesys_timeout');
  });

  it('passes a refusal on at once instead of what it knew, and asks Genesys once for it', async () => {
    engine.simulator.fault({ on: 'members', do: { kind: 'status', status: 403 } });
    await engine.live(3_000);
    expect((await engine.ask(MEMBERS)).body).to.include({ code: 'genesys_permission_missing' });
    engine.simulator.resetRecords();
    for (let time = 0; time < 20; time++) expect((await engine.ask(MEMBERS)).status).to.equal(403);
    expect(engine.simulator.count('members')).to.be.at.most(1);
  });

  it('asks again by itself when its token is revoked: nobody waits, nobody sees an older answer', async () => {
    engine.simulator.revokeTokens();
    for (let turn = 0; turn < 10; turn++) {
      await engine.live(500);
      const { status, cacheStatus } = await engine.ask(MEMBERS);
      expect(status).to.equal(200);
      expect(cacheStatus).to.match(/; hit; ttl=\d+$/);
    }
    expect(engine.simulator.count('login')).to.equal(2);
  });

  it('harms nobody while the login is down and the token lives', async () => {
    engine.simulator.fault({ on: 'login', do: { kind: 'status', status: 503 } });
    for (let turn = 0; turn < 20; turn++) {
      await engine.live(500);
      expect((await engine.ask(AVAILABILITY)).cacheStatus).to.match(/; hit; ttl=\d+$/);
    }
  });

  it('gives what is stale while the login is down and the token is gone', async () => {
    engine.simulator.fault({ on: 'login', do: { kind: 'status', status: 503 } });
    engine.simulator.revokeTokens();
    await engine.live(15_000);
    for (let turn = 0; turn < 4; turn++) {
      await expectStale(/; fwd=stale; detail=(error|timeout)$/);
      await engine.live(10_000);
    }
    engine.simulator.clearFaults();
    await engine.live(15_000);
    expect((await engine.ask(AVAILABILITY)).cacheStatus).to.match(/; hit; ttl=\d$/);
  });
});
