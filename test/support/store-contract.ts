// What every kind of store does; each kind's test hands in how to make one.
import { expect } from 'chai';
import type { Store } from '../../src/cache/store.js';
import { until } from './until.js';

const MINUTE = 60_000;

/** Values as the service keeps them: plain data. */
export interface Kept {
  readonly name: string;
  readonly list?: readonly number[];
  /** When it was true, in milliseconds; 1,000,000 unless told. */
  readonly at?: number;
}

export const momentOf = ({ at = 1_000_000 }: Kept) => at;

/**
 * Declares the tests that a store of `name` must pass.
 * @param make an empty store that holds at least 100 values; it is closed after each test
 */
export function storeContract(name: string, make: () => Promise<Store<Kept>> | Store<Kept>): void {
  describe(`${name}, as a store`, () => {
    let store: Store<Kept>;
    beforeEach(async () => {
      store = await make();
    });
    afterEach(() => store.close());

    it('gives back what was put in', async () => {
      await store.set(['a'], { name: 'one', list: [1, 2.5, 3] }, MINUTE);
      expect(await store.get('a')).to.deep.equal({ name: 'one', list: [1, 2.5, 3] });
      expect(await store.get('a')).to.deep.equal({ name: 'one', list: [1, 2.5, 3] });
    });

    it('knows nothing that was not put in', async () => {
      await store.set(['a'], { name: 'one' }, MINUTE);
      for (const key of ['b', 'A', 'a ', '', 'aa']) expect(await store.get(key)).to.equal(undefined);
    });

    it('replaces a value whole', async () => {
      await store.set(['a'], { name: 'one', list: [1] }, MINUTE);
      await store.set(['a'], { name: 'two' }, MINUTE);
      expect(await store.get('a')).to.deep.equal({ name: 'two' });
    });

    it('takes several keys at once, each on its own from then on', async () => {
      await store.set(['a', 'b'], { name: 'one' }, MINUTE);
      await store.set(['b'], { name: 'two' }, MINUTE);
      expect([await store.get('a'), await store.get('b')]).to.deep.equal([{ name: 'one' }, { name: 'two' }]);
    });

    it('never puts an older value in the place of a newer one, key by key', async () => {
      await store.set(['a'], { name: 'newer', at: 2_000_000 }, MINUTE);
      await store.set(['a', 'b'], { name: 'older', at: 1_999_000 }, MINUTE);
      expect((await store.get('a'))?.name).to.equal('newer');
      expect((await store.get('b'))?.name).to.equal('older');
      await store.set(['a'], { name: 'newest', at: 2_001_000 }, MINUTE);
      expect((await store.get('a'))?.name).to.equal('newest');
    });

    it('forgets what is deleted, and only that', async () => {
      await store.set(['a', 'b', 'c'], { name: 'one' }, MINUTE);
      await store.delete(['a', 'b', 'unknown']);
      const found = await Promise.all(['a', 'b', 'c'].map((key) => store.get(key)));
      expect(found).to.deep.equal([undefined, undefined, { name: 'one' }]);
      await store.set(['a'], { name: 'older', at: 1 }, MINUTE);
      expect((await store.get('a'))?.name).to.equal('older');
    });

    it('forgets a value when its time is over, and only that one', async () => {
      await store.set(['long'], { name: 'stays' }, MINUTE);
      await store.set(['short'], { name: 'goes' }, 20);
      await until(async () => (await store.get('short')) === undefined, 'the end of a value');
      expect(await store.get('long')).to.deep.equal({ name: 'stays' });
    });

    it('counts the time anew when a value is replaced', async () => {
      await store.set(['a'], { name: 'one' }, 20);
      await store.set(['a'], { name: 'two' }, MINUTE);
      await store.set(['mark'], { name: 'goes later than the first would have' }, 40);
      await until(async () => (await store.get('mark')) === undefined, 'the end of a value');
      expect(await store.get('a')).to.deep.equal({ name: 'two' });
    });

    it('keeps nothing for long that is kept for no time', async () => {
      for (const keepForMs of [0, 0.4]) {
        await store.set(['a'], { name: 'one' }, keepForMs);
        await until(async () => (await store.get('a')) === undefined, 'the end of a value');
      }
    });

    const ODD = [
      'constructor',
      '__proto__',
      'hasOwnProperty',
      'toString',
      'prototype',
      '1',
      '',
      ' ',
      'é\n"{}:*',
    ];
    const LONG = 'k'.repeat(2_000);
    for (const key of [...ODD, LONG])
      it(`takes ${JSON.stringify(key.slice(0, 20))} for a key like any other`, async () => {
        expect(await store.get(key)).to.equal(undefined);
        await store.set([key], { name: 'odd' }, MINUTE);
        await store.set([`${key}x`], { name: 'another' }, MINUTE);
        expect(await store.get(key)).to.deep.equal({ name: 'odd' });
        expect(await store.get(`${key}x`)).to.deep.equal({ name: 'another' });
      });

    it('keeps a hundred keys apart that are written together', async () => {
      const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`);
      await Promise.all(keys.map((key, index) => store.set([key], { name: key, list: [index] }, MINUTE)));
      const found = await Promise.all(keys.map((key) => store.get(key)));
      expect(found).to.deep.equal(keys.map((key, index) => ({ name: key, list: [index] })));
    });
  });
}
