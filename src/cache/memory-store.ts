// Keeps values in this process. The only importer of node-cache.
import NodeCache from 'node-cache';
import type { Fill, MomentOf, Store } from './store.js';

/** Seconds between two sweeps for values whose time is over. */
const SWEEP_SECONDS = 60;

/** How much is held at most. */
export interface MemoryBounds<V> {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Estimated bytes of a value. */
  readonly weigh: (value: V) => number;
  readonly momentOf: MomentOf<V>;
}

/** A store in memory that tells how full it is. */
export interface MemoryStore<V> extends Store<V> {
  fill(): Fill;
  /** Forgets every value that is `unwanted`. */
  drop(unwanted: (value: V) => boolean): void;
}

/**
 * A store in memory. When it is full the value that was longest unused goes. Values are handed out as they
 * are, not copied: they must not be changed.
 */
export function memoryStore<V>({ maxEntries, maxBytes, weigh, momentOf }: MemoryBounds<V>): MemoryStore<V> {
  const cache = new NodeCache({ useClones: false, checkperiod: SWEEP_SECONDS });
  /** Weights by key, longest unused first. */
  const weights = new Map<string, number>();
  let bytes = 0;
  let evicted = 0;
  cache.on('del', (name: string) => {
    bytes -= weights.get(name) ?? 0;
    weights.delete(name);
  });
  // node-cache keeps its values in a plain object: a prefix keeps keys such as "constructor" apart.
  const named = (key: string) => `:${key}`;
  const evictOldest = () => {
    for (const name of weights.keys()) {
      if (weights.size <= maxEntries && bytes <= maxBytes) return;
      evicted += cache.del(name);
    }
  };
  const peek = (key: string): V | undefined => {
    const name = named(key);
    const value = cache.get<V>(name);
    const weight = weights.get(name);
    if (value === undefined || weight === undefined) return undefined;
    weights.delete(name);
    weights.set(name, weight);
    return value;
  };
  const put = (name: string, value: V, keepForMs: number) => {
    const held = cache.get<V>(name);
    if (held !== undefined && momentOf(held) > momentOf(value)) return;
    cache.del(name);
    const weight = weigh(value);
    weights.set(name, weight);
    bytes += weight;
    cache.set(name, value, Math.max(keepForMs / 1000, 0.001));
  };
  return {
    peek,
    get: (key) => Promise.resolve(peek(key)),
    set(keys, value, keepForMs) {
      for (const name of keys.map(named)) put(name, value, keepForMs);
      evictOldest();
      return Promise.resolve();
    },
    delete(keys) {
      cache.del(keys.map(named));
      return Promise.resolve();
    },
    close() {
      cache.close();
      return Promise.resolve();
    },
    drop(unwanted) {
      for (const name of cache.keys()) {
        const value = cache.get<V>(name);
        if (value !== undefined && unwanted(value)) cache.del(name);
      }
    },
    fill: () => ({ entries: weights.size, bytes, evicted }),
  };
}
