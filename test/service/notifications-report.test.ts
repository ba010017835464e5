// What becomes of topics that Genesys refuses.
import { expect } from 'chai';
import { Readiness } from '../../src/http/health/readiness.js';
import { Journal } from '../../src/telemetry/journal/journal.js';
import { pushReport } from '../../src/service/notifications-report.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { FakeClock } from '../support/fake-clock.js';

const QUEUE = 'aaaaaaaa-aaaa-4aaa-8aaa-000000000001';
const PERMISSION = 'analytics:queueObservation:view';
const REFUSAL = { queueId: QUEUE, kind: 'observations', permission: PERMISSION } as const;

describe('the report of refused topics', () => {
  function report() {
    const clock = new FakeClock();
    const journal = new Journal(clock);
    const logger = createLogger('silent');
    const reporters = { journal, logger, metrics: createMetrics(), readiness: new Readiness() };
    const { notifications } = pushReport('org', reporters, clock);
    return { notifications, problems: () => journal.problems.list() };
  }

  it('is one problem that names the permissions, and how many there are', () => {
    const { notifications, problems } = report();
    notifications.refusals([REFUSAL, { ...REFUSAL, kind: 'users', permission: 'routing:queue:view' }]);
    expect(problems()).to.have.length(1);
    const [problem] = problems();
    expect(problem).to.include({ code: 'push_topic_refused', ongoing: true });
    expect(problem?.detail).to.equal(`observations of queue ${QUEUE}; missing: ${PERMISSION}; and 1 more`);
    expect(problem?.hint).to.contain(`${PERMISSION} and routing:queue:view`);
  });

  it('is over with the first list of which nothing is refused', () => {
    const { notifications, problems } = report();
    notifications.refusals([REFUSAL]);
    notifications.refusals([REFUSAL]);
    expect(problems()[0]).to.include({ ongoing: true });
    notifications.refusals([]);
    expect(problems()[0]).to.include({ ongoing: false });
  });
});
