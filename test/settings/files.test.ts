// Files that settings name and that are none: told by what they are, and nobody waits for them.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInTime, readNow } from '../../src/settings/files.js';
import { openSettings, SettingsError } from '../../src/settings/load.js';
import { watchSecret } from '../../src/settings/secret-file.js';
import { FakeClock } from '../support/fake-clock.js';
import { errorOf, GOOD } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
const at = (name: string) => join(folder, name);

describe('a file that settings name', () => {
  const socket = createServer();
  before(async () => {
    execFileSync('mkfifo', [at('pipe')]);
    writeFileSync(at('large'), '');
    truncateSync(at('large'), 1_048_577);
    writeFileSync(at('full'), 'x'.repeat(1_048_576));
    await new Promise<void>((resolve) => socket.listen(at('socket'), resolve));
  });
  after(() => {
    socket.close();
    rmSync(folder, { recursive: true });
  });

  const table: Array<[what: string, path: () => string, problem: RegExp]> = [
    ['a pipe', () => at('pipe'), /pipe \(FIFO\).*regular file/],
    ['a directory', () => folder, /directory: name the file/],
    ['an endless device', () => '/dev/zero', /device.*regular file/],
    ['an empty device', () => '/dev/null', /device/],
    ['a socket', () => at('socket'), /socket/],
    ['a file of more than 1 MiB', () => at('large'), /more than 1 MiB/],
    ['a file that is not there', () => at('none'), /ENOENT/],
    ['a file that never ends though it looks empty', () => '/proc/self/mem', /cannot be read|more than/],
  ];
  for (const [what, path, problem] of table)
    it(`is refused when it is ${what}`, async () => {
      for (const read of [readNow(path()), await readInTime(path())])
        expect('problem' in read && read.problem).to.match(problem);
    });

  it('is read to the last byte that is taken', async () => {
    for (const read of [readNow(at('full')), await readInTime(at('full'))])
      expect('text' in read && read.text.length).to.equal(1_048_576);
  });

  it('is told of with its setting, at a start and for commands', async () => {
    const given = {
      ...GOOD,
      GENESYSCLOUD_OAUTHCLIENT_SECRET: undefined,
      GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: at('pipe'),
      TLS_CERT_FILE: '/dev/zero',
      TLS_KEY_FILE: folder,
      REDIS_URL_FILE: at('large'),
    };
    const fault: unknown = await openSettings(given).catch((error: unknown) => error);
    expect(fault).to.be.instanceOf(SettingsError);
    for (const message of [(fault as SettingsError).message, errorOf(given).message]) {
      expect(message).to.match(/GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE\) names a pipe/);
      expect(message).to.match(/TLS_CERT_FILE\) names a device/);
      expect(message).to.match(/TLS_KEY_FILE\) names a directory/);
      expect(message).to.match(/REDIS_URL_FILE\) names a file of more than 1 MiB/);
    }
  });

  it('keeps its old value as a secret when it becomes a pipe', async () => {
    const path = at('secret');
    writeFileSync(path, 'first\n');
    let changes = 0;
    const secrets = watchSecret([{ value: 'first', file: path }], new FakeClock(), () => (changes += 1));
    rmSync(path);
    execFileSync('mkfifo', [path]);
    await secrets.check();
    expect([secrets.current(), changes]).to.deep.equal([['first'], 0]);
    rmSync(path);
    writeFileSync(path, 'second\n');
    await secrets.check();
    expect([secrets.current(), changes]).to.deep.equal([['second'], 1]);
    secrets.stop();
  });
});
