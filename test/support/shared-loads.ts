// A cache whose loads ask for leases, and what other processes do meanwhile.
import { cacheKey } from '../../src/domain/cache-key.rules.js';
import type { Snapshot } from '../../src/domain/model.js';
import type { CachedSource } from '../../src/cache/cache.js';
import type { Loads } from '../../src/cache/loads.js';
import type { CacheSettings } from '../../src/cache/dependencies.js';
import type { LiveQueries } from '../../src/cache/queries.js';
import type { Claim, Leases } from '../../src/cache/leases.js';
import { FakeClock, settle } from './fake-clock.js';
import { ScriptedSnapshots, snapshotOf } from './scripted-snapshots.js';
import { boundedStore, cacheOver, COUNT_ONLY, QUERY, SCOPE } from './snapshot-cache.js';

/** Of `QUERY`, and of the same in any view. */
export const KEYS = [cacheKey(SCOPE, QUERY), cacheKey(SCOPE, COUNT_ONLY)];

/** One of several processes. */
export class SharedLoads {
  readonly clock = new FakeClock();
  readonly source = new ScriptedSnapshots(this.clock);
  readonly store = boundedStore(100);
  /** What the next claims say. */
  says: Claim['kind'] = 'ours';
  readonly claimed: Array<[key: string, held: Snapshot | undefined]> = [];
  released = 0;
  /** Ends the waiting for another process. */
  wake = (): void => undefined;
  /** What happens while a claim is under way. */
  meanwhile = (): Promise<unknown> => Promise.resolve();

  readonly #leases: Leases<Snapshot> = {
    claim: async (key, held) => {
      this.claimed.push([key, held]);
      await this.meanwhile();
      const change = (ms: number) =>
        new Promise<void>((resolve) => {
          this.wake = resolve;
          this.clock.after(ms, resolve);
        });
      const release = () => void (this.released += 1);
      return { kind: this.says, change, release };
    },
  };

  readonly cache: CachedSource;
  readonly loads: Loads;
  readonly queries: LiveQueries;

  constructor(settings: Partial<CacheSettings> = {}) {
    const { source, store, clock } = this;
    const all = cacheOver({ source, store, scope: SCOPE, clock, leases: this.#leases }, settings);
    [this.cache, this.loads, this.queries] = [all.cache, all.loads, all.queries];
  }

  /** Another process has fetched. */
  async hear(count: number, takenAt = this.clock.now()): Promise<Snapshot> {
    const snapshot = snapshotOf(count, takenAt);
    await this.store.set(this.loads.applyFromReplica(KEYS, snapshot), snapshot, 60_000);
    return snapshot;
  }

  /** Asks, and lets the fetch fail that begins. */
  async fail(error: Error): Promise<void> {
    const asked = this.cache.get(QUERY).catch(() => undefined);
    await settle();
    this.source.loads.at(-1)!.fail(error);
    await asked;
  }
}
