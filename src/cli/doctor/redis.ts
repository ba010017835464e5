// The doctor's look at the Redis that replicas share: reached, and allowed to do what the service does.
import type { Finding } from '../../domain/finding.js';
import { within, type Clock } from '../../runtime/clock.js';
import type { RedisSettings } from '../../settings/types.js';
import { RedisLink } from '../../replicas/connection.js';
import { hintFor } from '../../replicas/connection-reason.js';

/** What the service's own scripts do, on a key and a channel of the doctor's. */
const TRIAL = `
redis.call('TIME')
redis.call('SET', KEYS[1], 'doctor', 'PX', 1000)
redis.call('PTTL', KEYS[1])
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[1], 'doctor')
return 1`;

/** Milliseconds beyond the settings' own, for the client to be loaded. */
const MARGIN_MS = 2_000;

/** Connects as the service does and tries what it needs. */
export async function checkRedis(redis: RedisSettings, clock: Clock): Promise<Finding> {
  const { url, username, password, keyPrefix, connectTimeout, commandTimeout } = redis;
  const credentials = () => ({
    url: url.value,
    ...(username && { username: username.value }),
    ...(password && { password: password.value }),
  });
  const name = `${keyPrefix}doctor`;
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => (settle = resolve));
  const link = new RedisLink({ ...redis, credentials }, clock, { connected: settle, lost: settle });
  link.listen(name, () => undefined);
  link.start();
  const late = () => new Error('no answer');
  await within(settled, connectTimeout + commandTimeout + MARGIN_MS, clock, late).catch(() => undefined);
  if (link.connected) await link.run(TRIAL, [name], [name]);
  const { trouble } = link;
  link.stop();
  const { host } = new URL(url.value);
  if (trouble === undefined) return { status: 'ok', detail: `${host} can be used.`, facts: { host } };
  return {
    status: 'failed',
    detail: `Redis at ${host} cannot be used: ${trouble}. The service answers all the same, each replica on its own.`,
    hint: hintFor(trouble),
    facts: { host, reason: trouble },
  };
}
