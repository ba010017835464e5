import { expect } from 'chai';
import { statusSchema, type StatusReport } from '../../../src/http/status/status-report.js';
import type { Status } from '../../../src/ui/status.js';
import { verdict } from '../../../src/ui/verdict.js';
import { startService, stopServices } from '../../support/service.js';
import { statusOf } from '../../support/status.js';
import { until } from '../../support/until.js';
import { askWebhook, EMPTY, NOWHERE, SALES, serviceWith, SUPPORT } from '../../support/webhooks.js';

/** The page reads a part of what the service writes: this would not compile otherwise. */
const asRead = (report: StatusReport): Status => report;

const WEBHOOKS = `
  sales: { queues: [${SALES}, ${SUPPORT}] }
  nobody: { queues: [${EMPTY}] }
  nowhere: { queues: [${NOWHERE}] }
`;
const EVERYTHING_ON = {
  AVAILABILITY_FRESH_FOR_MS: '2000',
  AVAILABILITY_DEADLINE_MS: '5000',
  PUSH: 'on',
  ACTIVITY: 'on',
  UI_SHOW_AGENTS: 'true',
};

describe('the status is as its schema declares it', () => {
  afterEach(stopServices);

  it('with everything on, several organizations, webhooks, callers and problems', async () => {
    const service = await serviceWith(WEBHOOKS, EVERYTHING_ON);
    for (const name of ['sales', 'nobody', 'nowhere']) await askWebhook(service, name);
    const isLive = ({ push }: StatusReport['organizations'][number]) => push.status === 'live';
    await until(async () => (await statusOf(service)).organizations.some(isLive));
    const report = await statusOf(service);
    expect(report.organizations.map(({ organization }) => organization)).to.have.length(2);
    expect(report.webhooks.map(({ last }) => last?.caller)).to.deep.equal(['tester', 'tester', 'tester']);
    expect(report.callers.map(({ name }) => name)).to.include('listed');
    expect(report.problems.map(({ code }) => code)).to.include('queue_not_found');
    const ofQueue = (id: string) => report.queries.find(({ queueId }) => queueId === id);
    expect(ofQueue(SALES)?.agents).to.have.length(2);
    expect(ofQueue(EMPTY)?.nobody?.command).to.include(EMPTY);
    expect(ofQueue(NOWHERE)?.failure?.code).to.equal('queue_not_found');
    expect(report.organizations.map(({ activity }) => activity.status)).to.not.include('off');
    expect(verdict(asRead(report))).to.be.an('object');
  });

  it('and with everything off', async () => {
    const report = await statusOf(await startService({ environment: { PUSH: 'off', ACTIVITY: 'off' } }));
    const [{ push, activity } = {}] = report.organizations;
    expect([push, activity?.status, report.shared]).to.deep.equal([
      { status: 'off' },
      'off',
      { status: 'off' },
    ]);
  });

  it('so that no field comes or goes unnoticed', async () => {
    const report = await statusOf(await startService());
    const [organization] = report.organizations;
    const without = { ...report, version: undefined };
    const more = { ...report, organizations: [{ ...organization, madeUp: 1 }] };
    const faultsOf = (one: object) =>
      statusSchema()
        .safeParse(one)
        .error?.issues.map(({ code, path }) => [code, path.join('.')]);
    expect(faultsOf(report)).to.equal(undefined);
    expect(faultsOf(without)).to.deep.equal([['invalid_type', 'version']]);
    expect(faultsOf(more)).to.deep.equal([['unrecognized_keys', 'organizations.0']]);
  });
});
