// Channels over REST: who sees which, how many there may be, and how long they live.
import { expect } from 'chai';
import { FakeClock } from '../../support/fake-clock.js';
import { until } from '../../support/until.js';
import { closeAll } from '../helpers.js';
import { call, CHANNELS, cutListeners, listen, open, startPair, subscribe, USERS } from './helpers.js';
import type { ChannelBody } from './helpers.js';
import type { Simulator } from '../../../src/simulator/index.js';

const OTHER = { id: 'other', secret: 's' };
const HOUR_MS = 3_600_000;

async function listed(simulator: Simulator, token: string, query = ''): Promise<Partial<ChannelBody>[]> {
  const response = await call(simulator, 'GET', CHANNELS + query, { token });
  return ((await response.json()) as { entities: Partial<ChannelBody>[] }).entities;
}

const status = async (simulator: Simulator, id: string, token?: string) =>
  (await call(simulator, 'HEAD', `${CHANNELS}/${id}`, token === undefined ? {} : { token })).status;

const ids = (simulator: Simulator) => simulator.notifications.channels.map(({ id }) => id);

describe("the simulator's notification channels", () => {
  afterEach(cutListeners);
  afterEach(closeAll);

  it('are made with an id, a connect URI and an end in 24 hours', async () => {
    const clock = new FakeClock();
    const simulator = await startPair({}, { clock });
    const channel = await open(simulator);
    expect(channel).to.have.all.keys('id', 'connectUri', 'expires');
    expect(channel.expires).to.equal(new Date(clock.wall() + 24 * HOUR_MS).toISOString());
    expect(await status(simulator, channel.id)).to.equal(200);
    expect(await status(simulator, `${channel.id}x`)).to.equal(404);
    simulator.notifications.streamAt('wss://front:1');
    expect((await open(simulator)).connectUri).to.match(/^wss:\/\/front:1\/channels\/streaming-/);
  });

  it('are listed for the token, or all of the client, those of other tokens without id', async () => {
    const simulator = await startPair();
    const [token, later] = [simulator.issueToken(), simulator.issueToken()];
    const mine = await open(simulator, token);
    const theirs = await open(simulator, later);
    expect(await listed(simulator, token)).to.eql([mine]);
    expect(await listed(simulator, token, '?includechannels=token')).to.eql([mine]);
    const all = await listed(simulator, token, '?includechannels=oauthclient');
    expect(all).to.eql([mine, { expires: theirs.expires }]);
    expect((await call(simulator, 'GET', `${CHANNELS}?includechannels=all`)).status).to.equal(400);
  });

  it('can be used by every token of the client, and not by another client', async () => {
    const simulator = await startPair({}, { clients: [{ id: 'c', secret: 's' }, OTHER] });
    const channel = await open(simulator);
    expect(await status(simulator, channel.id)).to.equal(200);
    const foreign = simulator.issueToken(OTHER.id);
    expect(await status(simulator, channel.id, foreign)).to.equal(404);
    expect((await subscribe(simulator, channel, [USERS], { token: foreign })).status).to.equal(404);
    expect(await listed(simulator, foreign, '?includechannels=oauthclient')).to.eql([]);
  });

  it('stand behind authentication, the rate limit, records and faults', async () => {
    const simulator = await startPair({}, { rateLimit: { perMinute: 1 } });
    expect((await fetch(simulator.apiUrl + CHANNELS)).status).to.equal(401);
    const token = simulator.issueToken();
    const first = await call(simulator, 'GET', CHANNELS, { token });
    expect(first.headers.get('inin-ratelimit-allowed')).to.equal('1');
    expect((await call(simulator, 'POST', CHANNELS, { token })).status).to.equal(429);
    simulator.fault({ on: 'subscriptions', method: 'PUT', do: { kind: 'status', status: 503 } });
    expect((await subscribe(simulator, { id: 'x' }, [])).status).to.equal(503);
    expect((await call(simulator, 'GET', `${CHANNELS}/x/subscriptions`)).status).to.equal(404);
    expect(simulator.count('channels')).to.equal(3);
    expect(simulator.requests.at(-1)?.path).to.equal(`${CHANNELS}/<channel>/subscriptions`);
    expect((await call(simulator, 'DELETE', `${CHANNELS}/x`)).status).to.equal(404);
  });

  it('are 20 to a client: the 21st removes one without a connection, then the least recently used', async () => {
    const simulator = await startPair();
    const [first, second] = [await open(simulator), await open(simulator)];
    const listener = await listen(first.connectUri);
    const others = simulator.notifications.occupy(18, { connected: true });
    expect(simulator.notifications.channels.map(({ token }) => token)).to.eql([1, 2, ...others.map(() => 3)]);
    await open(simulator);
    expect(ids(simulator)).to.have.length(20).and.to.include(first.id).and.to.not.include(second.id);
    simulator.notifications.occupy(1, { connected: true });
    const [removed] = [...others];
    expect(ids(simulator)).to.include(removed);
    await open(simulator);
    await until(() => listener.closed !== null);
    expect(ids(simulator)).to.have.length(20).and.to.not.include(first.id);
  });

  it('count for each client apart', async () => {
    const simulator = await startPair({ maxChannels: 1 }, { clients: [{ id: 'c', secret: 's' }, OTHER] });
    const one = await open(simulator);
    const other = await open(simulator, simulator.issueToken(OTHER.id));
    expect(ids(simulator)).to.eql([one.id, other.id]);
    expect(simulator.notifications.channels.map(({ client }) => client)).to.eql(['c', 'other']);
  });

  it('end after their life, which subscribing renews, and take their connection along', async () => {
    const clock = new FakeClock();
    const simulator = await startPair({ channelLifeMs: HOUR_MS }, { clock });
    const [kept, left] = [await open(simulator), await open(simulator)];
    const listener = await listen(left.connectUri);
    await clock.advance(HOUR_MS - 1);
    expect((await subscribe(simulator, kept, [USERS], { method: 'POST' })).status).to.equal(200);
    expect(await status(simulator, left.id)).to.equal(200);
    await clock.advance(1);
    await until(() => listener.closed !== null);
    expect(await status(simulator, left.id)).to.equal(404);
    expect(simulator.notifications.channels).to.have.length(1);
    expect(simulator.notifications.channels[0]).to.include({ expiresAt: clock.now() - 1 + HOUR_MS });
    await clock.advance(HOUR_MS - 1);
    expect(await status(simulator, kept.id)).to.equal(404);
  });

  it('can be taken away at once', async () => {
    const simulator = await startPair();
    const [one, other] = [await open(simulator), await open(simulator)];
    const listener = await listen(one.connectUri);
    simulator.notifications.removeChannels([one.id]);
    await until(() => listener.closed !== null);
    expect(ids(simulator)).to.eql([other.id]);
    simulator.notifications.removeChannels();
    expect(ids(simulator)).to.eql([]);
  });
});
