// Tells whether a file says the same as before, without keeping what it says.
import { createHash } from 'node:crypto';
import { readInTime } from './files.js';

/** Hex SHA-256 of a file's text; empty for a file that cannot be read. */
type Fingerprint = string;

/** The files that settings were read from, and what each said then. */
export type Sources = ReadonlyMap<string, Fingerprint>;

/** The fingerprint of a text; of nothing for a file that could not be read. */
export function fingerprint(text: string | undefined): Fingerprint {
  return text === undefined ? '' : createHash('sha256').update(text).digest('hex');
}

/** What the files of `sources` say now. Never rejects. */
export async function currentSources(sources: Sources): Promise<Sources> {
  const texts = [...sources.keys()].map(async (path) => {
    const read = await readInTime(path);
    return [path, fingerprint('text' in read ? read.text : undefined)] as const;
  });
  return new Map(await Promise.all(texts));
}

/** Whether two looks at files saw the same. */
export function sameSources(one: Sources, other: Sources): boolean {
  return one.size === other.size && [...one].every(([path, seen]) => other.get(path) === seen);
}
