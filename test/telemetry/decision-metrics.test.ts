import { expect } from 'chai';
import { createMetrics } from '../../src/telemetry/metrics.js';

const lines = async (metrics: ReturnType<typeof createMetrics>, name: string) =>
  (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`));

describe('the numbers of decisions', () => {
  it('begin at 0 for callers that are known, so that no rate misses the first', async () => {
    const metrics = createMetrics();
    metrics.expectCallers(['line']);
    const begun = await lines(metrics, 'availability_proxy_decisions_total');
    expect(begun).to.include(
      'availability_proxy_decisions_total{route="webhook",caller="line",outcome="unknown"} 0',
    );
    expect(begun).to.have.length(3 * 4);
    expect(await lines(metrics, 'availability_proxy_decisions_in_time_total')).to.have.length(3);
  });

  it('count what was decided, and what of it was known and in time', async () => {
    const metrics = createMetrics();
    metrics.decided('webhook', 'line', 'accepted', 0.01);
    metrics.decided('webhook', 'line', 'not_accepted', 2);
    metrics.decided('webhook', 'line', 'accepted', 2.01);
    metrics.decided('webhook', 'line', 'unknown', 1.5);
    metrics.decided('webhook', 'line', 'error', 1.5);
    const values = (await lines(metrics, 'availability_proxy_decisions_total')).map((line) =>
      /outcome="(\w+)"} (\d+)/.exec(line)?.slice(1),
    );
    expect(values).to.deep.equal([
      ['accepted', '2'],
      ['not_accepted', '1'],
      ['unknown', '1'],
      ['error', '1'],
    ]);
    expect(await lines(metrics, 'availability_proxy_decisions_in_time_total')).to.deep.equal([
      'availability_proxy_decisions_in_time_total{route="webhook"} 2',
    ]);
  });

  it('are bounded: callers after the 50th are counted together', async () => {
    const metrics = createMetrics();
    for (let n = 0; n < 70; n += 1) metrics.decided('webhook', `caller-${n}`, 'accepted', 0.01);
    metrics.decided('webhook', 'caller-3', 'accepted', 0.01);
    const accepted = (await lines(metrics, 'availability_proxy_decisions_total')).filter((line) =>
      line.includes('outcome="accepted"'),
    );
    expect(accepted).to.have.length(51);
    const label = (caller: string, count: number) =>
      `availability_proxy_decisions_total{route="webhook",caller="${caller}",outcome="accepted"} ${count}`;
    expect(accepted).to.include(label('other', 20)).and.to.include(label('caller-3', 2));
  });
});
