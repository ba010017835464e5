// Keeps values in this process. The only importer of node-cache.
import NodeCache from 'node-cache';
import type { Memory } from '../runtime/memory.js';
import type { Fill, MomentOf, Store } from './store.js';

/** Seconds between two sweeps for values whose time is over. */
const SWEEP_SECONDS = 60;

/** How much is held at most, and against which limit it counts. */
interface MemoryBounds<V> {
  readonly memory: Memory;
  readonly maxEntries: number;
  /** Estimated bytes of a value with its key. */
  readonly weigh: (value: V, key: string) => number;
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
export function memoryStore<V>({ memory, maxEntries, weigh, momentOf }: MemoryBounds<V>): MemoryStore<V> {
  const cache = new NodeCache({ useClones: false, checkperiod: SWEEP_SECONDS });
  let bytes = 0;
  /** What goes to make room goes from the cache, and the other way round. */
  const weights = memory.map<number>({
    most: maxEntries,
    weigh: (weight) => weight,
    onEvicted: (weight, name) => {
      bytes -= weight;
      cache.del(name);
    },
  });
  cache.on('del', (name: string) => {
    bytes -= weights.peek(name) ?? 0;
    weights.delete(name);
  });
  // node-cache keeps its values in a plain object: a prefix keeps keys such as "constructor" apart.
  const named = (key: string) => `:${key}`;
  const peek = (key: string): V | undefined => {
    const name = named(key);
    const value = cache.get<V>(name);
    return value === undefined || weights.get(name) === undefined ? undefined : value;
  };
  const isNewer = (key: string, value: V) => {
    const held = cache.get<V>(named(key));
    return held === undefined || momentOf(held) <= momentOf(value);
  };
  const replace = (key: string, value: V, keepForMs: number, owner?: string) => {
    const name = named(key);
    cache.del(name);
    const weight = weigh(value, key);
    bytes += weight;
    cache.set(name, value, Math.max(keepForMs / 1000, 0.001));
    weights.set(name, weight, owner);
  };
  return {
    peek,
    get: (key) => Promise.resolve(peek(key)),
    set(keys, value, keepForMs, owner) {
      for (const key of keys) if (isNewer(key, value)) replace(key, value, keepForMs, owner);
      return Promise.resolve();
    },
    replaceHere: replace,
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
    fill: () => ({ entries: weights.size, bytes, evicted: weights.evicted }),
  };
}
