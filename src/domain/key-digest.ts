// What a caller key is at rest: only its digest is kept.
import { createHash } from 'node:crypto';

/** Keys with fewer characters are refused: a plain SHA-256 protects only what cannot be guessed. */
export const MIN_KEY_LENGTH = 24;

/** Lower-case hex SHA-256 of `key` as UTF-8. */
export function keyDigest(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}
