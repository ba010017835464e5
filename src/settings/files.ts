// Reads the files that settings name: only files, only so much of them, and nobody waits for a disk that hangs.
import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { systemClock, within } from '../runtime/clock.js';

/** What is in a file, or the rest of a sentence that begins with the setting's name. */
export type FileRead = { readonly text: string } | { readonly problem: string };

/** Bytes; settings, secrets and certificates are much smaller. */
const MOST_BYTES = 1_048_576;
const PART_BYTES = 16_384;
/** What a local disk needs is some milliseconds. */
const READ_WITHIN_MS = 5_000;
/** What is swapped for a pipe between the look and the opening holds nobody up. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

const HANGS =
  `names a file that was not read within ${READ_WITHIN_MS / 1000} s: is its disk or network mount there? ` +
  'Mend it, or put the file on a local disk';
const BEHIND = 'names a file that could not be read yet, as another file of the settings hangs';

/** Reads a file at once, for a process that has nothing else to do. Never throws. */
export function readNow(path: string): FileRead {
  try {
    const problem = kindProblem(statSync(path));
    if (problem !== undefined) return { problem };
    const file = openSync(path, FLAGS);
    try {
      const bytes = new Bytes();
      while (bytes.add(readSync(file, bytes.room, 0, bytes.room.length, null)));
      return judged(fstatSync(file), bytes);
    } finally {
      closeSync(file);
    }
  } catch (fault) {
    return { problem: readFailure(fault) };
  }
}

/** Files are read one after the other: one that hangs holds one thread of the process, and not all of them. */
let before: Promise<unknown> = Promise.resolve();

/** Reads a file off the event loop; after READ_WITHIN_MS nobody waits for it any more. Never rejects. */
export function readInTime(path: string): Promise<FileRead> {
  let begun = false;
  const reading = before.then(() => {
    begun = true;
    return readAside(path);
  });
  before = reading;
  return within(reading, READ_WITHIN_MS, systemClock, () => new Error('late')).catch(() => ({
    problem: begun ? HANGS : BEHIND,
  }));
}

async function readAside(path: string): Promise<FileRead> {
  try {
    const problem = kindProblem(await stat(path));
    if (problem !== undefined) return { problem };
    const file = await open(path, FLAGS);
    try {
      const bytes = new Bytes();
      while (bytes.add((await file.read(bytes.room, 0, bytes.room.length, null)).bytesRead));
      return judged(await file.stat(), bytes);
    } finally {
      await file.close();
    }
  } catch (fault) {
    return { problem: readFailure(fault) };
  }
}

/** What was read so far: the size that a file claims says little, and it may grow. */
class Bytes {
  readonly #parts: Buffer[] = [];
  /** For the next part. */
  room = Buffer.allocUnsafe(PART_BYTES);
  length = 0;

  /** Takes the first bytes of the room. @returns whether more should be read */
  add(read: number): boolean {
    this.#parts.push(this.room.subarray(0, read));
    this.length += read;
    this.room = Buffer.allocUnsafe(PART_BYTES);
    return read > 0 && this.length <= MOST_BYTES;
  }

  text(): string {
    return Buffer.concat(this.#parts).toString('utf8');
  }
}

function judged(found: Stats, bytes: Bytes): FileRead {
  const problem = kindProblem(found) ?? sizeProblem(bytes.length);
  return problem === undefined ? { text: bytes.text() } : { problem };
}

function kindProblem(found: Stats): string | undefined {
  if (found.isFile()) return sizeProblem(found.size);
  if (found.isDirectory()) return 'names a directory: name the file in it';
  if (found.isFIFO()) return 'names a pipe (FIFO), which may never end: write the text to a regular file';
  return `names a ${found.isSocket() ? 'socket' : 'device'}: write the text to a regular file`;
}

function sizeProblem(bytes: number): string | undefined {
  return bytes > MOST_BYTES ? 'names a file of more than 1 MiB: it is surely another one' : undefined;
}

/** With the system's short code for a failed read, such as ENOENT. */
function readFailure(fault: unknown): string {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'unknown';
  const isFull = code === 'EMFILE' || code === 'ENFILE';
  const limit = isFull ? ': too many files are open; raise the limit (ulimit -n, LimitNOFILE=)' : '';
  return `names a file that cannot be read (${code}${limit})`;
}
