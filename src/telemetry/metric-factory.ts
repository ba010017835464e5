// Makes metrics in one registry. The only importer of prom-client.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics, type Metric } from 'prom-client';
import { BucketTally, type Tally } from './tallies.js';

const PREFIX = 'availability_proxy_';
/** Seconds; a webhook gives up after one or two. */
const DURATIONS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 10];

/** A registry with the default metrics of the process. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Ways to make a metric in `registry`. */
export function factory(registry: Registry) {
  const common = (name: string, help: string) => ({ name: PREFIX + name, help, registers: [registry] });
  return {
    counter: <T extends string>(name: string, help: string, ...labelNames: T[]) =>
      new Counter<T>({ ...common(name, help), labelNames }),
    gauge: <T extends string>(name: string, help: string, ...labelNames: T[]) =>
      new Gauge<T>({ ...common(name, help), labelNames }),
    histogram: <T extends string>(name: string, help: string, ...labelNames: T[]) =>
      new Histogram<T>({ ...common(name, help), labelNames, buckets: DURATIONS }),
    /** A counter for what happens with each answer: its numbers are added to without hashing labels. */
    tallyCounter: <T extends string>(name: string, help: string, ...labelNames: T[]) =>
      tallyCounter<T>({ ...common(name, help), labelNames }),
    /** A histogram of durations for what happens with each answer. */
    tallyHistogram: <T extends string>(name: string, help: string, ...labelNames: T[]) =>
      tallyHistogram<T>({ ...common(name, help), labelNames }, DURATIONS),
    /** A gauge without labels that is read when it is scraped. */
    plainReading: (name: string, help: string, read: () => number) =>
      new Gauge({
        ...common(name, help),
        collect() {
          this.set(read());
        },
      }),
    /** A counter without labels that is kept elsewhere, and read when it is scraped. */
    readCounter: (name: string, help: string, read: () => number) =>
      new Counter({
        ...common(name, help),
        collect() {
          this.reset();
          this.inc(read());
        },
      }),
    /** A gauge by organization that is read when it is scraped. */
    reading: (
      name: string,
      help: string,
      read: () => ReadonlyArray<readonly [organization: string, value: number]>,
    ) =>
      new Gauge<'organization'>({
        ...common(name, help),
        labelNames: ['organization'],
        collect() {
          for (const [organization, value] of read()) this.set({ organization }, value);
        },
      }),
  };
}

export type Factory = ReturnType<typeof factory>;

/** `make(key)`, made once for each key; keys must be few. */
export function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(key);
    made.set(key, fresh);
    return fresh;
  };
}

/** What a metric is called and belongs to. */
interface Described<T extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: T[];
  readonly registers: Registry[];
}

/** A counter whose numbers are added to without it. @returns the number of some labels, made once for each */
function tallyCounter<T extends string>(described: Described<T>) {
  const tallies: Array<{ readonly labels: Record<T, string>; readonly tally: Tally; reported: number }> = [];
  new Counter<T>({
    ...described,
    collect() {
      for (const one of tallies) {
        this.inc(one.labels, one.tally.count - one.reported);
        one.reported = one.tally.count;
      }
    },
  });
  return (labels: Record<T, string>): Tally => {
    const tally = { count: 0 };
    tallies.push({ labels, tally, reported: 0 });
    return tally;
  };
}

/** A histogram that is added to without it. @returns the buckets of some labels, made once for each */
function tallyHistogram<T extends string>(described: Described<T>, bounds: readonly number[]) {
  const { name, help, labelNames, registers } = described;
  const tallies: Array<{ readonly labels: Record<T, string>; readonly tally: BucketTally }> = [];
  const valuesOf = ({ labels, tally }: (typeof tallies)[number]) => {
    const { buckets, sum } = tally.read();
    const le = (bound: number) => (bound === Infinity ? '+Inf' : bound);
    return [
      ...buckets.map(([bound, value]) => ({
        metricName: `${name}_bucket`,
        labels: { le: le(bound), ...labels },
        value,
      })),
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: buckets.at(-1)?.[1] ?? 0 },
    ];
  };
  // What a registry asks of a metric; its types want a class of prom-client's own.
  const metric = {
    ...{ name, help, labelNames, type: 'histogram', aggregator: 'sum' },
    get: () => Promise.resolve({ name, help, type: 'histogram', values: tallies.flatMap(valuesOf) }),
    reset: () => undefined,
  };
  for (const registry of registers) registry.registerMetric(metric as unknown as Metric);
  return (labels: Record<T, string>): BucketTally => {
    const tally = new BucketTally(bounds);
    tallies.push({ labels, tally });
    return tally;
  };
}
