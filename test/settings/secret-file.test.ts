import { expect } from 'chai';
import { rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { FakeClock } from '../support/fake-clock.js';
import { watchSecret } from '../../src/settings/secret-file.js';
import type { Secret } from '../../src/settings/types.js';
import { file } from './support.js';

function setUp(secrets: Secret[]) {
  const clock = new FakeClock();
  let changes = 0;
  const watch = watchSecret(secrets, clock, () => changes++);
  return { clock, watch, changes: () => changes };
}

describe('a watched secret', () => {
  it('is read again, and a change is told once', async () => {
    const path = file('watched', 'old\n');
    const { watch, changes } = setUp([{ value: 'id' }, { value: 'old', file: path }]);
    await watch.check();
    expect([watch.current(), changes()]).to.deep.equal([['id', 'old'], 0]);
    file('watched', 'new\r\n');
    await watch.check();
    await watch.check();
    expect([watch.current(), changes()]).to.deep.equal([['id', 'new'], 1]);
  });

  it('tells one change when id and secret change together', async () => {
    const id = file('id', 'id-1');
    const secret = file('secret', 'secret-1');
    const { watch, changes } = setUp([
      { value: 'id-1', file: id },
      { value: 'secret-1', file: secret },
    ]);
    file('id', 'id-2');
    file('secret', 'secret-2');
    await watch.check();
    expect([watch.current(), changes()]).to.deep.equal([['id-2', 'secret-2'], 1]);
  });

  it('follows a symbolic link that is swapped, as Kubernetes does', async () => {
    const first = file('data-1', 'one');
    const link = `${first}-link`;
    symlinkSync(first, link);
    const { watch } = setUp([{ value: 'one', file: link }]);
    const second = file('data-2', 'two');
    unlinkSync(link);
    symlinkSync(second, link);
    await watch.check();
    expect(watch.current()).to.deep.equal(['two']);
  });

  it('keeps its old value while the file is gone, empty or of two lines', async () => {
    const path = file('watched', 'old');
    const { watch, changes } = setUp([{ value: 'old', file: path }]);
    for (const content of ['', '\n', 'a\nb', 'half ']) {
      file('watched', content);
      await watch.check();
    }
    rmSync(path);
    await watch.check();
    expect([watch.current(), changes()]).to.deep.equal([['old'], 0]);
    file('watched', 'new');
    await watch.check();
    expect([watch.current(), changes()]).to.deep.equal([['new'], 1]);
  });

  it('is read every second, by the clock', async () => {
    const path = file('watched', 'new');
    const clock = new FakeClock();
    const told = new Promise<void>((resolve) => watchSecret([{ value: 'old', file: path }], clock, resolve));
    expect(clock.pending).to.deep.equal([1_000]);
    await clock.advance(999);
    expect(clock.pending).to.deep.equal([1]);
    await clock.advance(1);
    await told;
  });

  it('is read again after a round', async () => {
    const path = file('watched', '1');
    const clock = new FakeClock();
    let told = (): void => undefined;
    const watch = watchSecret([{ value: '0', file: path }], clock, () => told(), 100);
    for (const value of ['1', '2', '3']) {
      file('watched', value);
      const change = new Promise<void>((resolve) => (told = resolve));
      await clock.advance(100);
      await change;
      await clock.advance(0);
      expect([watch.current(), clock.pending]).to.deep.equal([[value], [100]]);
    }
  });

  it('is replaced by another, of another file, and told if it differs', async () => {
    const first = file('first', 'one');
    const { clock, watch, changes } = setUp([{ value: 'one', file: first }]);
    watch.replace([{ value: 'two' }]);
    expect([watch.current(), changes(), clock.pending]).to.deep.equal([['two'], 1, []]);
    const second = file('second', 'three');
    watch.replace([{ value: 'two', file: second }]);
    expect([watch.current(), changes(), clock.pending]).to.deep.equal([['two'], 1, [1_000]]);
    file('first', 'four');
    await watch.check();
    expect([watch.current(), changes()]).to.deep.equal([['three'], 2]);
  });

  it('does not come back from a round that began before it was replaced', async () => {
    const { watch, changes } = setUp([{ value: 'old', file: file('watched', 'old') }]);
    const round = watch.check();
    watch.replace([{ value: 'new' }]);
    await round;
    expect([watch.current(), changes()]).to.deep.equal([['new'], 1]);
  });

  it('is left alone after a stop, even in the middle of a round', async () => {
    const path = file('watched', 'new');
    const { clock, watch, changes } = setUp([{ value: 'old', file: path }]);
    const round = watch.check();
    watch.stop();
    await round;
    expect([watch.current(), changes(), clock.pending]).to.deep.equal([['old'], 0, []]);
  });

  it('without a file sets no timer', async () => {
    const { clock, watch, changes } = setUp([{ value: 'fixed' }]);
    expect(clock.pending).to.deep.equal([]);
    await watch.check();
    expect([watch.current(), changes()]).to.deep.equal([['fixed'], 0]);
  });
});
