// Every environment name, the file key it stands for and how its text is read: one table for reading, for
// the texts of faults and for the docs.

/** How the text of an environment variable is read. */
type EnvironmentKind =
  | 'text'
  | 'whole number'
  | 'true or false'
  | 'on or off'
  | 'milliseconds'
  | 'list'
  | 'secret'
  | 'file path'
  | 'caller keys';

interface EnvironmentName {
  readonly env: string;
  /** The key in the file, with dots between the levels. */
  readonly key: string;
  readonly kind: EnvironmentKind;
  /** Another spelling of the same name, which wins. */
  readonly also?: string;
}

const row = (env: string, key: string, kind: EnvironmentKind): EnvironmentName => ({ env, key, kind });

/** A name that other programs know in small letters too, and prefer so. */
const bothCases = (env: string, key: string, kind: EnvironmentKind): EnvironmentName => ({
  ...row(env, key, kind),
  also: env.toLowerCase(),
});

/** The organization that the GENESYSCLOUD_ names make. */
export const ENVIRONMENT_ORGANIZATION = 'default';

const organization = (key: string): string => `organizations.${ENVIRONMENT_ORGANIZATION}.${key}`;

/** Names whose text becomes the value of a file key. */
export const VALUE_NAMES: readonly EnvironmentName[] = [
  row('HOST', 'host', 'text'),
  row('PORT', 'port', 'whole number'),
  row('TLS_CERT_FILE', 'tls.certFile', 'file path'),
  row('TLS_KEY_FILE', 'tls.keyFile', 'file path'),
  row('ADMIN_HOST', 'admin.host', 'text'),
  row('ADMIN_PORT', 'admin.port', 'whole number'),
  row('ADMIN_KEY', 'admin.key', 'secret'),
  row('ADMIN_KEY_FILE', 'admin.keyFile', 'file path'),
  row('ADMIN_TLS_CERT_FILE', 'admin.tls.certFile', 'file path'),
  row('ADMIN_TLS_KEY_FILE', 'admin.tls.keyFile', 'file path'),
  row('AUTH', 'auth', 'text'),
  row('LOG_LEVEL', 'logLevel', 'text'),
  row('SHUTDOWN_DELAY_MS', 'shutdownDelay', 'milliseconds'),
  row('GENESYSCLOUD_OAUTHCLIENT_ID', organization('clientId'), 'secret'),
  row('GENESYSCLOUD_OAUTHCLIENT_ID_FILE', organization('clientIdFile'), 'file path'),
  row('GENESYSCLOUD_OAUTHCLIENT_SECRET', organization('clientSecret'), 'secret'),
  row('GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE', organization('clientSecretFile'), 'file path'),
  row('GENESYSCLOUD_REGION', organization('region'), 'text'),
  row('GENESYSCLOUD_LOGIN_URL', organization('loginUrl'), 'text'),
  row('GENESYSCLOUD_API_URL', organization('apiUrl'), 'text'),
  row('AVAILABILITY_FRESH_FOR_MS', 'availability.freshFor', 'milliseconds'),
  row('AVAILABILITY_STALE_WHILE_REVALIDATE_MS', 'availability.staleWhileRevalidate', 'milliseconds'),
  row('AVAILABILITY_STALE_IF_ERROR_MS', 'availability.staleIfError', 'milliseconds'),
  row('AVAILABILITY_DEADLINE_MS', 'availability.deadline', 'milliseconds'),
  row('AVAILABILITY_KEEP_WARM_FOR_MS', 'availability.keepWarmFor', 'milliseconds'),
  row('ACTIVITY', 'activity.mode', 'text'),
  row('ACTIVITY_MIN_INTERVAL_MS', 'activity.minInterval', 'milliseconds'),
  row('PUSH', 'push.enabled', 'on or off'),
  row('PUSH_FRESH_FOR_MS', 'push.freshFor', 'milliseconds'),
  row('PUSH_MIN_INTERVAL_MS', 'push.minInterval', 'milliseconds'),
  row('PUSH_STATE_DIR', 'push.stateDir', 'file path'),
  row('TRUST_PROXY', 'http.trustProxy', 'list'),
  row('PUBLISH_OPENAPI', 'http.publishOpenapi', 'true or false'),
  row('DECISION_LOG', 'http.decisionLog', 'text'),
  row('UI_SHOW_AGENTS', 'ui.showAgents', 'true or false'),
  bothCases('HTTPS_PROXY', 'outbound.httpsProxy', 'secret'),
  row('HTTPS_PROXY_FILE', 'outbound.httpsProxyFile', 'file path'),
  bothCases('HTTP_PROXY', 'outbound.httpProxy', 'secret'),
  row('HTTP_PROXY_FILE', 'outbound.httpProxyFile', 'file path'),
  bothCases('NO_PROXY', 'outbound.noProxy', 'list'),
  row('OUTBOUND_CA_FILE', 'outbound.caFile', 'file path'),
  row('REDIS_URL', 'redis.url', 'secret'),
  row('REDIS_URL_FILE', 'redis.urlFile', 'file path'),
  row('REDIS_USERNAME', 'redis.username', 'secret'),
  row('REDIS_USERNAME_FILE', 'redis.usernameFile', 'file path'),
  row('REDIS_PASSWORD', 'redis.password', 'secret'),
  row('REDIS_PASSWORD_FILE', 'redis.passwordFile', 'file path'),
  row('REDIS_CA_FILE', 'redis.caFile', 'file path'),
  row('REDIS_KEY_PREFIX', 'redis.keyPrefix', 'text'),
];

/** Every name, including those with a grammar of their own. `CONFIG_FILE` has no file key but itself. */
export const ENVIRONMENT_NAMES: readonly EnvironmentName[] = [
  row('CONFIG_FILE', 'CONFIG_FILE', 'file path'),
  ...VALUE_NAMES,
  row('CALLER_KEYS', 'callers', 'caller keys'),
  row('CALLER_KEYS_FILE', 'callers', 'file path'),
];

/** The environment name of a file key, if it has one. */
export function environmentNameOf(key: string): string | undefined {
  return ENVIRONMENT_NAMES.find((name) => name.key === key)?.env;
}
