// Writes snapshots into a store so that a newer one is never replaced by an older one.
import type { Snapshot } from '../model.js';
import type { Store } from '../store/store.js';

/** Puts a snapshot under a key for `keepForMs` milliseconds, unless a newer one is there. */
export function keepNewest(store: Store<Snapshot>, keepForMs: number) {
  /** The last write under way of each key. */
  const writes = new Map<string, Promise<void>>();

  /** A load that began earlier but ended later must not replace what is newer. */
  async function replaceOlder(key: string, snapshot: Snapshot): Promise<void> {
    const held = await store.get(key);
    if (!held || held.takenAt <= snapshot.takenAt) await store.set(key, snapshot, keepForMs);
  }

  /** Look and write are one step: two loads of a key that end together take turns. */
  return (key: string, snapshot: Snapshot): Promise<void> => {
    const write = (writes.get(key) ?? Promise.resolve()).then(() => replaceOlder(key, snapshot));
    const turn = write
      .catch(() => undefined)
      .then(() => {
        if (writes.get(key) === turn) writes.delete(key);
      });
    writes.set(key, turn);
    return write;
  };
}
