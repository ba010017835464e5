// Every setting apart from organizations, callers and webhooks: key, kind, environment name, default and text.
import { z } from 'zod';
import { layered, named, optional, section, setting, switched } from './setting.js';
import {
  digest,
  filePath,
  folderPath,
  host,
  keyPrefix,
  limitMilliseconds,
  milliseconds,
  noProxy,
  onOrOff,
  oneOf,
  plainKey,
  secret,
  timerMilliseconds,
  trueOrFalse,
  trustProxy,
  wholeNumber,
} from './values.js';

const port = wholeNumber(0, 65_535);
const count = wholeNumber(1);
const IN_FILE = 'a file that holds it';

const basics = {
  host: setting(host, 'address of the public listener', { env: 'HOST', default: '0.0.0.0' }),
  port: setting(port, 'its port; 0 takes a free one', { env: 'PORT', default: 8080 }),
};

const tls = section({
  certFile: optional(filePath, 'certificate chain in PEM; with the key, the public listener speaks HTTPS', {
    env: 'TLS_CERT_FILE',
  }),
  keyFile: optional(filePath, 'its private key in PEM, without a passphrase', { env: 'TLS_KEY_FILE' }),
});

const adminTls = section({
  certFile: optional(
    filePath,
    'certificate chain in PEM; with the key, the admin listener speaks HTTPS, health and `/metrics` too',
    { env: 'ADMIN_TLS_CERT_FILE' },
  ),
  keyFile: optional(filePath, 'its private key in PEM, without a passphrase', {
    env: 'ADMIN_TLS_KEY_FILE',
  }),
});

const admin = section({
  host: setting(host, 'address of the admin listener: health, metrics, admin page', {
    env: 'ADMIN_HOST',
    default: '127.0.0.1',
  }),
  port: setting(port, 'its port', { env: 'ADMIN_PORT', default: 8081 }),
  key: optional(
    plainKey,
    'key for the admin pages, at least 24 visible ASCII characters; off loopback they are not served without one',
    { env: 'ADMIN_KEY' },
  ),
  keyFile: optional(filePath, IN_FILE, { env: 'ADMIN_KEY_FILE' }),
  keyDigest: optional(digest, 'its digest instead: `sha256:…`'),
  tls: layered(adminTls, 'HTTPS on the admin listener.'),
});

