// What a secret may look like, whether it stands in the settings or in a file.
import type { FaultList } from './faults.js';
import type { FileRead } from './files.js';
import { fingerprint } from './fingerprint.js';
import { pasteProblem } from './pasted-text.js';

/** What is wrong with `text` as a secret, without quoting it; undefined if it can be used. */
export function secretProblem(text: string): string | undefined {
  if (text === '') return 'is empty';
  const pasted = pasteProblem(text);
  if (pasted !== undefined) return pasted;
  // A secret that is pasted with a blank is refused by the login in words that don't say why.
  if (text.trim() !== text) return 'begins or ends with a blank';
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(text)
    ? 'holds a line break or another unprintable character'
    : undefined;
}

/** A file's content as a secret: editors and `echo` end it with a line break that isn't part of it. */
export function withoutLastBreak(content: string): string {
  return content.replace(/[\r\n]+$/, '');
}

/** What a file says, noted among the sources. Never throws. */
export function readText(path: string, faults: FaultList): FileRead {
  const read = faults.read(path);
  faults.sources.set(path, fingerprint('text' in read ? read.text : undefined));
  return 'text' in read && read.text.trim() === '' ? { problem: 'names an empty file' } : read;
}
