// The shape of the settings file, section by section. Every key is optional here: layers are merged first.
import { z } from 'zod';
import { origin, parameterName, queueId, region } from './genesys-values.js';
import {
  digest,
  filePath,
  folderPath,
  host,
  keyPrefix,
  limitMilliseconds,
  milliseconds,
  name,
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

/** A map that refuses unknown keys and lists those it knows. */
export function section<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, { error: `a map with any of the keys ${Object.keys(shape).join(', ')}` });
}

/** A section of a layer: what it leaves out, or the whole of it, comes from a lower layer. */
export function layered<S extends z.ZodObject>(schema: S) {
  return z.preprocess((value) => value ?? {}, schema);
}

/** A section of which one key may stand for the whole: `push: on`, `activity: auto`. */
function switched<S extends z.ZodObject>(schema: S, key: keyof S['shape'] & string) {
  const isSwitch = (value: unknown) => typeof value === 'string' || typeof value === 'boolean';
  return z.preprocess((value) => (isSwitch(value) ? { [key]: value } : (value ?? {})), schema);
}

const port = wholeNumber(0, 65_535);
const count = wholeNumber(1);
/** The limiter counts with a timer, and timers end at 2^31 - 1 ms. */
const LONGEST_QUOTA_SECONDS = 2_147_483;

const tls = section({ certFile: filePath, keyFile: filePath }).partial();
const admin = section({
  host,
  port,
  key: plainKey,
  keyFile: filePath,
  keyDigest: digest,
  tls: layered(tls),
});
const auth = oneOf('keys', 'none');
const logLevel = oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent');

const availability = section({
  freshFor: milliseconds,
  staleWhileRevalidate: milliseconds,
  staleIfError: milliseconds,
  deadline: milliseconds,
  keepWarmFor: milliseconds,
  failurePolicy: oneOf('error', 'closed', 'open'),
  maxSnapshots: count,
  maxSnapshotBytes: count,
  maxQueries: count,
  maxWalks: count,
});

const activity = section({ mode: oneOf('auto', 'on', 'off'), minInterval: timerMilliseconds });

const push = section({
  enabled: onOrOff,
  freshFor: milliseconds,
  minInterval: timerMilliseconds,
  stateDir: folderPath,
});

const genesys = section({
  upstreamTimeout: limitMilliseconds,
  loadTimeout: limitMilliseconds,
  maxPages: count,
  maxResponseBytes: count,
  connections: count,
  loginTimeout: limitMilliseconds,
});

const http = section({
  trustProxy,
  bodyLimitBytes: count,
  failedKeysPerMinute: wholeNumber(0),
  headersTimeout: timerMilliseconds,
  requestTimeout: timerMilliseconds,
  maxConnections: count,
  publishOpenapi: trueOrFalse,
  decisionLog: oneOf('all', 'loads'),
});

const ui = section({ showAgents: trueOrFalse });

const outbound = section({
  httpsProxy: secret,
  httpsProxyFile: filePath,
  httpProxy: secret,
  httpProxyFile: filePath,
  noProxy,
  caFile: filePath,
});
const outboundGiven = {
  ...({ httpsProxy: true, httpsProxyFile: true, httpProxy: true } as const),
  ...({ httpProxyFile: true, caFile: true } as const),
} as const;

const redis = section({
  url: secret,
  urlFile: filePath,
  username: secret,
  usernameFile: filePath,
  password: secret,
  passwordFile: filePath,
  caFile: filePath,
  keyPrefix,
  connectTimeout: limitMilliseconds,
  commandTimeout: limitMilliseconds,
});
const redisGiven = {
  ...({ url: true, urlFile: true, username: true, usernameFile: true } as const),
  ...({ password: true, passwordFile: true, caFile: true } as const),
} as const;

/** One layer. `organizations`, `callers` and `webhooks` are maps by name, and are checked entry by entry. */
export const layerSchema = section({
  host,
  port,
  tls: layered(tls),
  admin: layered(admin.partial()),
  auth,
  logLevel,
  shutdownDelay: milliseconds,
  organizations: z.unknown(),
  callers: z.unknown(),
  webhooks: z.unknown(),
  availability: layered(availability.partial()),
  activity: switched(activity.partial(), 'mode'),
  push: switched(push.partial(), 'enabled'),
  genesys: layered(genesys.partial()),
  http: layered(http.partial()),
  ui: layered(ui.partial()),
  outbound: layered(outbound.partial()),
  redis: layered(redis.partial()),
}).partial();

/** All layers merged, apart from organizations, callers and webhooks. */
export const mergedSchema = z.object({
  host,
  port,
  tls: tls.optional(),
  admin: admin.partial({ key: true, keyFile: true, keyDigest: true, tls: true }),
  auth,
  logLevel,
  shutdownDelay: milliseconds,
  availability,
  activity,
  push: push.partial({ stateDir: true }),
  genesys,
  http: http.partial({ maxConnections: true }),
  ui,
  outbound: outbound.partial(outboundGiven),
  redis: redis.partial(redisGiven),
});

export type MergedSettings = z.output<typeof mergedSchema>;

/** A list of at least one: an empty one would leave open whether nothing or everything is meant. */
export function listOf<V extends z.ZodType>(value: V, most: number, what: string) {
  return z.array(value, { error: what }).min(1, what).max(most, what);
}

const client = {
  clientId: secret,
  clientIdFile: filePath,
  clientSecret: secret,
  clientSecretFile: filePath,
};

export const organizationSchema = layered(
  section({
    region,
    loginUrl: origin,
    apiUrl: origin,
    ...client,
    clients: listOf(section(client).partial(), 10, 'a list of one to ten OAuth clients'),
    credentialsIn: oneOf('header', 'body'),
    credentialsEncoding: oneOf('raw', 'percent'),
  }).partial(),
);

export type OrganizationEntry = z.output<typeof organizationSchema>;
/** The settings of one OAuth client, beside others in a list or alone in the organization itself. */
export type ClientEntry = Pick<OrganizationEntry, keyof typeof client>;

export const callerSchema = layered(
  section({
    keys: listOf(digest, 2, 'a list of one or two digests'),
    organization: name,
    queues: listOf(queueId, 10_000, 'a list of queue ids; leave it out to allow every queue'),
    fields: oneOf('all', 'counts'),
    quota: section({ requests: count, perSeconds: wholeNumber(1, LONGEST_QUOTA_SECONDS) }),
    ignoreParameters: z.array(parameterName, { error: 'a list of parameter names' }),
    keyInUrl: trueOrFalse,
  }).partial(),
);

export type CallerEntry = z.output<typeof callerSchema>;
