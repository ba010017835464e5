// Makes a caller key: the key goes to the platform, its digest into the settings.
import { randomBytes } from 'node:crypto';
import { keyDigest } from '../domain/key-digest.js';
import { isName, NAME_ALLOWED } from '../settings/values.js';

/** Bytes of randomness in a key: 256 bits, 43 characters in base64url. */
const KEY_BYTES = 32;

/** Prints a new key for the caller `name`, and how to set it up. */
export function key(name: string): void {
  if (!isName(name)) {
    process.stderr.write(`A caller name has ${NAME_ALLOWED}.\n`);
    process.exitCode = 1;
    return;
  }
  const secret = randomBytes(KEY_BYTES).toString('base64url');
  process.stdout.write(`Key for the platform (shown once, kept nowhere):

  ${secret}

In the settings file, only the digest:

  callers:
    ${name}:
      keys:
        - "sha256:${keyDigest(secret)}"

Or by environment:

  CALLER_KEYS=${name}:${secret}
`);
}
