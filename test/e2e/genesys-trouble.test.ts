import { expect } from 'chai';
import type { FaultRule } from '../../src/simulator/index.js';
import { startService, stopServices, membersOf, type TestService, NO_CACHE } from '../support/service.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const FAST = {
  AVAILABILITY_DEADLINE_MS: '300',
  ...NO_CACHE,
};

interface Problem {
  code: string;
  detail: string;
  hint: string;
  correlationId?: string;
}

/** What Genesys does, and what a members webhook and an availability webhook get. */
const TROUBLE: Array<[string, FaultRule['do'], number, string, string]> = [
  ['hangs', 'hang', 503, 'genesys_timeout', 'unknown'],
  ['resets every connection', 'reset', 503, 'genesys_unreachable', 'unknown'],
  ['cuts its answers off', 'truncate', 503, 'genesys_unreachable', 'unknown'],
  ['dribbles its answers', 'slow-body', 503, 'genesys_timeout', 'unknown'],
  ['answers HTML', 'html', 503, 'genesys_answer_invalid', 'unknown'],
  ['answers nothing', 'empty', 503, 'genesys_answer_invalid', 'unknown'],
  ['answers other JSON', { kind: 'json', body: { hello: 1 } }, 503, 'genesys_answer_invalid', 'unknown'],
  ['answers 500', { kind: 'status', status: 500 }, 503, 'genesys_unavailable', 'unknown'],
  ['answers 503', { kind: 'status', status: 503 }, 503, 'genesys_unavailable', 'unknown'],
  ['answers 429', { kind: 'status', status: 429, retryAfter: 1 }, 503, 'genesys_rate_limited', 'unknown'],
  ['answers 403', { kind: 'status', status: 403 }, 403, 'genesys_permission_missing', 'problem'],
  ['answers 404', { kind: 'status', status: 404 }, 404, 'queue_not_found', 'problem'],
  ['answers 400', { kind: 'status', status: 400 }, 400, 'genesys_request_refused', 'problem'],
  [
    'answers 401 to every token',
    { kind: 'status', status: 401 },
    502,
    'genesys_credentials_rejected',
    'problem',
  ],
  [
    'answers 413 to every page size',
    { kind: 'status', status: 413 },
    502,
    'genesys_answer_too_large',
    'problem',
  ],
];

describe('Genesys in trouble, whole service', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await startService({
      simulator: { queues: [{ id: QUEUE, agents: [{}, {}] }], rateLimit: false },
      environment: FAST,
    });
  });
  afterEach(stopServices);

  for (const [what, fault, status, code, availability] of TROUBLE) {
    it(`never counts nobody when Genesys ${what}, and heals when it does`, async () => {
      const clear = service.simulator.fault({ on: 'members', do: fault });
      const members = await service.get(membersOf(QUEUE));
      const problem = (await members.json()) as Problem;
      expect(members.status).to.equal(status);
      expect(problem.code).to.equal(code);
      // The caller's own deadline, and not the longer limit of a page request.
      if (code === 'genesys_timeout') expect(problem.detail).to.include('within 300 ms');
      expect(problem).to.not.have.property('total');
      expect(problem.hint).to.not.equal('');
      if (status === 503) expect(members.headers.get('retry-after')).to.match(/^\d+$/);

      const asked = await service.get(`/v1/queues/${QUEUE}/availability`);
      const answer = (await asked.json()) as Record<string, unknown>;
      if (availability === 'unknown') {
        expect(asked.status).to.equal(200);
        expect(answer).to.include({ accept: false, status: 'unknown', total: null, agentsAvailable: null });
      } else expect(asked.status).to.equal(status);

      clear();
      await until(async () => (await service.get(membersOf(QUEUE))).status === 200, 'recovery');
      expect(await (await service.get(membersOf(QUEUE))).json()).to.include({ total: 2 });
    });
  }

  it('names the permission that is missing', async () => {
    const message =
      'Unable to perform the requested action. You must have at least one of the following permissions assigned: [routing:queue:view, routing:queue:edit]';
    service.simulator.fault({
      on: 'members',
      do: { kind: 'status', status: 403, code: 'missing.any.permissions', message },
    });
    const problem = (await (await service.get(membersOf(QUEUE))).json()) as Problem;
    expect(problem.detail).to.include('routing:queue:view');
    expect(problem.correlationId).to.be.a('string');
  });

  it('answers the caller while Genesys still has not', async () => {
    service.simulator.fault({ on: 'members', times: 1, do: 'hang' });
    const { status } = await service.get(membersOf(QUEUE));
    expect(status).to.equal(503);
    expect(service.simulator.requests.at(-1)).to.include({ route: 'members', status: 0 });
  });
});
