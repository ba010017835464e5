// Keeps values in this process. The only importer of node-cache.
import NodeCache from 'node-cache';
import type { Store } from './store.js';

/** Seconds between two sweeps for values whose time is over. */
const SWEEP_SECONDS = 60;

/**
 * A store in memory that holds at most `maxEntries` values; the oldest goes when it is full. Values are
 * handed out as they are, not copied: they must not be changed.
 */
export function memoryStore<V>(maxEntries: number): Store<V> {
  const cache = new NodeCache({ useClones: false, checkperiod: SWEEP_SECONDS });
  // node-cache keeps its values in a plain object: a prefix keeps keys such as "constructor" apart.
  const named = (key: string) => `:${key}`;
  const makeRoom = () => {
    const surplus = cache.keys().length - maxEntries + 1;
    if (surplus > 0) cache.del(cache.keys().slice(0, surplus));
  };
  return {
    get: (key) => Promise.resolve(cache.get<V>(named(key))),
    set(key, value, keepForMs) {
      // Deleting first makes the key the youngest, so that "oldest" means longest unwritten.
      cache.del(named(key));
      if (cache.getStats().keys >= maxEntries) makeRoom();
      cache.set(named(key), value, Math.max(keepForMs / 1000, 0.001));
      return Promise.resolve();
    },
    close() {
      cache.close();
      return Promise.resolve();
    },
  };
}
