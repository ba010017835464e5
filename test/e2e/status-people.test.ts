// Agents' names: nowhere without ui.showAgents, and with it only for those who may open the page.
import { expect } from 'chai';
import { follow } from '../support/events.js';
import {
  ADMIN_KEY,
  KEY,
  membersOf,
  startService,
  stopServices,
  type TestService,
} from '../support/service.js';
import { statusOf } from '../support/status.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const NAMES = ['Ann Example', 'Bob Example'];
const queues = [
  {
    id: QUEUE,
    name: 'Sales',
    agents: [
      { name: 'Ann Example', presence: 'On Queue', routingStatus: 'IDLE' },
      { name: 'Bob Example', presence: 'Available' },
    ],
  },
];

async function start(environment: Record<string, string>): Promise<TestService> {
  const service = await startService({ environment, simulator: { queues } });
  for (const path of [
    membersOf(QUEUE, 'expand=presence,routingStatus'),
    `/v1/queues/${QUEUE}/availability`,
    `/v1/queues/${QUEUE}/availability?routingStatus=IDLE`,
  ])
    expect((await service.get(path)).status).to.equal(200);
  return service;
}

/** All that is told to who opens the page, byte for byte. */
async function everything({ adminUrl }: TestService): Promise<string> {
  const paths = [
    '/',
    '/ui/app.js',
    '/status',
    '/metrics',
    '/openapi.json',
    '/readyz?verbose',
    '/health/token',
  ];
  const texts = await Promise.all(paths.map(async (path) => (await fetch(adminUrl + path)).text()));
  const { events, leave } = await follow(`${adminUrl}/status/events`);
  await until(() => events.length > 0);
  leave();
  return texts.join('\n') + JSON.stringify(events);
}

describe('the agents of a query', () => {
  afterEach(stopServices);

  for (const environment of [{}, { UI_SHOW_AGENTS: 'false' }] as Array<Record<string, string>>)
    it(`are named nowhere with ${JSON.stringify(environment)}`, async () => {
      const service = await start(environment);
      // They are held: else this would prove nothing.
      expect(await (await service.get(membersOf(QUEUE, 'expand=presence,routingStatus'))).text()).to.include(
        NAMES[0],
      );
      const told = await everything(service);
      for (const text of [...NAMES, KEY]) expect(told).to.not.include(text);
      const { queries } = await statusOf(service);
      expect(queries.map(({ agents }) => agents)).to.deep.equal([null, null, null]);
    });

  it('are named with ui.showAgents, with what is known of them', async () => {
    const service = await start({ UI_SHOW_AGENTS: 'true' });
    const { queries } = await statusOf(service);
    const agentsOf = (filters: string) => queries.find((query) => query.filters === filters)?.agents;
    expect(agentsOf('')).to.have.deep.members([
      { name: 'Ann Example', presence: 'On Queue', routingStatus: 'IDLE' },
      { name: 'Bob Example', presence: 'Available', routingStatus: 'OFF_QUEUE' },
    ]);
    expect(agentsOf('presence=Available&joined=true')).to.deep.equal([
      { name: 'Bob Example', presence: 'Available', routingStatus: 'OFF_QUEUE' },
    ]);
  });

  it('are told to nobody without the admin key, and not on the public listener', async () => {
    const service = await start({ UI_SHOW_AGENTS: 'true', ADMIN_KEY });
    for (const path of ['/', '/status', '/status/events', '/metrics']) {
      const answer = await fetch(service.adminUrl + path);
      expect(answer.status, path).to.equal(path === '/metrics' ? 200 : 401);
      const text = await answer.text();
      for (const name of NAMES) expect(text, path).to.not.include(name);
    }
    const known = await fetch(`${service.adminUrl}/status`, { headers: { 'x-api-key': ADMIN_KEY } });
    expect(await known.text()).to.include(NAMES[0]);
    expect((await service.get('/status')).status).to.equal(404);
  });
});
