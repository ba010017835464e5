// The one limit for all that is kept, and that nobody loses his share of it to another.
import { expect } from 'chai';
import fc from 'fast-check';
import { Memory } from '../../src/runtime/memory.js';

const weighed = (memory: Memory, most = 1e9) => {
  const gone: string[] = [];
  const map = memory.map<number>({
    most,
    weigh: (bytes) => bytes,
    onEvicted: (_value, key) => gone.push(key),
  });
  return { map, gone };
};

describe('a memory', () => {
  it('lets go what was longest unused, over all its maps', () => {
    const memory = new Memory(100);
    const [one, other] = [weighed(memory), weighed(memory)];
    one.map.set('a', 40);
    other.map.set('b', 30);
    one.map.set('c', 30);
    one.map.get('a');
    other.map.set('d', 30);
    expect([one.gone, other.gone, memory.bytes]).to.deep.equal([[], ['b'], 100]);
    other.map.set('e', 1);
    expect([one.gone, other.gone, memory.bytes]).to.deep.equal([['c'], ['b'], 71]);
  });

  it('takes it from the owner that holds most', () => {
    const memory = new Memory(100);
    const { map, gone } = weighed(memory);
    map.set('good', 30, 'good');
    for (let n = 0; n < 50; n++) map.set(`bad ${n}`, 10, 'bad');
    expect([map.has('good'), map.size, gone.length]).to.deep.equal([true, 8, 43]);
    expect([memory.bytesOf('good'), memory.bytesOf('bad')]).to.deep.equal([30, 70]);
  });

  it('holds nobody to his share while there is room', () => {
    const { map, gone } = weighed(new Memory(100));
    for (let n = 0; n < 10; n++) map.set(String(n), 10, 'alone');
    expect([map.size, gone]).to.deep.equal([10, []]);
  });

  it('takes it by number too from the owner that has most', () => {
    const { map } = weighed(new Memory(1e9), 5);
    map.set('good', 1, 'good');
    for (let n = 0; n < 50; n++) map.set(`bad ${n}`, 1, 'bad');
    expect([map.has('good'), map.size, map.evicted]).to.deep.equal([true, 5, 46]);
  });

  it('keeps what is in use, and takes the next', () => {
    const memory = new Memory(30);
    const map = memory.map<{ busy: boolean }>({
      most: 1e9,
      weigh: () => 10,
      isEvictable: ({ busy }) => !busy,
    });
    const busy = { busy: true };
    map.set('a', busy);
    for (const key of 'bcde') map.set(key, { busy: false });
    expect([...'abcde'].filter((key) => map.has(key)).join('')).to.equal('ade');
    for (const key of 'xyz') map.set(key, { busy: true });
    expect([map.size, memory.bytes]).to.deep.equal([4, 40]);
    busy.busy = false;
    map.reweigh('x');
    expect([map.has('a'), memory.bytes]).to.deep.equal([false, 30]);
  });

  it('gives what two use to the one that is in less danger to lose it, and not to and fro', () => {
    const memory = new Memory(100);
    const { map } = weighed(memory);
    for (let n = 0; n < 5; n++) map.set(`bad ${n}`, 10, 'bad');
    map.set('shared', 10, 'bad');
    map.get('shared', 'good');
    expect(map.ownerOf('shared')).to.equal('good');
    map.get('shared', 'bad');
    expect(map.ownerOf('shared')).to.equal('good');
    for (let n = 0; n < 50; n++) map.set(`more ${n}`, 10, 'bad');
    expect(map.has('shared')).to.equal(true);
  });

  it('keeps nothing that is larger than all of it', () => {
    const memory = new Memory(100);
    const { map, gone } = weighed(memory);
    map.set('a', 50);
    map.set('huge', 101);
    expect([map.has('huge'), map.has('a'), gone, memory.bytes]).to.deep.equal([false, true, ['huge'], 50]);
  });

  it('counts to the byte, whatever is put in and taken out, and holds each owner below his share harmless', () => {
    const step = fc.record({
      what: fc.constantFrom('set', 'get', 'delete', 'clear'),
      map: fc.nat(2),
      key: fc.constantFrom(...'abcdefgh'),
      owner: fc.constantFrom('x', 'y', 'z'),
      bytes: fc.nat(30),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const memory = new Memory(90);
        const maps = [weighed(memory), weighed(memory), weighed(memory)].map(({ map }) => map);
        for (const { what, map: index, key, owner, bytes } of steps) {
          const map = maps[index]!;
          const before = ['x', 'y', 'z'].map((name) => memory.bytesOf(name));
          if (what === 'set') map.set(key, bytes, owner);
          else if (what === 'get') map.get(key);
          else if (what === 'delete') map.delete(key);
          else if (bytes === 0) map.clear();
          const kept = maps.flatMap((one) => [...one.values()]).reduce((sum, value) => sum + value, 0);
          expect(memory.bytes).to.equal(kept).and.at.most(90);
          if (what !== 'get') continue;
          expect(['x', 'y', 'z'].map((name) => memory.bytesOf(name))).to.deep.equal(before);
        }
      }),
      { numRuns: 200 },
    );
  });
});
