// What /metrics says there is, and whether an expression asks for something else.
import { Histogram } from 'prom-client';
import type { Metrics } from '../../../src/telemetry/metrics.js';
import { selectorsIn } from './promql.js';

/** Labels by the name of a series, each with the values that were seen. */
export type Exposed = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/** Labels that Prometheus adds from where it scraped. */
const TARGET_LABELS = ['namespace', 'pod', 'job', 'instance'];
/** What Prometheus itself adds for each target. */
const OF_PROMETHEUS = ['up'];
/** Labels whose values are all seen once each route was asked. */
const CLOSED_LABELS = ['route', 'le'];

export function parseMetrics(text: string): Exposed {
  const series = new Map<string, Map<string, Set<string>>>();
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-zA-Z_]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const known = series.get(name) ?? new Map<string, Set<string>>();
    series.set(name, known);
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
      known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  }
  return series;
}

/** Besides `exposed`, metrics of which nothing was counted yet: with the labels that they are declared with. */
export function withDeclared(exposed: Exposed, registry: Metrics['registry']): Exposed {
  const all = new Map(exposed);
  for (const metric of registry.getMetricsAsArray()) {
    const { name, labelNames } = metric as unknown as { name: string; labelNames: readonly string[] };
    const series =
      metric instanceof Histogram ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name];
    const labels = new Map(labelNames.map((label) => [label, new Set<string>()]));
    for (const one of series) if (!all.has(one)) all.set(one, labels);
  }
  return all;
}

/** What `expression` asks for that is not there. */
export function missingIn(expression: string, exposed: Exposed): string[] {
  return selectorsIn(expression).flatMap(({ metric, matchers }) => {
    if (OF_PROMETHEUS.includes(metric)) return [];
    const labels = exposed.get(metric);
    if (!labels) return [metric];
    return matchers
      .filter(({ label }) => !TARGET_LABELS.includes(label))
      .flatMap(({ label, value }) => {
        const seen = labels.get(label);
        if (!seen) return [`${metric}{${label}}`];
        const wanted = CLOSED_LABELS.includes(label) ? value.split('|') : [];
        return wanted.filter((one) => !seen.has(one)).map((one) => `${metric}{${label}="${one}"}`);
      });
  });
}
