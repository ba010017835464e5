// A short text kept over restarts in a file that nobody else may read or replace.
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, within } from '../runtime/clock.js';

/** A text that outlives the process, where it can. */
interface PrivateFile {
  /** Undefined where nothing was saved, or where what lies there can't be trusted. */
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
}

/** Where it lies, and whose it is. */
interface PrivateFileOptions {
  /** A folder of ours is made in it; absent: in the system's temporary folder. */
  readonly stateDir?: string | undefined;
  /** What sets it apart from every other text, of other processes too. No secret, and not told by the file's name. */
  readonly key: readonly string[];
  /** Hears once that nothing will be kept. `code` is Node's name for the cause, or `NOT_PRIVATE`. */
  readonly onTrouble: (code: string) => void;
}

const NAME = 'genesys-availability-proxy';
const MOST_BYTES = 4_096;
const WITHIN_MS = 5_000;
const OTHERS = 0o077;

class NotPrivate extends Error {
  readonly code = 'NOT_PRIVATE';
}

/** A text in a file; neither method rejects. */
export function privateFile({ stateDir, key, onTrouble }: PrivateFileOptions): PrivateFile {
  const uid = process.getuid?.();
  // The temporary folder is everybody's: another user's folder must not be in our way.
  const folder = stateDir === undefined ? join(tmpdir(), `${NAME}-${uid ?? 'user'}`) : join(stateDir, NAME);
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
  const path = join(folder, name);
  let told = false;
  const quietly = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      // On a disk that hangs there would be no end to it, and none to who waits for it.
      const late = () => Object.assign(new Error('late'), { code: 'ETIMEDOUT' });
      return await within(makeFolder(folder, uid).then(work), WITHIN_MS, systemClock, late);
    } catch (fault) {
      const { code = 'UNKNOWN' } = fault as NodeJS.ErrnoException;
      if (!told) onTrouble(code);
      told = true;
      return undefined;
    }
  };
  return {
    load: () => quietly(() => readOwn(path, uid)),
    save: async (text) => quietly(() => writeOwn(path, text)),
  };
}

/** Not to be had where somebody else's folder, or a link to one, stands in its place. */
async function makeFolder(folder: string, uid: number | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory() || !isOurs(found, uid)) throw new NotPrivate();
}

function isOurs(found: { readonly uid: number; readonly mode: number }, uid: number | undefined): boolean {
  return uid === undefined || (found.uid === uid && (found.mode & OTHERS) === 0);
}

async function readOwn(path: string, uid: number | undefined): Promise<string | undefined> {
  let file;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fault;
  }
  try {
    const found = await file.stat();
    if (!found.isFile() || !isOurs(found, uid) || found.size > MOST_BYTES) throw new NotPrivate();
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Whole or not at all: what reads it meanwhile sees the old text. */
async function writeOwn(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (fault) {
    await unlink(draft).catch(() => undefined);
    throw fault;
  }
}
