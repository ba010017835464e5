// Looks at many queues in one request, from the question to Genesys and back, on a clock of its own.
import { expect } from 'chai';
import { AVAILABILITY, MEMBERS, QUEUE, startEngine, type Engine, type Told } from '../support/engine.js';
import { stopServices } from '../support/service.js';

const ON = { ACTIVITY: 'on' };

describe('looks', () => {
  afterEach(stopServices);

  const keepAsking = (engine: Engine, path: string) => async () => void (await engine.ask(path));

  /** Requests to each route while time goes on. */
  async function during(engine: Engine, ms: number, path: string) {
    engine.simulator.resetRecords();
    await engine.live(ms, keepAsking(engine, path));
    return { members: engine.simulator.count('members'), looks: engine.simulator.count('activity') };
  }

  /** A service that trusts its looks. */
  async function trusting(path: string): Promise<Engine> {
    const engine = await startEngine({}, ON);
    await engine.askInTime(path);
    await engine.live(8_000, keepAsking(engine, path));
    return engine;
  }

  it('answer counts once they are trusted; members are fetched to compare alone', async () => {
    const engine = await trusting(AVAILABILITY);
    const { members, looks } = await during(engine, 10_000, AVAILABILITY);
    expect(looks).to.be.within(8, 11);
    expect(members).to.be.at.most(5);
    const based: Array<Record<string, unknown>> = [];
    await engine.live(3_000, async () => {
      const { body } = await engine.ask(`${AVAILABILITY}?explain=true`);
      const { basis } = body['decision'] as { basis: Array<Record<string, unknown>> };
      based.push(basis[0] ?? {});
    });
    const byLooks = based.filter(({ source }) => source === 'activity');
    // For a moment after each fetch that is made to compare, that is newer.
    expect(byLooks.length).to.be.above(based.length / 3);
    expect(based.filter(({ total }) => total !== 3)).to.deep.equal([]);
    expect(byLooks[0]?.['presences']).to.deep.equal({ Available: 3 });
  });

  it('answer every count of 300 queues from the first second on, within the limit', async () => {
    const ids = Array.from({ length: 300 }, (_, n) => QUEUE.slice(0, -4) + String(1_000 + n));
    const engine = await startEngine({ queues: ids.map((id) => ({ id, agents: [{}, {}] })) }, ON);
    const told: Told[] = [];
    const asked: Array<Promise<unknown>> = [];
    let turn = 0;
    // Each queue about every four seconds.
    const ask = () => {
      for (let n = 0; n < 4; n += 1) {
        const id = ids[(turn += 7) % ids.length] ?? '';
        asked.push(engine.ask(`/v1/queues/${id}/availability`).then((answer) => told.push(answer)));
      }
    };
    await engine.live(8_000, ask);
    await engine.live(2_000);
    await Promise.all(asked);
    expect(told.filter(({ body }) => body['agentsAvailable'] !== 2).slice(0, 3)).to.deep.equal([]);
    expect(Math.max(...told.map(({ ageSeconds }) => ageSeconds))).to.be.at.most(4);
    expect(engine.simulator.count('members')).to.be.at.most(100);
    expect(engine.simulator.requests.filter(({ status }) => status === 429)).to.deep.equal([]);
  }).timeout(60_000);

  it('show a change within the time that is promised', async () => {
    const engine = await trusting(AVAILABILITY);
    engine.simulator.setAgent(QUEUE, 0, { presence: 'Busy' });
    await engine.live(1_500, keepAsking(engine, AVAILABILITY));
    expect((await engine.ask(AVAILABILITY)).body['agentsAvailable']).to.equal(2);
  });

  it('confirm members, whose age begins anew, and have them fetched after a change', async () => {
    const engine = await trusting(MEMBERS);
    const ages: number[] = [];
    const { members } = await during(engine, 10_000, MEMBERS);
    expect(members).to.be.at.most(5);
    await engine.live(3_000, async () => void ages.push((await engine.ask(MEMBERS)).ageSeconds));
    expect(Math.max(...ages)).to.be.at.most(1);
    engine.simulator.setAgent(QUEUE, 0, { presence: 'Busy' });
    await engine.live(2_000, keepAsking(engine, MEMBERS));
    expect((await engine.ask(MEMBERS)).body['total']).to.equal(2);
  });

  it('do not answer who wants more of members than looks tell', async () => {
    const path = `${MEMBERS}&expand=skills`;
    const engine = await trusting(path);
    const { members } = await during(engine, 10_000, path);
    expect(members).to.be.at.least(5);
  });

  it('are given up without a permission, which is named; each queue is asked for by itself', async () => {
    const engine = await startEngine({}, ON);
    const end = engine.simulator.fault({ on: 'activity', do: { kind: 'status', status: 403 } });
    await engine.askInTime(AVAILABILITY);
    const { members, looks } = await during(engine, 10_000, AVAILABILITY);
    expect(members).to.be.at.least(5);
    expect(looks).to.equal(0);
    expect(engine.log.some((line) => line.includes('analytics:queueObservation:view'))).to.equal(true);
    end();
  });

  it('close no gate but their own with a 429', async () => {
    const engine = await startEngine({ activity: { perMinute: 1 } }, ON);
    await engine.askInTime(AVAILABILITY);
    const { members, looks } = await during(engine, 10_000, AVAILABILITY);
    expect(looks).to.be.at.most(4);
    expect(members).to.be.at.least(5);
    expect((await engine.ask(AVAILABILITY)).ageSeconds).to.be.at.most(2);
  });

  it('that lie are not believed', async () => {
    const engine = await startEngine({ activity: { lieAbout: 'all' } }, ON);
    const totals = new Set<unknown>();
    await engine.askInTime(AVAILABILITY);
    await engine.live(15_000, async () => void totals.add((await engine.ask(AVAILABILITY)).body['total']));
    expect([...totals]).to.deep.equal([3]);
    expect(engine.log.some((line) => line.includes('disagree'))).to.equal(true);
  });

  it('are not made where polling alone keeps the promise, unless they are wanted', async () => {
    const engine = await startEngine({}, { ACTIVITY: 'auto' });
    await engine.askInTime(AVAILABILITY);
    expect((await during(engine, 5_000, AVAILABILITY)).looks).to.equal(0);
  });

  it('begin by themselves once polling alone can not keep it', async () => {
    const engine = await startEngine({ rateLimit: { perMinute: 30 } }, { ACTIVITY: 'auto' });
    await engine.askInTime(AVAILABILITY);
    expect((await during(engine, 10_000, AVAILABILITY)).looks).to.be.above(0);
  });
});