const log = {
  auth: setting(oneOf('keys', 'none'), '`none`: no keys, everybody may ask; only on a loopback host', {
    env: 'AUTH',
    default: 'keys',
  }),
  logLevel: setting(
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`',
    { env: 'LOG_LEVEL', default: 'info' },
  ),
  shutdownDelay: setting(
    milliseconds,
    'between SIGTERM and the close of the listeners; everything is still answered meanwhile',
    { env: 'SHUTDOWN_DELAY_MS', default: 3000 },
  ),
};

const availability = section({
  freshFor: setting(milliseconds, 'a count this old is given without asking', {
    env: 'AVAILABILITY_FRESH_FOR_MS',
    default: 2000,
  }),
  staleWhileRevalidate: setting(
    milliseconds,
    'after that, for this long: given, and refreshed in the background',
    { env: 'AVAILABILITY_STALE_WHILE_REVALIDATE_MS', default: 3000 },
  ),
  staleIfError: setting(milliseconds, 'after `freshFor`, for this long: given while Genesys is unavailable', {
    env: 'AVAILABILITY_STALE_IF_ERROR_MS',
    default: 60_000,
  }),
  deadline: setting(milliseconds, 'a caller waits at most this long; 0: as long as a load takes', {
    env: 'AVAILABILITY_DEADLINE_MS',
    default: 1500,
  }),
  keepWarmFor: setting(milliseconds, 'what was asked for within this time is refreshed before it gets old', {
    env: 'AVAILABILITY_KEEP_WARM_FOR_MS',
    default: 300_000,
  }),
  failurePolicy: setting(
    oneOf('error', 'closed', 'open'),
    'what `/v1` answers when there is no count: `closed`, `open` or `error` ([what they do](failures.md#the-failure-policy))',
    { default: 'closed' },
  ),
  maxSnapshots: setting(count, 'snapshots held; the longest unused go', { default: 20_000 }),
  maxSnapshotBytes: setting(
    count,
    "estimated bytes of all that is kept for questions ([sizing](deployment.md#sizing)); at most 40 % of Node's heap, whatever stands here",
    { default: 268_435_456 },
  ),
  maxQueries: setting(count, 'queries of an organization that are remembered, and so kept warm', {
    default: 10_000,
  }),
  maxWalks: setting(count, 'fetches under way at once; others wait', { default: 256 }),
});

const activity = section({
  mode: setting(
    oneOf('auto', 'on', 'off'),
    "`auto`: once polling alone can't keep `availability.freshFor`; `on`; `off`",
    { env: 'ACTIVITY', default: 'auto' },
  ),
  minInterval: setting(timerMilliseconds, 'between two looks at the same queue at least', {
    env: 'ACTIVITY_MIN_INTERVAL_MS',
    default: 500,
  }),
});

const push = section({
  enabled: setting(onOrOff, '`on`: a queue whose members change is counted anew at once', {
    env: 'PUSH',
    default: 'off',
  }),
  freshFor: setting(
    milliseconds,
    'while push covers a queue and announces no change, a count this old is given without asking; 0: `availability.freshFor` applies, and changes only add refreshes',
    { env: 'PUSH_FRESH_FOR_MS', default: 0 },
  ),
  minInterval: setting(timerMilliseconds, 'between two refreshes of a query that changes ask for', {
    env: 'PUSH_MIN_INTERVAL_MS',
    default: 500,
  }),
  stateDir: optional(
    folderPath,
    'where the id of the channel is kept over restarts; nobody else may read it',
    { env: 'PUSH_STATE_DIR', otherwise: "a folder in the system's temporary one" },
  ),
});

const genesys = section({
  upstreamTimeout: setting(
    limitMilliseconds,
    'one page request; none of the `genesys` limits can be turned off',
    { default: 3000 },
  ),
  loadTimeout: setting(limitMilliseconds, 'one load: all pages and all retries', { default: 10_000 }),
  maxPages: setting(count, 'pages of one fetch', { default: 100 }),
  maxResponseBytes: setting(count, 'size of one page', { default: 16_777_216 }),
  connections: setting(count, 'connections kept to each API host', { default: 256 }),
  loginTimeout: setting(limitMilliseconds, 'one login', { default: 5000 }),
});

const http = section({
  trustProxy: setting(
    trustProxy,
    'whose `X-Forwarded-For` is believed: addresses, subnets, `loopback`, `linklocal`, `uniquelocal`; comma-separated in the environment',
    { env: 'TRUST_PROXY', default: false },
  ),
  bodyLimitBytes: setting(count, 'largest body of a POST', { default: 16_384 }),
  failedKeysPerMinute: setting(
    wholeNumber(0),
    'failed keys from one address (IPv6: one /64) before they get 429, on each listener; 0: no limit. A valid key is always answered',
    { default: 30 },
  ),
  headersTimeout: setting(timerMilliseconds, "a client's time for its headers", { default: 30_000 }),
  requestTimeout: setting(timerMilliseconds, "a client's time for the whole request", { default: 30_000 }),
  maxConnections: optional(
    count,
    'connections of the public listener; with more, silent and idle ones are closed ([security](security.md#threats-and-countermeasures))',
    { otherwise: 'by the limit on open files, at most 4096' },
  ),
  publishOpenapi: setting(trueOrFalse, '`/openapi.json` on the public listener too, of its own routes', {
    env: 'PUBLISH_OPENAPI',
    default: false,
  }),
  decisionLog: setting(
    oneOf('all', 'loads'),
    'one log line for each answer, with what it rests on; `loads`: answers from memory (hits) only at `LOG_LEVEL=debug`',
    { env: 'DECISION_LOG', default: 'all' },
  ),
});

const ui = section({
  showAgents: setting(
    trueOrFalse,
    "`true`: the admin page and `/status` name the agents whom a query counts, with presence and routing status, as far as Genesys's answer has them: [who sees what](security.md#who-can-see-what). Takes effect without a restart",
    { env: 'UI_SHOW_AGENTS', default: false },
  ),
});

const outbound = section({
  httpsProxy: optional(secret, 'proxy for login and API over TLS, `http://user:password@host:port`', {
    env: 'HTTPS_PROXY',
    smallLettersToo: true,
  }),
  httpsProxyFile: optional(filePath, IN_FILE, { env: 'HTTPS_PROXY_FILE' }),
  httpProxy: optional(secret, 'the same for addresses without TLS', {
    env: 'HTTP_PROXY',
    smallLettersToo: true,
  }),
  httpProxyFile: optional(filePath, IN_FILE, { env: 'HTTP_PROXY_FILE' }),
  noProxy: setting(
    noProxy,
    'hosts that are reached without it, each with all below it; `host:port` for one port, `*` for all',
    { env: 'NO_PROXY', smallLettersToo: true, default: [], otherwise: 'none' },
  ),
  caFile: optional(filePath, 'authorities in PEM that are trusted beside the usual ones', {
    env: 'OUTBOUND_CA_FILE',
  }),
});

