// How the status says a query stands when Genesys refused it, and when the rate limit lets it wait.
import { expect } from 'chai';
import { AVAILABILITY, startEngine, type Engine } from '../support/engine.js';
import { stopServices } from '../support/service.js';
import { statusOf } from '../support/status.js';

const queriesOf = async (engine: Engine) => (await statusOf(engine)).queries;

const REFUSED = { on: 'members', do: { kind: 'status', status: 400 } } as const;

describe('how a query stands, in the status', () => {
  afterEach(stopServices);

  it('refused as long as callers are told so without asking, then refused when it was asked last', async () => {
    const engine = await startEngine();
    engine.simulator.fault(REFUSED);
    await engine.askInTime(AVAILABILITY);
    const [now] = await queriesOf(engine);
    expect(now?.state).to.equal('refused');
    await engine.live(5_000);
    const [later] = await queriesOf(engine);
    expect(later).to.include({ state: 'refusedBefore', refusedAt: now?.refusedAt });
    expect(later?.failure?.code).to.equal('genesys_request_refused');
  });

  it('refused when it was asked last, at once when another query of its queue is counted', async () => {
    const engine = await startEngine();
    const heal = engine.simulator.fault(REFUSED);
    await engine.askInTime(AVAILABILITY);
    heal();
    await engine.live(100);
    await engine.askInTime(`${AVAILABILITY}?routingStatus=IDLE`);
    const states = (await queriesOf(engine)).map(({ state }) => state);
    expect(states).to.deep.equal(['fresh', 'refusedBefore']);
    await engine.live(5_000);
    await engine.askInTime(AVAILABILITY);
    expect((await queriesOf(engine))[0]).to.include({ state: 'fresh', refusedAt: null, failure: null });
  });

  it('by its last failure: an older refusal is not its cause any more', async () => {
    const engine = await startEngine();
    const heal = engine.simulator.fault(REFUSED);
    await engine.askInTime(AVAILABILITY);
    heal();
    await engine.live(5_000);
    engine.simulator.fault({ on: 'members', do: { kind: 'status', status: 503 } });
    await engine.askInTime(AVAILABILITY);
    const [query] = await queriesOf(engine);
    expect(query).to.include({ state: 'unknown', refusedAt: null });
    expect(query?.failure?.code).to.equal('genesys_unavailable');
  });

  it('waiting while the rate limit has nothing left for a refresh', async () => {
    const engine = await startEngine({ rateLimit: { perMinute: 5 } });
    await engine.askInTime(AVAILABILITY);
    expect((await queriesOf(engine))[0]?.state).to.equal('fresh');
    await engine.live(4_000);
    expect((await queriesOf(engine))[0]?.state).to.equal('waiting');
  });
});
