// The notification service's faults from outside the process.
import { expect } from 'chai';
import { until } from '../../support/until.js';
import { closeAll, QUEUE } from '../helpers.js';
import { caughtUp, cutListeners, heard, listenTo, startPair, USERS } from './helpers.js';
import type { Simulator } from '../../../src/simulator/index.js';

async function control(simulator: Simulator, method: string, path: string, body?: unknown) {
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${simulator.url}/simulator/notifications${path}`, { method, ...text });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const controlled = () => startPair({}, { control: true });

describe("the control surface's notifications", () => {
  afterEach(cutListeners);
  afterEach(closeAll);

  it('sets and clears faults; clearing all faults clears these too', async () => {
    const simulator = await controlled();
    const { listener } = await listenTo(simulator, [USERS]);
    const faults = { lose: 1, only: { topic: 'users' }, refuse: [{ topic: 'activity' }] };
    expect(await control(simulator, 'POST', '/faults', faults)).to.eql({ status: 200, body: { faults } });
    simulator.setAgent(QUEUE, 0, { joined: false });
    await control(simulator, 'DELETE', '/faults');
    simulator.setAgent(QUEUE, 0, { joined: true });
    await control(simulator, 'POST', '/faults', faults);
    await fetch(`${simulator.url}/simulator/faults`, { method: 'DELETE' });
    simulator.setAgent(QUEUE, 0, { joined: false });
    await caughtUp(listener);
    expect(simulator.notifications.events.map(({ fate }) => fate)).to.eql(['lost', 'sent', 'sent']);
  });

  const wrong: [path: string, body: unknown, error: RegExp][] = [
    ['/faults', { explode: 1 }, /The faults has no field "explode"/],
    ['/faults', { lose: 2 }, /"lose" is wrong/],
    ['/faults', [], /is an object/],
    ['/faults', { only: { topic: 'all' } }, /"only": "topic" is wrong/],
    ['/faults', { refuse: [{ missingPermissions: 'x' }] }, /The refusal: "missingPermissions" is wrong/],
    ['/closing', { ms: -1 }, /"ms" is wrong/],
    ['/silence', {}, /"on" is wrong/],
    ['/occupy', { count: 5_000 }, /at most 1000/],
  ];
  for (const [path, body, error] of wrong)
    it(`refuses ${JSON.stringify(body)} for ${path} with the reason`, async () => {
      const answer = await control(await controlled(), 'POST', path, body);
      expect(answer.status).to.equal(400);
      expect(answer.body.error).to.match(error);
    });

  it('silences, announces the closing, drops, occupies and removes', async () => {
    const simulator = await controlled();
    const { listener } = await listenTo(simulator, [USERS]);
    await control(simulator, 'POST', '/silence', { on: true });
    listener.socket.send('{"message":"ping"}');
    await control(simulator, 'POST', '/silence', { on: false });
    await heard(listener, 'pong');
    await control(simulator, 'POST', '/closing', { ms: 60_000 });
    await until(() => listener.topics.includes('v2.system.socket_closing'));
    await control(simulator, 'POST', '/drop');
    await until(() => listener.closed !== null);
    expect((await control(simulator, 'POST', '/occupy', { count: 3, connected: true })).body).to.eql({
      channels: 4,
    });
    await control(simulator, 'POST', '/remove');
    expect(simulator.notifications.channels).to.eql([]);
    expect((await control(simulator, 'POST', '/unknown')).status).to.equal(404);
  });

  it('shows channels and events without a secret', async () => {
    const simulator = await controlled();
    const { listener } = await listenTo(simulator, [USERS]);
    simulator.setAgent(QUEUE, 0, { joined: false });
    await caughtUp(listener);
    const { body } = await control(simulator, 'GET', '');
    expect(body).to.deep.include({ connections: 1, pings: 1, faults: {} });
    expect(body.channels).to.have.nested.property('[0].topics').that.eqls([USERS]);
    expect(body.events).to.have.nested.property('fates').that.eqls({ sent: 1 });
    for (const secret of simulator.secrets) expect(JSON.stringify(body)).to.not.contain(secret);
  });
});
