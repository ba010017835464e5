// A look into a queue on the admin listener: who is in it, without names, and within the rate limit.
import { expect } from 'chai';
import { startService, stopServices } from '../support/service.js';

const QUEUE = 'abcdefab-0000-4000-8000-0000000000a1';
const agents = [
  { name: 'Ann Example', presence: 'On Queue', routingStatus: 'IDLE' },
  { presence: 'On Queue', routingStatus: 'IDLE' },
  { presence: 'Available' },
  { presence: 'Available', joined: false },
];

describe('a look into a queue', () => {
  afterEach(stopServices);

  it('counts its members by what people choose by, and names nobody', async () => {
    const { adminUrl } = await startService({
      simulator: { queues: [{ id: QUEUE, name: 'Sales', agents }] },
    });
    const response = await fetch(`${adminUrl}/queue-people?queue=${QUEUE.toUpperCase()}`);
    const text = await response.text();
    expect(JSON.parse(text)).to.deep.include({
      queueId: QUEUE,
      groups: [
        { joined: true, presence: 'On Queue', routingStatus: 'IDLE', members: 2 },
        { joined: true, presence: 'Available', routingStatus: 'OFF_QUEUE', members: 1 },
        { joined: false, presence: 'Available', routingStatus: 'OFF_QUEUE', members: 1 },
      ],
    });
    expect(text).to.not.include('Example');
    expect(await fetch(`${adminUrl}/status`).then((told) => told.json())).to.deep.include({
      queries: [],
    });
  });

  it('leaves what is kept for callers, and says so', async () => {
    const { adminUrl } = await startService({
      simulator: { queues: [{ id: QUEUE, agents }], rateLimit: { perMinute: 5 } },
    });
    const look = () => fetch(`${adminUrl}/queue-people?queue=${QUEUE}`);
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await look()).status);
    expect(statuses).to.deep.equal([200, 200, 503, 503]);
  });

  it('is not for other sites', async () => {
    const { adminUrl } = await startService({ simulator: { queues: [{ id: QUEUE, agents }] } });
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await fetch(`${adminUrl}/queue-people?queue=${QUEUE}`, { headers })).status).to.equal(403);
  });
});
