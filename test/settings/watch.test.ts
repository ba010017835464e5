// Files that change under a running service: when they are read, what comes of it, and what is said.
import { expect } from 'chai';
import { renameSync, rmSync } from 'node:fs';
import { openSettings } from '../../src/settings/load.js';
import type { Fault } from '../../src/settings/load.js';
import type { Settings } from '../../src/settings/types.js';
import { SettingsWatch } from '../../src/settings/watch.js';
import { FakeClock } from '../support/fake-clock.js';
import { Mount } from '../support/mount.js';
import { file, GOOD, KEY, SECOND_KEY, type Environment } from './support.js';

type Told = { applied: readonly string[]; needRestart: readonly string[] } | { refused: readonly Fault[] };

/** A watch over the settings of `environment`, whose looks a test makes itself. */
async function follow(environment: Environment) {
  const clock = new FakeClock();
  const told: Told[] = [];
  const inForce: Settings[] = [];
  const opened = await openSettings({ ...GOOD, CALLER_KEYS: '', ...environment });
  const watch = new SettingsWatch(opened, clock, {
    applied: (applied, needRestart) => told.push({ applied, needRestart }),
    refused: (refused) => told.push({ refused }),
  });
  watch.onApply((settings) => inForce.push(settings));
  watch.start();
  const callers = () => (inForce.at(-1) ?? opened.settings).callers.map(({ name }) => name);
  const look = async (times = 1) => {
    for (let time = 0; time < times; time++) await watch.look();
  };
  return { clock, watch, told, inForce, callers, look };
}

const keysFile = (content: string) => file('caller-keys', content);

