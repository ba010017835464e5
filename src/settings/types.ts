// What the settings are once they are read and found good. Durations are milliseconds.
import type { MemberFilters } from '../domain/model.js';
import type { FailurePolicy } from '../domain/acceptance.rules.js';
import type { Caller } from '../domain/caller.rules.js';
import type { CallLimits } from '../domain/calls.rules.js';
import type { Criterion } from '../domain/criterion.rules.js';
import type { AnswerFormat } from '../domain/parameter-tables.js';
import type { OrganizationEntry } from './entry-schemas.js';
import type { MergedSettings } from './schema.js';

/**
 * A secret and, where it came from a file, that file. It is read again when it changes; the address of an outbound
 * proxy, which may hold a password, is used as it was at the start until a restart.
 */
export interface Secret {
  readonly value: string;
  readonly file?: string;
}

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
  /** How client id and secret travel to the login: as RFC 6749 HTTP Basic header, or in the form body. */
  readonly credentialsIn: OrganizationEntry['credentialsIn'];
  /** Header encoding: `raw` as Genesys's own SDK sends it, `percent` as RFC 6749 section 2.3.1 has it. */
  readonly credentialsEncoding: OrganizationEntry['credentialsEncoding'];
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
  /** Whether one of the queues has to reach it alone. */
  readonly anyOf?: true;
  /** What must hold: the acceptance of the file, or `agentsAvailable Greater Than or Equal` the minimum, or `accept`. */
  readonly criterion: Criterion;
  /** What must hold of waiting calls for `accept`. */
  readonly calls?: CallLimits;
  readonly failurePolicy: FailurePolicy;
  readonly format: AnswerFormat;
  /** Whether the HTTP status carries the decision: 200 accept, 409 not. */
  readonly statusCodes: boolean;
}

/** How the login and API hosts are reached. */
interface OutboundSettings {
  /** `http://` or `https://`, or host and port alone; may hold a user and a password. */
  readonly httpsProxy?: Secret;
  /** The same, for login and API hosts that are http addresses. */
  readonly httpProxy?: Secret;
  /** Hosts that are reached without one. */
  readonly noProxy: readonly string[];
  /** PEM text of authorities that are trusted beside the usual ones. */
  readonly ca?: string;
}

interface ListenerSettings {
  readonly host: string;
  readonly port: number;
}

/** What a command needs to ask the service beside it. */
export interface AdminDoor extends ListenerSettings {
  /** Whether it speaks HTTPS. */
  readonly encrypted: boolean;
  readonly key?: Secret;
}

/** The Redis (or Valkey) that replicas share; its secrets may change while we run. */
export interface RedisSettings extends Readonly<
  Pick<MergedSettings['redis'], 'keyPrefix' | 'connectTimeout' | 'commandTimeout'>
> {
  /** `redis://` or `rediss://` (TLS); may hold credentials. */
  readonly url: Secret;
  readonly username?: Secret;
  readonly password?: Secret;
  /** PEM text of the authorities that are trusted instead of the usual ones. */
  readonly ca?: string;
}

/** PEM texts of a listener's certificate chain and key. */
export interface TlsSettings {
  readonly cert: string;
  readonly key: string;
}

/** Sections and values that stand as they are declared in `schema.ts`, where each is explained. */
type AsDeclared =
  | ('auth' | 'logLevel' | 'shutdownDelay')
  | ('availability' | 'activity' | 'push' | 'genesys' | 'http' | 'ui');

export interface Settings extends Readonly<Pick<MergedSettings, AsDeclared>> {
  readonly listener: ListenerSettings & { readonly tls?: TlsSettings };
  /** `keyDigest`: lower-case hex SHA-256 of ADMIN_KEY. */
  readonly admin: ListenerSettings & { readonly keyDigest?: string; readonly tls?: TlsSettings };
  readonly organizations: readonly OrganizationSettings[];
  readonly callers: readonly Caller[];
  readonly webhooks: readonly WebhookSettings[];
  readonly outbound: OutboundSettings;
  /** Absent: this process is on its own. */
  readonly redis?: RedisSettings;
}
