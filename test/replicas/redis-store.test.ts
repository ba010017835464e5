// The store in Redis, alone and with memory before it, as every store is.
import { Memory } from '../../src/runtime/memory.js';
import { performance } from 'node:perf_hooks';
import { layeredStore } from '../../src/cache/layered-store.js';
import { memoryStore } from '../../src/cache/memory-store.js';
import type { Codec } from '../../src/replicas/redis-store.js';
import { newPrefix, readKept, startSide, withRedis } from '../support/redis-sides.js';
import { momentOf, storeContract, type Kept } from '../support/store-contract.js';

/** A copy may outlive what it was made of by so much. */
const COPY_MS = 20;
/** The moments of the contract are this process's, in the past: Redis believes nothing from the future. */
const BEGINNING = performance.now() - 3_000_000;
const codec: Codec<Kept> = {
  momentOf: (kept) => BEGINNING + momentOf(kept),
  encode: (kept) => Promise.resolve(JSON.stringify(kept)),
  decode: (text) => Promise.resolve(readKept(text)),
};

describe('a store in Redis', () => {
  const redis = withRedis();
  const shared = async () => (await startSide(redis().url, newPrefix(), codec)).store;

  storeContract('Redis', shared);

  storeContract('memory before Redis', async () => {
    const bounds = { maxEntries: 1_000, memory: new Memory(1e9), weigh: () => 1 };
    return layeredStore(memoryStore<Kept>({ ...bounds, momentOf: codec.momentOf }), await shared(), COPY_MS);
  });

  storeContract('Redis behind a memory that holds nothing', async () => {
    const bounds = { maxEntries: 1, memory: new Memory(0), weigh: () => 1 };
    return layeredStore(memoryStore<Kept>({ ...bounds, momentOf: codec.momentOf }), await shared(), COPY_MS);
  });
});
