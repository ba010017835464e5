// Whose trace and request id travel to Genesys Cloud, and stand in the log.
import { expect } from 'chai';
import {
  KEY,
  membersOf,
  NO_CACHE,
  startService,
  stopServices,
  type TestService,
} from '../support/service.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const traced = {
  authorization: `Bearer ${KEY}`,
  traceparent: `00-${TRACE}-${PARENT}-01`,
  tracestate: 'vendor=1',
  'x-request-id': 'call-1',
};
const simulator = { queues: [{ id: QUEUE, agents: Array.from({ length: 101 }, () => ({})) }] };

describe('the trace of a caller', () => {
  let service: TestService;
  afterEach(stopServices);

  const start = async (environment: Record<string, string> = {}) =>
    void (service = await startService({ simulator, environment }));
  const pages = () => service.simulator.requests.filter(({ route }) => route === 'members');
  const lines = (message: string) =>
    service.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === message);

  it('goes along with every page of the load that the caller began, as a span of its own', async () => {
    await start(NO_CACHE);
    for (const path of [
      membersOf(QUEUE),
      `/v1/queues/${QUEUE}/availability`,
      `/v1/availability?queue=${QUEUE}`,
    ]) {
      service.simulator.resetRecords();
      await service.get(path, traced);
      expect(pages(), path).to.have.length(2);
      const spans = pages().map(({ traceparent }) => /^00-(\w{32})-(\w{16})-01$/.exec(traceparent ?? ''));
      expect(spans.map((span) => span?.[1])).to.deep.equal([TRACE, TRACE]);
      expect(spans.map((span) => span?.[2])).to.not.include(PARENT);
      for (const page of pages()) expect(page).to.include({ tracestate: 'vendor=1', requestId: 'call-1' });
    }
  });

  it('is another span in another load', async () => {
    await start(NO_CACHE);
    await service.get(membersOf(QUEUE), traced);
    await service.get(membersOf(QUEUE), traced);
    expect(new Set(pages().map(({ traceparent }) => traceparent)).size).to.equal(2);
  });

  it('stays out where it is not valid; the request id goes along all the same', async () => {
    await start(NO_CACHE);
    const traceparent = `00-${'0'.repeat(32)}-${PARENT}-01`;
    const response = await service.get(membersOf(QUEUE), { ...traced, traceparent, 'x-request-id': 'a b' });
    const requestId = response.headers.get('x-request-id');
    expect(pages()[0]).to.include({ traceparent: null, tracestate: null, requestId });
    expect(requestId).to.not.equal('a b');
    await until(() => lines('answered').some((line) => line['requestId'] === requestId));
    expect(lines('answered').find((line) => line['requestId'] === requestId)).to.not.have.property('traceId');
  });

  it('stays out of what is refreshed behind: nobody waits for that', async () => {
    await start({ AVAILABILITY_FRESH_FOR_MS: '50' });
    await service.get(membersOf(QUEUE), traced);
    await until(() => pages().length >= 4);
    const [first, , third] = pages();
    expect(first?.requestId).to.equal('call-1');
    expect(third).to.include({ traceparent: null, tracestate: null, requestId: null });
  });

  it('stands in the line of each answer, hit or not', async () => {
    await start({ AVAILABILITY_FRESH_FOR_MS: '60000' });
    for (let time = 0; time < 3; time++) await service.get(membersOf(QUEUE), traced);
    await until(() => lines('answered').filter((line) => line['requestId'] === 'call-1').length === 3);
    const answered = lines('answered').filter((line) => line['requestId'] === 'call-1');
    expect(answered.map((line) => [line['result'], line['traceId']])).to.deep.equal([
      ['miss', TRACE],
      ['hit', TRACE],
      ['hit', TRACE],
    ]);
    expect(pages()).to.have.length(2);
  });

  it('stands beside a fetch that failed', async () => {
    await start(NO_CACHE);
    service.simulator.fault({ on: 'members', do: { kind: 'status', status: 403 } });
    expect((await service.get(membersOf(QUEUE), traced)).status).to.equal(403);
    const [line] = lines('fetch failed');
    expect(line).to.include({ requestId: 'call-1', traceId: TRACE });
  });
});
