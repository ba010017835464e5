import { expect } from 'chai';
import { parse } from 'yaml';
import { parseMetrics } from '../support/kubernetes/exposed-metrics.js';
import { KEY, membersOf, startService, stopServices } from '../support/service.js';
import { readProjectFile } from '../support/project-file.js';

const page = readProjectFile('docs/metrics.md');

interface Rules {
  readonly groups: ReadonlyArray<{
    readonly rules: ReadonlyArray<{
      readonly alert?: string;
      readonly labels?: { readonly severity: string };
    }>;
  }>;
}

describe('the metrics page', function () {
  this.timeout(30_000);
  const listed = new Map(
    [...page.matchAll(/^\| `(availability_proxy_\w+)` \| (\w+) \| ([^|]*)\| /gm)].map(
      ([, name = '', type = '', labels = '']) => [name, { type, labels: labels.match(/\w+/g) ?? [] }],
    ),
  );
  let text = '';

  before(async () => {
    const service = await startService({ environment: { PUSH: 'on' } });
    await service.get(membersOf(service.simulator.queues[0]!.id));
    await service.get('/v1/availability', { authorization: `Bearer ${KEY}x` });
    text = await (await fetch(`${service.adminUrl}/metrics`)).text();
  });
  after(stopServices);

  it('lists every metric of the service with its type, and no other', () => {
    const types = [...text.matchAll(/^# TYPE (availability_proxy_\w+) (\w+)$/gm)];
    const known = types.map(([, name, type]) => [name, type]);
    expect([...listed].map(([name, { type }]) => [name, type])).to.have.deep.members(known);
  });

  it('names the labels that the service writes', () => {
    const seen = [...parseMetrics(text)].filter(([name]) => name.startsWith('availability_proxy_'));
    expect(seen).to.have.length.greaterThan(20);
    for (const [series, labels] of seen) {
      const name = listed.has(series) ? series : series.replace(/_(bucket|sum|count)$/, '');
      const own = [...labels.keys()].filter((label) => label !== 'le');
      expect(listed.get(name)?.labels, series).to.have.members(own);
    }
  });

  it('lists every alert with its severity, and no other', () => {
    const alerts = (parse(readProjectFile('docs/prometheus-rules.yaml')) as Rules).groups.flatMap(
      ({ rules }) => rules,
    );
    const rows = [...page.matchAll(/^\| \[`(AvailabilityProxy\w+)`\]\(alerts\.md#\w+\) \| (\w+) \|/gm)];
    expect(rows.map(([, alert, severity]) => [alert, severity])).to.deep.equal(
      alerts.filter(({ alert }) => alert !== undefined).map(({ alert, labels }) => [alert, labels?.severity]),
    );
  });

  it('has the same alerts as Kubernetes, by job and instance', () => {
    const manifest = readProjectFile('k8s/components/monitoring/prometheusrule.yaml');
    const { spec } = parse(manifest.replaceAll('namespace', 'job').replaceAll('pod', 'instance')) as {
      spec: Rules;
    };
    expect(parse(readProjectFile('docs/prometheus-rules.yaml'))).to.deep.equal(spec);
  });
});
