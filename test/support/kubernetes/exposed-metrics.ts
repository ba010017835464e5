// What /metrics says there is, and whether an expression asks for something else.
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
