// The metrics that operators build on: their names are a promise.
import { expect } from 'chai';
import { createMetrics } from '../../src/telemetry/metrics.js';

const NAMES: Record<string, readonly string[]> = {
  availability_proxy_requests_total: ['route', 'status'],
  availability_proxy_request_duration_seconds: ['route'],
  availability_proxy_cache_results_total: ['result'],
  availability_proxy_caller_refusals_total: ['reason'],
  availability_proxy_walks_total: ['organization', 'outcome'],
  availability_proxy_walk_duration_seconds: ['organization'],
  availability_proxy_totals_differing_total: ['organization'],
  availability_proxy_genesys_requests_total: ['organization', 'outcome'],
  availability_proxy_genesys_request_duration_seconds: ['organization', 'outcome'],
  availability_proxy_genesys_ratelimit_count: ['organization'],
  availability_proxy_genesys_ratelimit_allowed: ['organization'],
  availability_proxy_token_renewals_total: ['organization', 'result'],
  availability_proxy_token_expires_in_seconds: ['organization'],
  availability_proxy_token_generation: ['organization'],
};

const labelsOf = (metric: object) => (metric as { labelNames: string[] }).labelNames;

describe('the metrics', () => {
  for (const [name, labels] of Object.entries(NAMES))
    it(`hold ${name} by ${labels.join(' and ')}`, () => {
      const metrics = createMetrics();
      metrics.watchTokens(() => []);
      const metric = metrics.registry.getSingleMetric(name);
      expect(metric, name).not.to.equal(undefined);
      expect(labelsOf(metric!)).to.deep.equal(labels);
    });

  it('describe each of their own, and those of the process beside them', async () => {
    const { registry } = createMetrics();
    const all = await registry.getMetricsAsJSON();
    for (const { name, help } of all) expect(help, name).to.match(/\w/);
    expect(all.map(({ name }) => name)).to.include('process_cpu_seconds_total');
  });

  it('have no label that holds queue ids, agents or keys', async () => {
    const { registry } = createMetrics();
    const names = (await registry.getMetricsAsJSON()).map(({ name }) => name);
    const own = names.filter((name) => name.startsWith('availability_proxy_'));
    const labels = own.flatMap((name) => labelsOf(registry.getSingleMetric(name)!));
    const allowed = [
      ...['route', 'status', 'result', 'reason', 'organization', 'outcome', 'kind', 'what'],
      ...['caller', 'version', 'node', 'listener'],
    ];
    expect([...new Set(labels)].sort()).to.deep.equal(allowed.sort());
  });

  it('read the tokens when they are scraped, not when they are made', async () => {
    const metrics = createMetrics();
    let expiresInSeconds = 100;
    metrics.watchTokens(() => [{ organization: 'default', expiresInSeconds, generation: 3 }]);
    expiresInSeconds = 50;
    const text = await metrics.registry.metrics();
    expect(text).to.contain('availability_proxy_token_expires_in_seconds{organization="default"} 50');
    expect(text).to.contain('availability_proxy_token_generation{organization="default"} 3');
  });

  it('are counted apart by two services in one process', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.refusals.inc({ reason: 'caller_key_missing' });
    const line = 'availability_proxy_caller_refusals_total{reason="caller_key_missing"} 1';
    expect(await one.registry.metrics()).to.contain(line);
    expect(await other.registry.metrics()).not.to.contain(line);
  });
});