describe('settings whose files change', () => {
  it('take effect once two looks in a row see the same', async () => {
    const { told, callers, look } = await follow({ CALLER_KEYS_FILE: keysFile(`a:${KEY}`) });
    await look(2);
    expect(told).to.deep.equal([]);
    keysFile(`b:${KEY}`);
    await look();
    expect(callers()).to.deep.equal(['a']);
    await look();
    expect(callers()).to.deep.equal(['b']);
    await look(3);
    expect(told).to.deep.equal([{ applied: ['callers.a', 'callers.b'], needRestart: [] }]);
  });

  it('are not read while a file is still being written', async () => {
    const { told, callers, look } = await follow({ CALLER_KEYS_FILE: keysFile(`a:${KEY},b:${SECOND_KEY}`) });
    for (const part of [`c:${KEY}`, `c:${KEY},`, `c:${KEY},a:`, `c:${KEY},a:${SECOND_KEY}`]) {
      keysFile(part);
      await look();
    }
    expect([callers(), told]).to.deep.equal([['a', 'b'], []]);
    await look();
    expect(callers()).to.deep.equal(['c', 'a']);
  });

  it('stay when a file is touched or changed back before it is read', async () => {
    const { told, look } = await follow({ CALLER_KEYS_FILE: keysFile(`a:${KEY}`) });
    keysFile(`b:${KEY}`);
    await look();
    keysFile(`a:${KEY}`);
    await look(3);
    expect(told).to.deep.equal([]);
  });

  it('stay as they were when a file is bad, with every fault told once', async () => {
    const { told, watch, clock, callers, look } = await follow({ CALLER_KEYS_FILE: keysFile(`a:${KEY}`) });
    await clock.advance(0);
    keysFile('a:shortkey,withoutcolon');
    await look(6);
    expect(callers()).to.deep.equal(['a']);
    expect(told).to.have.length(1);
    const { faults, at } = watch.health().lastError!;
    expect(told).to.deep.equal([{ refused: faults }]);
    expect([faults.map(({ env }) => env), at]).to.deep.equal([
      Array(2).fill('CALLER_KEYS_FILE'),
      clock.wall(),
    ]);
    expect(JSON.stringify(told)).not.to.match(/shortkey|withoutcolon/);
    keysFile(`b:${KEY}`);
    await look(2);
    expect(callers()).to.deep.equal(['b']);
    expect(watch.health()).to.deep.equal({ loadedAt: clock.wall(), needRestart: [] });
  });

  it('heal when the bad file becomes what it was', async () => {
    const { told, watch, look } = await follow({ CALLER_KEYS_FILE: keysFile(`a:${KEY}`) });
    keysFile('');
    await look(2);
    expect(watch.health()).to.have.property('lastError');
    keysFile(`a:${KEY}`);
    await look(2);
    expect(watch.health()).not.to.have.property('lastError');
    expect(told.at(-1)).to.deep.equal({ applied: [], needRestart: [] });
  });

  it('wait for a file that the new ones name and that is not there yet', async () => {
    const path = file('settings.yaml', '# nothing');
    const { watch, look, inForce } = await follow({ CONFIG_FILE: path, CALLER_KEYS: `a:${KEY}` });
    file('settings.yaml', 'admin: { keyFile: late-admin-key }');
    await look(2);
    expect(watch.health().lastError?.faults.map(({ key }) => key)).to.deep.equal(['admin.keyFile']);
    const late = file('late-admin-key', KEY);
    await look(2);
    expect(inForce.at(-1)?.admin).to.have.property('keyDigest');
    rmSync(late);
  });

  it('are read when the file that names them comes back', async () => {
    const path = file('gone.yaml', '# nothing');
    const { watch, look } = await follow({ CONFIG_FILE: path, CALLER_KEYS: `a:${KEY}` });
    rmSync(path);
    await look(2);
    expect(watch.health().lastError?.faults[0]?.problem).to.include('ENOENT');
    file('gone.yaml', '# back');
    await look(2);
    expect(watch.health()).not.to.have.property('lastError');
  });

  it('say what needs a restart as long as it does', async () => {
    const path = file('restart.yaml', '# nothing');
    const { watch, look, told } = await follow({ CONFIG_FILE: path, CALLER_KEYS: `a:${KEY}` });
    file('restart.yaml', 'port: 1');
    await look(2);
    expect(told).to.deep.equal([{ applied: [], needRestart: ['port'] }]);
    expect(watch.health().needRestart).to.deep.equal(['port']);
    file('restart.yaml', '# nothing');
    await look(2);
    expect(watch.health().needRestart).to.deep.equal([]);
  });

  it('follow the directory that Kubernetes swaps, and a rename over the file', async () => {
    const mount = new Mount({ keys: `a:${KEY}` });
    const { callers, look } = await follow({ CALLER_KEYS_FILE: mount.file('keys') });
    mount.publish({ keys: `b:${KEY}` });
    await look(2);
    expect(callers()).to.deep.equal(['b']);
    renameSync(file('new-keys', `c:${KEY}`), mount.file('keys'));
    await look(2);
    expect(callers()).to.deep.equal(['c']);
    mount.remove();
  });

  it('are read at once when told so, changed or not', async () => {
    const { watch, told, callers, look } = await follow({ CALLER_KEYS_FILE: keysFile(`a:${KEY}`) });
    keysFile(`b:${KEY}`);
    await watch.reload();
    expect(callers()).to.deep.equal(['b']);
    await watch.reload();
    await look(2);
    expect(told).to.deep.equal([
      { applied: ['callers.a', 'callers.b'], needRestart: [] },
      { applied: [], needRestart: [] },
    ]);
  });

  it('are looked at every second, by the clock, and sooner while they change', async () => {
    const { clock, watch, told } = await follow({ CALLER_KEYS_FILE: keysFile(`a:${KEY}`) });
    const pending = async (ms: number) => {
      const looked = watch.look.bind(watch);
      const done = new Promise<void>((resolve) => {
        watch.look = () => looked().finally(resolve);
      });
      await clock.advance(ms);
      await done;
      await clock.advance(0);
      watch.look = looked;
      return clock.pending;
    };
    expect(clock.pending).to.deep.equal([1_000]);
    expect(await pending(1_000)).to.deep.equal([1_000]);
    keysFile(`b:${KEY}`);
    expect(await pending(1_000)).to.deep.equal([200]);
    expect(await pending(200)).to.deep.equal([1_000]);
    expect(told).to.have.length(1);
  });

  it('are left alone after a stop, even in the middle of a look', async () => {
    const { clock, watch, told } = await follow({ CALLER_KEYS_FILE: keysFile(`a:${KEY}`) });
    keysFile(`b:${KEY}`);
    await watch.look();
    const look = watch.look();
    watch.stop();
    await look;
    expect([told, clock.pending]).to.deep.equal([[], []]);
  });
});
