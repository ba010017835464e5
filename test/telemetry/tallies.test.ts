// Numbers that are counted without prom-client, and what a scrape makes of them.
import { expect } from 'chai';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { BucketTally } from '../../src/telemetry/tallies.js';

describe('a bucket tally', () => {
  it('counts each value in the first bucket that holds it, bounds included, and in all above', () => {
    const tally = new BucketTally([1, 2]);
    for (const value of [0, 1, 1.001, 2, 2.001, 50]) tally.observe(value);
    const { buckets, sum } = tally.read();
    expect(buckets).to.deep.equal([
      [1, 2],
      [2, 4],
      [Infinity, 6],
    ]);
    expect(sum).to.be.closeTo(56.002, 1e-9);
  });
});

describe('answers as metrics', () => {
  const lines = async (metrics: ReturnType<typeof createMetrics>, name: string) =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));

  it('are told anew at each scrape, and none of them twice', async () => {
    const metrics = createMetrics();
    metrics.answered('members', 200, 0.002);
    metrics.answered('members', 304, 0.002);
    const name = 'availability_proxy_requests_total';
    expect(await lines(metrics, name)).to.deep.equal([
      `${name}{route="members",status="200"} 1`,
      `${name}{route="members",status="304"} 1`,
    ]);
    metrics.answered('members', 200, 0.002);
    await lines(metrics, name);
    expect((await lines(metrics, name))[0]).to.equal(`${name}{route="members",status="200"} 2`);
  });

  it('make a histogram as Prometheus has it', async () => {
    const metrics = createMetrics();
    for (const seconds of [0.0005, 0.004, 20]) metrics.answered('members', 200, seconds);
    const name = 'availability_proxy_request_duration_seconds';
    const all = await lines(metrics, name);
    expect(all[0]).to.equal(`${name}_bucket{le="0.001",route="members"} 1`);
    expect(all[1]).to.equal(`${name}_bucket{le="0.005",route="members"} 2`);
    expect(all.slice(-3)).to.deep.equal([
      `${name}_bucket{le="+Inf",route="members"} 3`,
      `${name}_sum{route="members"} 20.0045`,
      `${name}_count{route="members"} 3`,
    ]);
    expect(await metrics.registry.metrics()).to.contain(`# TYPE ${name} histogram`);
  });

  it('say how many came from snapshots, and how many of these were old', async () => {
    const metrics = createMetrics();
    metrics.served('hit', false);
    metrics.served('stale', true);
    expect(metrics.shares()).to.deep.equal({ fromSnapshots: 2, olderThanPromised: 1 });
    const late = 'availability_proxy_answers_older_than_promised_total';
    expect(await lines(metrics, late)).to.deep.equal([`${late} 1`]);
  });
});
