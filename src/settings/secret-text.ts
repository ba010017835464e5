// What a secret may look like, whether it stands in the settings or in a file.
import { readFileSync } from 'node:fs';
import type { FaultList } from './faults.js';
import { fingerprint } from './fingerprint.js';

/** What is wrong with `text` as a secret, without quoting it; undefined if it can be used. */
export function secretProblem(text: string): string | undefined {
  if (text === '') return 'is empty';
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

/** The system's short code for a failed read, such as ENOENT. */
export function readFailure(fault: unknown): string {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'unknown';
  return `names a file that cannot be read (${code})`;
}

/** Reads a file and notes it among the sources. Waits for it, as at a start nobody asks yet. Never throws. */
export function readText(path: string, { sources }: FaultList): { text: string } | { problem: string } {
  sources.set(path, fingerprint(undefined));
  try {
    const text = readFileSync(path, 'utf8');
    sources.set(path, fingerprint(text));
    return text.trim() === '' ? { problem: 'names an empty file' } : { text };
  } catch (fault) {
    return { problem: readFailure(fault) };
  }
}
