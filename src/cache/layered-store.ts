// A store over a store: memory first, and behind it what several processes share.
import type { Store } from './store.js';

/**
 * Reads go to `shared` for what `near` doesn't hold, and leave a copy there; writes go to both. A hit never
 * leaves the process. `near` is not closed: it may stand before several.
 * @param keepForMs milliseconds for which a copy is kept
 */
export function layeredStore<V>(near: Store<V>, shared: Store<V>, keepForMs: number): Store<V> {
  return {
    peek: (key) => near.peek(key),
    async get(key) {
      const held = near.peek(key);
      if (held !== undefined) return held;
      const found = await shared.get(key);
      if (found === undefined) return undefined;
      await near.set([key], found, keepForMs);
      // Something newer may have come meanwhile.
      return near.peek(key) ?? found;
    },
    // The near one is written when the call returns; what the other one does about it is its own business.
    async set(keys, value, ms, owner) {
      await Promise.all([near.set(keys, value, ms, owner), shared.set(keys, value, ms)]);
    },
    replaceHere: (...given) => near.replaceHere?.(...given),
    setHere: (keys, value, ms, owner) => void near.set(keys, value, ms, owner),
    async delete(keys) {
      await Promise.all([near.delete(keys), shared.delete(keys)]);
    },
    close: () => shared.close(),
  };
}
