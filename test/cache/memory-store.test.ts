// The store in memory: what every store does, and its bound.
import { expect } from 'chai';
import { memoryStore } from '../../src/cache/memory-store.js';
import { Memory } from '../../src/runtime/memory.js';
import type { Store } from '../../src/cache/store.js';
import { momentOf, storeContract, type Kept } from '../support/store-contract.js';
import { until } from '../support/until.js';

const MINUTE = 60_000;

const bounded = (maxEntries: number, maxBytes = 1e9) =>
  memoryStore<Kept>({
    memory: new Memory(maxBytes),
    maxEntries,
    weigh: ({ list }) => list?.length ?? 1,
    momentOf,
  });

storeContract('memory', () => bounded(1_000));

describe('the store in memory', () => {
  let store: Store<Kept>;
  afterEach(() => store.close());

  async function filled(maxEntries: number, keys: string[]): Promise<void> {
    store = bounded(maxEntries);
    for (const key of keys) await store.set([key], { name: key }, MINUTE);
  }

  async function present(keys: string[]): Promise<string[]> {
    const found = await Promise.all(keys.map(async (key) => ((await store.get(key)) ? [key] : [])));
    return found.flat();
  }

  it('holds as many values as it may, and lets the oldest go for one more', async () => {
    const keys = ['9', '8', '7', '6'];
    await filled(3, keys.slice(0, 3));
    expect(await present(keys)).to.deep.equal(['9', '8', '7']);
    await store.set(['6'], { name: '6' }, MINUTE);
    expect(await present(keys)).to.deep.equal(['8', '7', '6']);
  });

  it('needs no room for a value that is replaced, and takes it for the youngest', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    await filled(3, keys.slice(0, 3));
    await store.set(['b'], { name: 'again' }, MINUTE);
    for (const key of ['d', 'e']) await store.set([key], { name: key }, MINUTE);
    expect(await present(keys)).to.deep.equal(['b', 'd', 'e']);
  });

  it('never holds more, however many come', async () => {
    const keys = Array.from({ length: 500 }, (_, index) => `key-${index}`);
    await filled(10, keys);
    expect(await present(keys)).to.deep.equal(keys.slice(-10));
  });

  it('has room again when values are gone', async () => {
    await filled(2, ['a']);
    await store.set(['short'], { name: 'short' }, 5);
    await until(async () => (await store.get('short')) === undefined);
    await store.set(['b'], { name: 'b' }, MINUTE);
    expect(await present(['a', 'b'])).to.deep.equal(['a', 'b']);
  });

  it('hands out the very value, not a copy', async () => {
    store = bounded(10);
    const value = Object.freeze({ name: 'same' });
    await store.set(['a'], value, MINUTE);
    expect(await store.get('a')).to.equal(value);
  });

  it('takes what was asked for last for the youngest, by `get` as by `peek`', async () => {
    await filled(3, ['a', 'b', 'c']);
    await store.get('a');
    store.peek('b');
    for (const key of ['d', 'e']) await store.set([key], { name: key }, MINUTE);
    expect(await present(['a', 'b', 'c', 'd', 'e'])).to.deep.equal(['b', 'd', 'e']);
  });

  it('drops what is unwanted and nothing else, with its weight', async () => {
    await filled(9, ['a', 'b', 'c']);
    const memory = store as ReturnType<typeof bounded>;
    memory.drop(({ name }) => name !== 'b');
    expect(await present(['a', 'b', 'c'])).to.deep.equal(['b']);
    expect(memory.fill()).to.include({ entries: 1, bytes: 1 });
  });

  it('shows at once what it holds itself', async () => {
    await filled(3, ['a']);
    expect(store.peek('a')).to.deep.equal({ name: 'a' });
    expect(store.peek('b')).to.equal(undefined);
    await store.delete(['a']);
    expect(store.peek('a')).to.equal(undefined);
  });
});

describe('the store in memory, by bytes', () => {
  const heavy = (weight: number): Kept => ({ name: 'heavy', list: Array<number>(weight).fill(0) });
  let store: ReturnType<typeof bounded>;
  beforeEach(() => (store = bounded(1_000, 100)));
  afterEach(() => store.close());

  const keys = (candidates: string) => [...candidates].filter((key) => store.peek(key)).join('');

  it('holds as many as it may, and lets as many of the oldest go as one more needs', async () => {
    for (const key of 'abcd') await store.set([key], heavy(25), MINUTE);
    expect(store.fill()).to.deep.equal({ entries: 4, bytes: 100, evicted: 0 });
    await store.set(['e'], heavy(26), MINUTE);
    expect(store.fill()).to.deep.equal({ entries: 3, bytes: 76, evicted: 2 });
    expect(keys('abcde')).to.equal('cde');
  });

  it('weighs a replaced value anew', async () => {
    await store.set(['a'], heavy(80), MINUTE);
    await store.set(['a'], heavy(30), MINUTE);
    expect(store.fill()).to.deep.equal({ entries: 1, bytes: 30, evicted: 0 });
    await store.set(['b'], heavy(70), MINUTE);
    expect(keys('ab')).to.equal('ab');
  });

  it('forgets the weight of what is deleted or over', async () => {
    await store.set(['a'], heavy(50), MINUTE);
    await store.delete(['a']);
    await store.delete(['a']);
    await store.set(['b'], heavy(50), 5);
    await until(() => store.peek('b') === undefined, 'the end of a value');
    expect(store.fill()).to.deep.equal({ entries: 0, bytes: 0, evicted: 0 });
  });

  it('keeps nothing that is heavier than all it may hold, and goes on', async () => {
    await store.set(['a'], heavy(50), MINUTE);
    await store.set(['huge'], heavy(101), MINUTE);
    expect([store.peek('huge'), store.fill().bytes <= 100]).to.deep.equal([undefined, true]);
    await store.set(['b'], heavy(40), MINUTE);
    expect(keys('b')).to.equal('b');
  });

  it('is never over its bounds, whatever comes', async () => {
    for (let n = 0; n < 2_000; n++) {
      await store.set([`key-${(n * 7) % 90}`], heavy((n * 31) % 60), MINUTE);
      expect(store.fill().bytes, String(n)).to.be.at.most(100);
    }
  });
});
