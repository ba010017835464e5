// The store in memory: what every store does, and its bound.
import { expect } from 'chai';
import { memoryStore } from '../../src/store/memory.js';
import type { Store } from '../../src/store/store.js';
import { storeContract, type Kept } from '../support/store-contract.js';
import { until } from '../support/until.js';

const MINUTE = 60_000;

const bounded = (maxEntries: number, maxBytes = 1e9) =>
  memoryStore<Kept>({ maxEntries, maxBytes, weigh: ({ list }) => list?.length ?? 1 });

storeContract('memory', () => bounded(1_000));

describe('the store in memory', () => {
  let store: Store<Kept>;
  afterEach(() => store.close());

  async function filled(maxEntries: number, keys: string[]): Promise<void> {
    store = bounded(maxEntries);
    for (const key of keys) await store.set(key, { name: key }, MINUTE);
  }

  async function present(keys: string[]): Promise<string[]> {
    const found = await Promise.all(keys.map(async (key) => ((await store.get(key)) ? [key] : [])));
    return found.flat();
  }

  it('holds as many values as it may, and lets the oldest go for one more', async () => {
    const keys = ['9', '8', '7', '6'];
    await filled(3, keys.slice(0, 3));
    expect(await present(keys)).to.deep.equal(['9', '8', '7']);
    await store.set('6', { name: '6' }, MINUTE);
    expect(await present(keys)).to.deep.equal(['8', '7', '6']);
  });

  it('needs no room for a value that is replaced, and takes it for the youngest', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    await filled(3, keys.slice(0, 3));
    await store.set('b', { name: 'again' }, MINUTE);
    for (const key of ['d', 'e']) await store.set(key, { name: key }, MINUTE);
    expect(await present(keys)).to.deep.equal(['b', 'd', 'e']);
  });

  it('never holds more, however many come', async () => {
    const keys = Array.from({ length: 500 }, (_, index) => `key-${index}`);
    await filled(10, keys);
    expect(await present(keys)).to.deep.equal(keys.slice(-10));
  });

  it('has room again when values are gone', async () => {
    await filled(2, ['a']);
    await store.set('short', { name: 'short' }, 5);
    await until(async () => (await store.get('short')) === undefined);
    await store.set('b', { name: 'b' }, MINUTE);
    expect(await present(['a', 'b'])).to.deep.equal(['a', 'b']);
  });

  it('hands out the very value, not a copy', async () => {
    store = bounded(10);
    const value = Object.freeze({ name: 'same' });
    await store.set('a', value, MINUTE);
    expect(await store.get('a')).to.equal(value);
  });
});
