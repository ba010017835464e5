// What the settings are once they are read and found good. Durations are milliseconds.
import type { MemberFilters } from '../domain/model.js';
import type { FailurePolicy } from '../domain/acceptance.rules.js';
import type { Caller } from '../domain/caller.rules.js';
import type { CallLimits } from '../domain/calls.rules.js';
import type { Criterion } from '../domain/criterion.rules.js';
import type { AnswerFormat } from '../domain/parameter-tables.js';

/**
 * A secret and, where it came from a file, that file. It is read again when it changes; the address of an outbound
 * proxy, which may hold a password, is used as it was at the start until a restart.
 */
export interface Secret {
  readonly value: string;
  readonly file?: string;
}

/** How client id and secret travel to the login: as RFC 6749 HTTP Basic header, or in the form body. */
type CredentialsIn = 'header' | 'body';

/** Header encoding: `raw` as Genesys's own SDK sends it, `percent` as RFC 6749 section 2.3.1 has it. */
type CredentialsEncoding = 'raw' | 'percent';

/** One OAuth client. */
export interface ClientSettings {
  readonly clientId: Secret;
  readonly clientSecret: Secret;
}

/** One Genesys Cloud organization and the OAuth clients that speak for us there. */
export interface OrganizationSettings {
  readonly name: string;
  /** Origin without a trailing slash, such as `https://login.mypurecloud.com`. */
  readonly loginUrl: string;
  readonly apiUrl: string;
  /** At least one; of equal roles and divisions, each with a rate limit of its own. */
  readonly clients: readonly ClientSettings[];
  readonly credentialsIn: CredentialsIn;
  readonly credentialsEncoding: CredentialsEncoding;
}

/** A question that lives with the operator: a platform asks it by its name. */
export interface WebhookSettings {
  readonly name: string;
  readonly organization: string;
  /** Names of those who may use it; absent means every caller of the organization. */
  readonly callers?: readonly string[];
  /** Lower-case ids, at least one, without repeats. */
  readonly queueIds: readonly string[];
  readonly filters: MemberFilters;
  readonly minimum: number;
  /** What must hold: the acceptance of the file, or `agentsAvailable Greater Than or Equal` the minimum, or `accept`. */
  readonly criterion: Criterion;
  /** What must hold of waiting calls for `accept`. */
  readonly calls?: CallLimits;
  readonly failurePolicy: FailurePolicy;
  readonly format: AnswerFormat;
  /** Whether the HTTP status carries the decision: 200 accept, 409 not. */
  readonly statusCodes: boolean;
}

interface AvailabilitySettings {
  readonly freshFor: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
  readonly deadline: number;
  readonly keepWarmFor: number;
  readonly failurePolicy: FailurePolicy;
  /** Snapshots held at most, and estimated bytes of them; the longest unused go. */
  readonly maxSnapshots: number;
  readonly maxSnapshotBytes: number;
  /** Queries remembered (and so kept warm) at most in each organization. */
  readonly maxQueries: number;
  /** Fetches under way at most; the others wait their turn. */
  readonly maxWalks: number;
}

/** Looks at many queues in one request, beside asking for each. */
export interface ActivitySettings {
  /** `auto`: once polling alone can't keep `freshFor`. */
  readonly mode: 'auto' | 'on' | 'off';
  /** Between two looks at the same queue. */
  readonly minInterval: number;
}

/** What is heard of changes, beside asking. */
export interface PushSettings {
  readonly enabled: boolean;
  /** A count this old is given without asking while every change is heard of; 0: as without push. */
  readonly freshFor: number;
  /** Between two refreshes of a query that changes ask for. */
  readonly minInterval: number;
  /** Where the id of our channel is kept over restarts; absent: a folder of our own in the system's temporary one. */
  readonly stateDir?: string;
}

export interface GenesysSettings {
  /** A page request is given up after this long. */
  readonly upstreamTimeout: number;
  /** A whole load (all pages, all retries) is given up after this long. */
  readonly loadTimeout: number;
  readonly maxPages: number;
  readonly maxResponseBytes: number;
  /** Connections kept to each API host. */
  readonly connections: number;
  readonly loginTimeout: number;
}

/** How the login and API hosts are reached. */
export interface OutboundSettings {
  /** `http://` or `https://`, or host and port alone; may hold a user and a password. */
  readonly httpsProxy?: Secret;
  /** The same, for login and API hosts that are http addresses. */
  readonly httpProxy?: Secret;
  /** Hosts that are reached without one. */
  readonly noProxy: readonly string[];
  /** PEM text of authorities that are trusted beside the usual ones. */
  readonly ca?: string;
}

export interface ListenerSettings {
  readonly host: string;
  readonly port: number;
}

/** What a command needs to ask the service beside it. */
export interface AdminDoor extends ListenerSettings {
  /** Whether it speaks HTTPS. */
  readonly encrypted: boolean;
  readonly key?: Secret;
}

interface HttpSettings {
  /** Express's `trust proxy`: false, or a list of addresses / subnets whose X-Forwarded-For is believed. */
  readonly trustProxy: false | readonly string[];
  readonly bodyLimitBytes: number;
  /** Failed keys from one address in a minute before they are answered with 429. */
  readonly failedKeysPerMinute: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** Connections of the public listener at most; absent: as many as descriptors allow. */
  readonly maxConnections?: number | undefined;
  /** Whether the public listener serves the description of its own routes too. */
  readonly publishOpenapi: boolean;
  /** `loads`: answers from memory (hits) are logged at debug only. */
  readonly decisionLog: 'all' | 'loads';
}

/** What the status page shows. */
interface UiSettings {
  /** Whether it names the agents whom a query counts. */
  readonly showAgents: boolean;
}

/** The Redis (or Valkey) that replicas share; its secrets may change while we run. */
export interface RedisSettings {
  /** `redis://` or `rediss://` (TLS); may hold credentials. */
  readonly url: Secret;
  readonly username?: Secret;
  readonly password?: Secret;
  /** PEM text of the authorities that are trusted instead of the usual ones. */
  readonly ca?: string;
  readonly keyPrefix: string;
  readonly connectTimeout: number;
  readonly commandTimeout: number;
}

/** PEM texts of a listener's certificate chain and key. */
export interface TlsSettings {
  readonly cert: string;
  readonly key: string;
}

type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface Settings {
  readonly listener: ListenerSettings & { readonly tls?: TlsSettings };
  /** `keyDigest`: lower-case hex SHA-256 of ADMIN_KEY. */
  readonly admin: ListenerSettings & { readonly keyDigest?: string; readonly tls?: TlsSettings };
  readonly auth: 'keys' | 'none';
  readonly organizations: readonly OrganizationSettings[];
  readonly callers: readonly Caller[];
  readonly webhooks: readonly WebhookSettings[];
  readonly availability: AvailabilitySettings;
  readonly activity: ActivitySettings;
  readonly push: PushSettings;
  readonly genesys: GenesysSettings;
  readonly http: HttpSettings;
  readonly ui: UiSettings;
  readonly outbound: OutboundSettings;
  /** Absent: this process is on its own. */
  readonly redis?: RedisSettings;
  readonly logLevel: LogLevel;
  /** Milliseconds between SIGTERM and the close of the listeners. */
  readonly shutdownDelay: number;
}
