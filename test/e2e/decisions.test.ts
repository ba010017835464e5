import { expect } from 'chai';
import { KEY, membersOf, startService, stopServices, type TestService } from '../support/service.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const OTHER = 'abcdefab-0000-4000-8000-000000000002';
const WHO = [
  { presence: 'On Queue', routingStatus: 'IDLE' },
  { presence: 'On Queue', routingStatus: 'IDLE' },
  { presence: 'On Queue', routingStatus: 'INTERACTING' },
  { presence: 'Busy' },
];
const settings = `
webhooks:
  sales: { queues: [${QUEUE}], filters: { routingStatus: [IDLE] }, acceptance: { field: total, condition: Greater Than, value: 2 } }
`;

interface Line {
  readonly [name: string]: unknown;
  readonly basis: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

describe('the decision log', () => {
  let service: TestService;
  afterEach(stopServices);

  const start = async (environment: Record<string, string> = {}) => {
    service = await startService({
      environment,
      settings,
      simulator: { queues: [{ id: QUEUE, agents: WHO }] },
    });
  };

  /** The lines of one request. */
  const linesOf = (requestId: string) =>
    service.log
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line['msg'] === 'answered' && line['requestId'] === requestId);

  async function ask(path: string) {
    const response = await service.get(path);
    const body = (await response.json()) as Record<string, unknown>;
    return { response, body, lines: linesOf(response.headers.get('x-request-id') ?? '') };
  }

  it('finds, by X-Request-Id, one line with all that a decision rests on', async () => {
    await start();
    const { body, lines } = await ask(`/v1/queues/${QUEUE}/availability?presence=On%20Queue&min=2`);
    expect(body['accept']).to.be.true;
    expect(lines).to.have.length(1);
    const [line] = lines;
    expect(line).to.include({
      caller: 'tester',
      outcome: 'accepted',
      total: 3,
      rule: 'agentsAvailable Greater Than or Equal 2; failure policy closed',
    });
    expect(line?.basis).to.have.length(1);
    expect(line?.basis[0]).to.deep.include({
      queue: QUEUE,
      filters: 'presence=On Queue&joined=true',
      result: 'miss',
      total: 3,
      presences: { 'On Queue': 3 },
      routingStatuses: { IDLE: 2, INTERACTING: 1 },
    });
    expect(line?.basis[0]?.['snapshot']).to.match(/^[0-9a-f]{16}$/);
    expect(line?.basis[0]?.['correlationIds']).to.have.length(1);
  });

  it('has a line for a hit too, which names the same snapshot', async () => {
    await start();
    const path = membersOf(QUEUE, 'joined=true');
    const first = await ask(path);
    const again = [await ask(path), await ask(path)];
    for (const { response, lines } of again) {
      expect(response.headers.get('cache-status')).to.include('hit');
      expect(lines).to.have.length(1);
      expect(lines[0]).to.include({ outcome: '4 counted', rule: 'the platform decides', level: 'info' });
      expect(lines[0]?.basis[0]?.['snapshot']).to.equal(first.lines[0]?.basis[0]?.['snapshot']);
      expect(lines[0]?.basis[0]?.['result']).to.equal('hit');
    }
  });

  it('leaves hits to those who debug when told so', async () => {
    await start({ DECISION_LOG: 'loads' });
    const path = membersOf(QUEUE, 'joined=true');
    expect((await ask(path)).lines[0]?.['level']).to.equal('info');
    expect((await ask(path)).lines[0]?.['level']).to.equal('debug');
  });

  it('names the queue that could not be counted and why', async () => {
    await start();
    const { lines } = await ask(`/v1/availability?queue=${QUEUE}&queue=${OTHER}&presence=On%20Queue`);
    const [counted, refused] = lines[0]?.basis ?? [];
    expect(counted).to.include({ queue: QUEUE, total: 3 });
    expect(refused).to.include({ queue: OTHER, error: 'queue_not_found' });
    expect(refused?.['correlationIds']).to.have.length(1);
  });

  it('tells the criterion of a webhook', async () => {
    await start();
    const { body, lines } = await ask('/v1/webhooks/sales');
    expect(body['accept']).to.be.false;
    expect(lines[0]).to.include({
      webhook: 'sales',
      outcome: 'not accepted',
      rule: 'total Greater Than 2; failure policy closed',
    });
  });

  for (const path of [
    `/v1/queues/${QUEUE}/availability?presence=On%20Queue`,
    `/v1/availability?queue=${QUEUE}&presence=On%20Queue`,
    '/v1/webhooks/sales?',
  ]) {
    it(`returns the same when asked to explain: ${path}`, async () => {
      await start();
      await ask(path);
      for (let times = 0; times < 2; times++) {
        const { response, body, lines } = await ask(`${path}&explain=true`);
        const decision = body['decision'] as Record<string, unknown>;
        expect(decision['requestId']).to.equal(response.headers.get('x-request-id'));
        expect(decision['caller']).to.equal('tester');
        expect(decision['basis']).to.deep.equal(lines[0]?.basis);
        expect(decision['rule']).to.equal(lines[0]?.['rule']);
        expect(decision['outcome']).to.equal(lines[0]?.['outcome']);
      }
      expect((await ask(path)).body).to.not.have.property('decision');
    });
  }

  it('explains in JSON only, and says so', async () => {
    await start();
    const { response, body } = await ask(`/v1/queues/${QUEUE}/availability?explain=true&format=xml`);
    expect(response.status).to.equal(400);
    expect(body['detail']).to.include('explain').and.to.include('format=json');
  });

  it('tells nothing of single agents', async () => {
    await start();
    const { body, lines } = await ask(`/v1/queues/${QUEUE}/availability?presence=On%20Queue&explain=true`);
    const [queue] = service.simulator.queues;
    for (const { name, userId } of queue?.members ?? []) {
      for (const text of [JSON.stringify(body), JSON.stringify(lines)]) {
        expect(text).to.not.include(name).and.to.not.include(userId);
      }
    }
    expect(JSON.stringify(lines)).to.not.include(KEY);
  });
});
