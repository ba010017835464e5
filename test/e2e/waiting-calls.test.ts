import { expect } from 'chai';
import { startService, stopServices, type TestService } from '../support/service.js';
import { askWebhook } from '../support/webhooks.js';

const json = async (response: Response) => (await response.json()) as Record<string, unknown>;

const SALES = 'abcdefab-0000-4000-8000-000000000001';
const SUPPORT = 'abcdefab-0000-4000-8000-000000000002';
const ANN = 'abcdefab-1111-4000-8000-000000000001';

/** Sales: two available, three idle on queue. Support: one of these idle too, and another who is busy. */
const QUEUES = [
  {
    id: SALES,
    agents: [
      ...[1, 2].map(() => ({ presence: 'Available' })),
      { userId: ANN, presence: 'On Queue', routingStatus: 'IDLE' },
      ...[1, 2].map(() => ({ presence: 'On Queue', routingStatus: 'IDLE' })),
      { presence: 'On Queue', routingStatus: 'IDLE', joined: false },
    ],
  },
  {
    id: SUPPORT,
    agents: [
      { userId: ANN, presence: 'On Queue', routingStatus: 'IDLE' },
      { presence: 'On Queue', routingStatus: 'INTERACTING' },
    ],
  },
];
const WITHOUT_PERMISSION = [{ id: 'client', secret: 'secret', permissions: ['routing:queue:view'] }];

describe('waiting calls, whole service', () => {
  let service: TestService;
  afterEach(stopServices);
  const start = async (options: Parameters<typeof startService>[0] = {}) => {
    service = await startService({ ...options, simulator: { queues: QUEUES, ...options.simulator } });
    return service.simulator.activity;
  };
  const ask = async (query: string, queueId = SALES) => {
    const response = await service.get(`/v1/queues/${queueId}/availability?${query}`);
    return { status: response.status, age: response.headers.get('age'), body: await json(response) };
  };

  it('are told with the free agents, and decide where a limit is given', async () => {
    const activity = await start();
    activity.setWaiting(SALES, 2);
    const told = await ask('waiting=true');
    expect(told.body).to.include({ accept: true, total: 2, waiting: 2, free: 1, status: 'available' });
    expect(told.age).to.equal('0');
    expect((await ask('maxWaiting=2')).body).to.include({ accept: true, waiting: 2, free: 1 });
    expect((await ask('maxWaiting=1')).body).to.include({
      accept: false,
      status: 'unavailable',
      reason: '2 agents match, 1 needed; 2 calls wait, at most 1 allowed; 1 agent free',
    });
    expect((await ask('minFree=1')).body).to.include({ accept: true });
    expect((await ask('minFree=2')).body).to.include({ accept: false, status: 'unavailable' });
    expect((await ask('min=3&maxWaiting=9')).body).to.include({ accept: false });
  });

  it('are not in the answer, and not asked for, unless somebody wants to know', async () => {
    await start();
    expect((await ask('min=1')).body).to.not.have.any.keys('waiting', 'free');
    expect((await ask('waiting=false')).body).to.not.have.any.keys('waiting', 'free');
    expect(service.simulator.count('observations')).to.equal(0);
  });

  it('never leave less than no agent, and an agent of two queues is free once', async () => {
    const activity = await start();
    activity.setWaiting(SALES, 7);
    expect((await ask('waiting=true')).body).to.include({ waiting: 7, free: 0 });
    activity.setWaiting(SUPPORT, 1);
    const response = await service.get(`/v1/availability?queue=${SALES},${SUPPORT}&waiting=true`);
    const body = await json(response);
    expect(body).to.include({ waiting: 8, free: 0 });
    expect(body['queues']).to.have.nested.property('[1].waiting', 1);
    expect(body['queues']).to.have.nested.property('[1].free', 0);
  });

  it('that may not be seen leave the decision to the failure policy, with the permission named', async () => {
    await start({ simulator: { clients: WITHOUT_PERMISSION } });
    const { status, body } = await ask('maxWaiting=3');
    expect(status).to.equal(200);
    expect(body).to.include({ accept: false, status: 'unknown', total: 2, waiting: null, free: null });
    expect(body['reason']).to.contain('analytics:queueObservation:view');
    expect((await ask('waiting=true')).body).to.include({ accept: true, status: 'available', waiting: null });
    expect((await ask('min=3&maxWaiting=3')).body).to.include({ accept: false, status: 'unavailable' });
  });

  it('that are too late leave it to the failure policy as well', async () => {
    await start({
      environment: { AVAILABILITY_DEADLINE_MS: '300' },
      settings: 'availability: { failurePolicy: open }',
    });
    service.simulator.fault({ on: 'observations', do: { kind: 'hang' } });
    expect((await ask('maxWaiting=3')).body).to.include({ accept: true, status: 'unknown', waiting: null });
  });

  it('can be what a named webhook decides by', async () => {
    const activity = await start({
      settings: `
webhooks:
  few: { queues: [${SALES}], acceptance: { field: waiting, condition: Less Than, value: 3 } }
  free: { queues: [${SALES}], acceptance: { field: free, condition: Greater Than or Equal, value: 2 } }
  both: { queues: [${SALES}], minimum: 2, maxWaiting: 1 }
`,
      environment: { AVAILABILITY_FRESH_FOR_MS: '0' },
    });
    activity.setWaiting(SALES, 1);
    expect((await askWebhook(service, 'few')).body).to.include({
      accept: true,
      conditionValue: 1,
      waiting: 1,
    });
    expect((await askWebhook(service, 'free')).body).to.include({ accept: true, conditionValue: 2 });
    expect((await askWebhook(service, 'both')).body).to.include({ accept: true, status: 'available' });
    activity.setWaiting(SALES, 3);
    expect((await askWebhook(service, 'few')).body).to.include({ accept: false, conditionValue: 3 });
    expect((await askWebhook(service, 'free')).body).to.include({ accept: false, conditionValue: 0 });
    const both = (await askWebhook(service, 'both')).body;
    expect(both).to.include({ accept: false, status: 'unavailable', conditionHeld: false });
    expect(both['reason']).to.contain('3 calls wait, at most 1 allowed');
  });
});
