// The Redis that replicas share: off unless an address is given.
import { readAuthorities } from './authorities.js';
import type { FaultList } from './faults.js';
import type { MergedSettings } from './schema.js';
import { readSecret } from './secrets.js';
import { secretProblem } from './pasted-text.js';
import type { RedisSettings } from './types.js';

const URL_ALLOWED = 'redis://host:port, or rediss://host:port for TLS; user and password are better in files';

const SECRET_ALLOWED = 'a file with one line of text';

/** Undefined without an address, or after a fault. */
export function readRedis({ redis }: MergedSettings, faults: FaultList): RedisSettings | undefined {
  const { url: address, urlFile, username, usernameFile, password, passwordFile, caFile, ...rest } = redis;
  const url = readSecret(
    { text: address, file: urlFile },
    { key: 'redis.url', problemOf: urlProblem, allowed: URL_ALLOWED },
    faults,
  );
  const user = readSecret(
    { text: username, file: usernameFile },
    { key: 'redis.username', problemOf: secretProblem, allowed: SECRET_ALLOWED },
    faults,
  );
  const pass = readSecret(
    { text: password, file: passwordFile },
    { key: 'redis.password', problemOf: secretProblem, allowed: SECRET_ALLOWED },
    faults,
  );
  const ca = caFile === undefined ? undefined : readAuthorities('redis.caFile', caFile, faults);
  if (!url) return undefined;
  const problem = address === undefined ? undefined : urlProblem(address);
  if (problem !== undefined) {
    faults.add('redis.url', problem, URL_ALLOWED);
    return undefined;
  }
  return {
    ...rest,
    url,
    ...(user && { username: user }),
    ...(pass && { password: pass }),
    ...(ca !== undefined && { ca }),
  };
}

/** What is wrong with an address, without quoting it: it may hold a password. */
function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === '') return 'is not the address of a Redis';
  if (!isEncoded(url.username) || !isEncoded(url.password))
    return 'holds a user or password with a % that is not percent-encoded as %25';
  return /^\/?\d*$/.test(url.pathname) ? undefined : 'ends with what is not the number of a database';
}

function isEncoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}
