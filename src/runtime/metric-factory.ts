// Makes metrics in one registry. The only importer of prom-client.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

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
    /** A gauge without labels that is read when it is scraped. */
    plainReading: (name: string, help: string, read: () => number) =>
      new Gauge({
        ...common(name, help),
        collect() {
          this.set(read());
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