const redis = section({
  url: optional(secret, '`redis://…` or `rediss://…`', { env: 'REDIS_URL' }),
  urlFile: optional(filePath, IN_FILE, { env: 'REDIS_URL_FILE' }),
  username: optional(secret, 'wins over the one in the address', { env: 'REDIS_USERNAME' }),
  usernameFile: optional(filePath, `${IN_FILE}; used at the next connection when it changes`, {
    env: 'REDIS_USERNAME_FILE',
  }),
  password: optional(secret, 'wins over the one in the address', { env: 'REDIS_PASSWORD' }),
  passwordFile: optional(filePath, `${IN_FILE}; used at the next connection when it changes`, {
    env: 'REDIS_PASSWORD_FILE',
  }),
  caFile: optional(filePath, 'authorities in PEM, trusted instead of the usual ones', {
    env: 'REDIS_CA_FILE',
  }),
  keyPrefix: setting(keyPrefix, 'what keys and channels begin with; another one for another service', {
    env: 'REDIS_KEY_PREFIX',
    default: 'availability-proxy:',
  }),
  connectTimeout: setting(limitMilliseconds, "can't be turned off", { default: 2000 }),
  commandTimeout: setting(limitMilliseconds, "can't be turned off: a slower Redis counts as away", {
    default: 250,
  }),
});

/** One layer. `organizations`, `callers` and `webhooks` are maps by name, and are checked entry by entry. */
export const layerSchema = section({
  ...basics,
  tls: layered(tls, 'HTTPS on the public listener.'),
  admin: layered(admin.partial(), 'The admin listener. Of `key`, `keyFile` and `keyDigest` only one.'),
  ...log,
  organizations: named('Genesys Cloud organizations by name.'),
  callers: named('Who may ask, by name.'),
  webhooks: named('Questions that a platform asks by name, `/v1/webhooks/<name>`.'),
  availability: layered(availability.partial(), 'How fresh an answer is.'),
  activity: switched(
    activity.partial(),
    'mode',
    'Looks: the state of every member of many queues in one request. `activity: on` alone is enough.',
  ),
  push: switched(
    push.partial(),
    'enabled',
    'Changes that Genesys Cloud announces over a WebSocket. `push: on` alone is enough.',
  ),
  genesys: layered(genesys.partial(), 'Limits of what one load may take.'),
  http: layered(http.partial(), 'Requests and connections.'),
  ui: layered(ui.partial(), 'The status page on the admin listener.'),
  outbound: layered(outbound.partial(), 'How the login and API hosts are reached.'),
  redis: layered(
    redis.partial(),
    'Replicas that share a Redis (or Valkey) act as one towards Genesys. Off without an address.',
  ),
}).partial();

/** All layers merged, apart from organizations, callers and webhooks. */
export const mergedSchema = z.object({
  ...basics,
  tls: tls.optional(),
  admin: admin.partial({ tls: true }),
  ...log,
  ...{ availability, activity, push, genesys, http, ui, outbound, redis },
});

export type MergedSettings = z.output<typeof mergedSchema>;
