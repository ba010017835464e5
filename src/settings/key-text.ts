// What a key that a caller or an operator sends may look like, as plain text.
import { MIN_KEY_LENGTH } from '../domain/key-digest.js';
import { pasteProblem } from './pasted-text.js';

/** What is allowed as a key. */
export const KEY_ALLOWED = `at least ${MIN_KEY_LENGTH} visible ASCII characters; make one with \`npm run key -- <name>\``;

/** What is wrong with `key`, without quoting it; undefined if it can be used. */
export function keyProblem(key: string): string | undefined {
  // Whoever reads a digest could log in with it, and the key it was made of would be refused.
  if (/^sha256:/i.test(key)) return 'is a digest, not the key itself';
  const pasted = pasteProblem(key);
  if (pasted !== undefined) return pasted;
  if (key.length < MIN_KEY_LENGTH) return `has fewer than ${MIN_KEY_LENGTH} characters`;
  return /^[\x21-\x7e]+$/.test(key) ? undefined : 'holds a blank or a character outside ASCII';
}
