// Subscriptions: adding, replacing, removing, and what is refused.
import { expect } from 'chai';
import { closeAll, QUEUE } from '../helpers.js';
import {
  ACTIVITY,
  call,
  CHANNELS,
  OBSERVATIONS,
  open,
  startPair,
  subscribe,
  topicsOf,
  USERS,
} from './helpers.js';
import type { ChannelBody } from './helpers.js';
import type { Simulator } from '../../../src/simulator/index.js';

const IGNORE = { query: '?ignoreErrors=true' };
const granted = (id: string) => ({ id, state: 'Permitted' });
const topics = (count: number) =>
  Array.from({ length: count }, (_, index) => `v2.users.user-${index}.activity`);

async function current(simulator: Simulator, channel: ChannelBody) {
  return topicsOf(await call(simulator, 'GET', `${CHANNELS}/${channel.id}/subscriptions`));
}

const limited = (permissions: string[]) =>
  startPair({}, { clients: [{ id: 'c', secret: 's', permissions }] });

describe("the simulator's subscriptions", () => {
  afterEach(closeAll);

  it('are added by POST, replaced by PUT, removed by DELETE', async () => {
    const simulator = await startPair();
    const channel = await open(simulator);
    expect(await current(simulator, channel)).to.eql([]);
    const put = await subscribe(simulator, channel, [USERS, USERS]);
    expect(await topicsOf(put)).to.eql([granted(USERS)]);
    const added = await subscribe(simulator, channel, [OBSERVATIONS, USERS], { method: 'POST' });
    expect(await topicsOf(added)).to.eql([granted(USERS), granted(OBSERVATIONS)]);
    await subscribe(simulator, channel, [ACTIVITY]);
    expect(await current(simulator, channel)).to.eql([granted(ACTIVITY)]);
    expect((await call(simulator, 'DELETE', `${CHANNELS}/${channel.id}/subscriptions`)).status).to.equal(204);
    expect(await current(simulator, channel)).to.eql([]);
  });

  const bodies = [undefined, {}, 'x', [1], [null], [{ id: 1 }], [{}]];
  for (const body of bodies)
    it(`refuse ${JSON.stringify(body)} with 400`, async () => {
      const simulator = await startPair();
      const { id } = await open(simulator);
      const path = `${CHANNELS}/${id}/subscriptions`;
      expect((await call(simulator, 'PUT', path, { body })).status).to.equal(400);
    });

  it('are 1,000 to a channel', async () => {
    const simulator = await startPair();
    const channel = await open(simulator);
    expect((await subscribe(simulator, channel, topics(1_001), IGNORE)).status).to.equal(400);
    expect((await subscribe(simulator, channel, topics(1_000))).status).to.equal(200);
    const more = { method: 'POST', ...IGNORE };
    expect((await subscribe(simulator, channel, [USERS], more)).status).to.equal(400);
    expect((await subscribe(simulator, channel, topics(3), more)).status).to.equal(200);
    expect(await current(simulator, channel)).to.have.length(1_000);
  });

  it('need for observations a permission of their own: refused as a whole, or only that topic', async () => {
    const simulator = await limited(['routing:queue:view']);
    const channel = await open(simulator);
    const whole = await subscribe(simulator, channel, [USERS, OBSERVATIONS]);
    expect(whole.status).to.equal(403);
    expect(await whole.json()).to.deep.include({
      code: 'missing.permissions',
      messageParams: { permissions: '[analytics:queueObservation:view]' },
    });
    expect(await current(simulator, channel)).to.eql([]);
    const each = await topicsOf(await subscribe(simulator, channel, [USERS, OBSERVATIONS], IGNORE));
    expect(each[0]).to.eql(granted(USERS));
    expect(each[1]).to.include({ id: OBSERVATIONS, state: 'Rejected' });
    expect(each[1]?.missingPermissions).to.eql(['analytics:queueObservation:view']);
    expect(await current(simulator, channel)).to.eql([granted(USERS)]);
  });

  it('need any of four permissions for users, and none for activity', async () => {
    for (const permission of ['routing:queue:edit', 'routing:queue:readonly', 'routing:queueMember:manage']) {
      const simulator = await limited([permission]);
      expect((await subscribe(simulator, await open(simulator), [USERS])).status).to.equal(200);
    }
    const simulator = await limited([]);
    const channel = await open(simulator);
    expect((await subscribe(simulator, channel, [ACTIVITY])).status).to.equal(200);
    const refused = (await (await subscribe(simulator, channel, [USERS])).json()) as { code: string };
    expect(refused.code).to.equal('missing.any.permissions');
  });

  it('refuse a topic that is none', async () => {
    const simulator = await startPair();
    const channel = await open(simulator);
    for (const topic of ['', 'v2.nothing', 'v2.routing.queues.x.users', `v2.routing.queues.${QUEUE}.user`]) {
      expect((await subscribe(simulator, channel, [topic])).status, topic).to.equal(400);
      const [verdict] = await topicsOf(await subscribe(simulator, channel, [topic], IGNORE));
      expect(verdict)
        .to.include({ id: topic, state: 'Rejected' })
        .and.to.not.have.property('missingPermissions');
    }
  });

  it('can be refused by a fault: by kind, by queue, with permissions, or without a word', async () => {
    const simulator = await startPair();
    const channel = await open(simulator);
    const missingPermissions = ['made:up:view'];
    simulator.notifications.faults({ refuse: [{ topic: 'observations', missingPermissions }] });
    expect((await subscribe(simulator, channel, [OBSERVATIONS])).status).to.equal(403);
    const both = await topicsOf(await subscribe(simulator, channel, [USERS, OBSERVATIONS], IGNORE));
    expect(both.map(({ state }) => state)).to.eql(['Permitted', 'Rejected']);
    expect(both[1]?.missingPermissions).to.eql(missingPermissions);
    simulator.notifications.faults({ refuse: [{ queueId: QUEUE.toUpperCase(), silently: true }] });
    const rest = await topicsOf(await subscribe(simulator, channel, [USERS, OBSERVATIONS, ACTIVITY], IGNORE));
    expect(rest).to.eql([granted(ACTIVITY)]);
    simulator.clearFaults();
    expect((await subscribe(simulator, channel, [USERS, OBSERVATIONS])).status).to.equal(200);
  });
});
