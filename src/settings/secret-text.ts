// Reads files that settings name.
import type { FaultList } from './faults.js';
import type { FileRead } from './files.js';
import { fingerprint } from './fingerprint.js';

/** A file's content as a secret: editors and `echo` end it with a line break that isn't part of it. */
export function withoutLastBreak(content: string): string {
  return content.replace(/[\r\n]+$/, '');
}

/** The content of a file, which is added to the sources that are watched. Never throws. */
export function readText(path: string, faults: FaultList): FileRead {
  const read = faults.read(path);
  faults.sources.set(path, fingerprint('text' in read ? read.text : undefined));
  return 'text' in read && read.text.trim() === '' ? { problem: 'names an empty file' } : read;
}
