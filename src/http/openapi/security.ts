// Keys: how callers and operators show who they are.

/** The security schemes by name. */
export function securitySchemes(): Record<string, object> {
  return {
    callerKey: {
      type: 'http',
      scheme: 'bearer',
      description:
        'The caller key, as `npm run key` prints it; `Token <key>` is the same. With `auth: none`, which is for loopback only, no key is asked for.',
    },
    callerKeyHeader: {
      type: 'apiKey',
      in: 'header',
      name: 'X-API-Key',
      description: 'The caller key, for platforms that keep `Authorization` for themselves.',
    },
    callerKeyBasic: {
      type: 'http',
      scheme: 'basic',
      description:
        'The caller key as the password, with any user name, for platforms that know nothing else.',
    },
    callerKeyInUrl: {
      type: 'apiKey',
      in: 'query',
      name: 'key',
      description: 'The caller key, only for a caller with `keyInUrl: true`: addresses end up in logs.',
    },
    adminKey: { type: 'http', scheme: 'bearer', description: 'The admin key (ADMIN_KEY).' },
    adminKeyHeader: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The admin key.' },
    adminKeyBasic: {
      type: 'http',
      scheme: 'basic',
      description: 'The admin key as the password, with any user name: what a browser asks for.',
    },
  };
}

/** One of the caller's ways. */
export const BY_CALLER = [
  { callerKey: [] },
  { callerKeyHeader: [] },
  { callerKeyBasic: [] },
  { callerKeyInUrl: [] },
] as const;
/** One of the operator's ways; none on a loopback listener without an admin key. */
export const BY_OPERATOR = [{ adminKey: [] }, { adminKeyHeader: [] }, { adminKeyBasic: [] }, {}] as const;
export const BY_ANYBODY = [] as const;
