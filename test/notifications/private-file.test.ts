// A text that outlives the process: private, whole, and never in the way of anything.
import { expect } from 'chai';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateFile } from '../../src/notifications/private-file.js';

const FOLDER = 'genesys-availability-proxy';

describe('a private file', () => {
  let stateDir: string;
  let trouble: string[];
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'private-'));
    trouble = [];
  });
  afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

  const fileOf = (key: readonly string[] = ['host', 'acme', 'client', '8080'], dir = stateDir) =>
    privateFile({ stateDir: dir, key, onTrouble: (code) => trouble.push(code) });
  const folder = () => join(stateDir, FOLDER);
  const only = () => join(folder(), readdirSync(folder())[0]!);

  it('holds nothing at first, and what was saved after that', async () => {
    expect(await fileOf().load()).to.equal(undefined);
    await fileOf().save('one');
    await fileOf().save('two');
    expect(await fileOf().load()).to.equal('two');
    expect(readdirSync(folder())).to.have.length(1);
    expect(trouble).to.deep.equal([]);
  });

  it('is for our eyes only, and its name tells nothing', async () => {
    await fileOf(['host', 'acme', 'the-client', '8080']).save('secret');
    expect(statSync(folder()).mode & 0o777).to.equal(0o700);
    expect(statSync(only()).mode & 0o777).to.equal(0o600);
    expect(only()).not.to.match(/acme|the-client|host/);
  });

  const KEYS: ReadonlyArray<readonly string[]> = [
    ['other', 'acme', 'client', '8080'],
    ['host', 'other', 'client', '8080'],
    ['host', 'acme', 'other', '8080'],
    ['host', 'acme', 'client', '8081'],
    ['host', 'acme', 'client8080'],
  ];
  for (const key of KEYS)
    it(`is another one for ${key.join()}`, async () => {
      await fileOf().save('one');
      expect(await fileOf(key).load()).to.equal(undefined);
    });

  it('makes the folders above it', async () => {
    const deep = join(stateDir, 'a', 'b');
    await fileOf(undefined, deep).save('one');
    expect(await fileOf(undefined, deep).load()).to.equal('one');
  });

  it('lies in the temporary folder where no other is named', async () => {
    const key = [stateDir];
    const file = privateFile({ key, onTrouble: (code) => trouble.push(code) });
    await file.save('one');
    expect(await file.load()).to.equal('one');
    const own = join(tmpdir(), `${FOLDER}-${process.getuid!()}`);
    expect(statSync(own).mode & 0o777).to.equal(0o700);
    for (const name of readdirSync(own))
      if (readFileSync(join(own, name), 'utf8') === 'one') rmSync(join(own, name));
    expect(trouble).to.deep.equal([]);
  });

  it('is not read or written in a folder that others may enter', async () => {
    mkdirSync(folder());
    chmodSync(folder(), 0o755);
    await fileOf().save('one');
    expect(await fileOf().load()).to.equal(undefined);
    expect(readdirSync(folder())).to.deep.equal([]);
    expect(trouble).to.deep.equal(['NOT_PRIVATE', 'NOT_PRIVATE']);
  });

  it('follows no link in place of its folder', async () => {
    const elsewhere = join(stateDir, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(elsewhere, folder());
    await fileOf().save('one');
    expect(readdirSync(elsewhere)).to.deep.equal([]);
    expect(trouble).to.deep.equal(['NOT_PRIVATE']);
  });

  it('follows no link in its own place, and replaces it', async () => {
    await fileOf().save('one');
    const path = only();
    const target = join(stateDir, 'target');
    writeFileSync(target, 'theirs', { mode: 0o600 });
    rmSync(path);
    symlinkSync(target, path);
    expect(await fileOf().load()).to.equal(undefined);
    expect(trouble).to.deep.equal(['ELOOP']);
    await fileOf().save('two');
    expect(readFileSync(target, 'utf8')).to.equal('theirs');
    expect(await fileOf().load()).to.equal('two');
  });

  it('is not believed when others could have written it, or when it is too long', async () => {
    await fileOf().save('one');
    chmodSync(only(), 0o606);
    expect(await fileOf().load()).to.equal(undefined);
    writeFileSync(only(), 'x'.repeat(4_097));
    chmodSync(only(), 0o600);
    expect(await fileOf().load()).to.equal(undefined);
    expect(trouble).to.deep.equal(['NOT_PRIVATE', 'NOT_PRIVATE']);
  });

  it('says once that it can keep nothing, and goes on', async () => {
    const blocked = join(stateDir, 'file');
    writeFileSync(blocked, '');
    const file = fileOf(undefined, blocked);
    await file.save('one');
    await file.save('two');
    expect(await file.load()).to.equal(undefined);
    expect(trouble).to.deep.equal(['ENOTDIR']);
  });
});
