// What of newly read settings takes effect while the service runs, and what waits for a restart.
import { isDeepStrictEqual } from 'node:util';
import type { ClientSettings, OrganizationSettings, RedisSettings, Settings } from './types.js';

/**
 * The settings in force after `next` was read: those of `running`, with the callers, webhooks, admin key,
 * certificate, failure policy, OAuth credentials and what the status page shows of `next`. Callers and webhooks of an organization that
 * isn't running are left out until it is.
 */
export function settingsInForce(running: Settings, next: Settings): Settings {
  const organizations = running.organizations.map((organization) =>
    withCredentialsOf(organization, next.organizations),
  );
  const isServed = ({ organization }: { readonly organization: string }) =>
    organizations.some(({ name }) => name === organization);
  const { host, port } = running.admin;
  const { keyDigest } = next.admin;
  const { tls: adminTls = running.admin.tls } = next.admin;
  const { tls = running.listener.tls } = next.listener;
  return {
    ...running,
    // From TLS to plain HTTP or back is another listener.
    listener: { ...running.listener, ...(running.listener.tls && { tls }) },
    admin: {
      host,
      port,
      ...(keyDigest !== undefined && { keyDigest }),
      ...(running.admin.tls && adminTls && { tls: adminTls }),
    },
    organizations,
    ui: next.ui,
    callers: next.callers.filter(isServed),
    webhooks: next.webhooks.filter(isServed),
    ...(running.redis && next.redis && { redis: withSecretsOf(running.redis, next.redis) }),
    availability: { ...running.availability, failurePolicy: next.availability.failurePolicy },
  };
}

/** They are used at the next connection. */
function withSecretsOf(running: RedisSettings, { url, username, password }: RedisSettings): RedisSettings {
  const { ca, keyPrefix, connectTimeout, commandTimeout } = running;
  const rest = { keyPrefix, connectTimeout, commandTimeout, ...(ca !== undefined && { ca }) };
  return { ...rest, url, ...(username && { username }), ...(password && { password }) };
}

/** Credentials move over only one for one: a client more or less is another way to spread the load. */
function withCredentialsOf(
  organization: OrganizationSettings,
  next: readonly OrganizationSettings[],
): OrganizationSettings {
  const clients: readonly ClientSettings[] =
    next.find(({ name }) => name === organization.name)?.clients ?? [];
  return clients.length === organization.clients.length ? { ...organization, clients } : organization;
}

/** The file keys, sorted, of what differs between two settings: names only, and nothing of the values. */
export function differingKeys(one: Settings, other: Settings): string[] {
  const [before, after] = [byKey(one), byKey(other)];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => !isDeepStrictEqual(before.get(key), after.get(key))).sort();
}

/** Each setting, or each entry of a map of them, by its file key. */
function byKey(settings: Settings): ReadonlyMap<string, unknown> {
  const { listener, admin, auth, logLevel, shutdownDelay } = settings;
  const { host, port, tls } = listener;
  const entries: Array<[string, unknown]> = Object.entries({
    host,
    port,
    tls,
    auth,
    logLevel,
    shutdownDelay,
  });
  const adminEntries = { host: admin.host, port: admin.port, key: admin.keyDigest, tls: admin.tls };
  const { availability, activity, push, genesys, http, ui, outbound, redis = {} } = settings;
  const sections = { admin: adminEntries, availability, activity, push, genesys, http, ui, outbound, redis };
  for (const [section, values] of Object.entries(sections)) {
    for (const [key, value] of Object.entries(values)) entries.push([`${section}.${key}`, value]);
  }
  const { organizations, callers, webhooks } = settings;
  for (const [section, named] of Object.entries({ organizations, callers, webhooks })) {
    for (const entry of named) entries.push([`${section}.${entry.name}`, entry]);
  }
  return new Map(entries);
}
