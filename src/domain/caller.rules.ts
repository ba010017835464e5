// Who is asking: finds the caller key in a request's headers and the caller that it belongs to.
import { timingSafeEqual } from 'node:crypto';
import { keyDigest } from './key-digest.js';

/** So many requests in so many seconds. */
export interface Quota {
  readonly requests: number;
  readonly perSeconds: number;
}

/** Someone who may ask, known by the digests of one or two keys. */
export interface Caller {
  readonly name: string;
  /** Lower-case hex SHA-256 of each valid key. */
  readonly digests: readonly string[];
  /** Name of the organization that this caller's questions go to. */
  readonly organization: string;
  /** Lower-case queue ids; absent means every queue. */
  readonly queues?: readonly string[];
  /** `counts` keeps agents' data inside: answers carry numbers only. */
  readonly fields: 'all' | 'counts';
  readonly quota?: Quota;
  /** Parameter names that a platform appends and that are passed over; `sub*` is a prefix, `*` all that are unknown. */
  readonly ignoreParameters: readonly string[];
  /** Whether `?key=` is taken from this caller. */
  readonly keyInUrl: boolean;
}

/** Where a request may carry its key. */
interface KeyHeaders {
  readonly authorization?: string | undefined;
  readonly apiKey?: string | undefined;
}

/**
 * The keys in a request's headers, the one of `Authorization` first: `Bearer <key>`, `Token <key>`, or the password of
 * `Basic`. "Bearer Bearer <key>" is what comes of pasting "Bearer <key>" into a field that adds the word by itself.
 */
export function presentedKeys({ authorization, apiKey }: KeyHeaders): string[] {
  const [key, ...schemes] = (authorization ?? '').trim().split(/\s+/).reverse();
  const isKey =
    schemes.length > 0 && [key ?? '', ...schemes].every((word, index) => isScheme(word) === index > 0);
  return [isKey ? key : basicPassword(authorization), apiKey?.trim()].flatMap((one) => (one ? [one] : []));
}

const isScheme = (word: string) => /^(?:bearer|token)$/i.test(word);

/**
 * Whether this caller's platform appends `name` by itself, in any case; `sub*` stands for all names that begin so. What
 * the route knows is passed over only under its very name, and a prefix takes nothing that is a known name misspelt:
 * a filter must not be lost without a word.
 */
export function passesOver(
  { ignoreParameters, keyInUrl }: Pick<Caller, 'ignoreParameters' | 'keyInUrl'>,
  name: string,
  known: readonly string[],
): boolean {
  if (ignoreParameters.includes(name) || (keyInUrl && name === 'key')) return true;
  if (known.includes(name)) return false;
  const folded = name.toLowerCase();
  const letters = lettersOf(name);
  return ignoreParameters.some((pattern) => {
    const wanted = pattern.toLowerCase();
    if (!wanted.endsWith('*')) return folded === wanted;
    return folded.startsWith(wanted.slice(0, -1)) && !known.some((one) => lettersOf(one) === letters);
  });
}

const lettersOf = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '');

/** The password of HTTP Basic credentials (RFC 7617); undefined for anything else. */
export function basicPassword(authorization: string | undefined): string | undefined {
  const encoded = /^\s*basic\s+([\w+/=-]+)\s*$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : decoded.slice(colon + 1);
}

/** A caller, and by which of its keys it was known. */
export interface FoundCaller {
  readonly caller: Caller;
  /** One of its digests. */
  readonly digest: string;
}

/** The caller whose key `key` is. Every digest is compared, each in constant time. */
export function findCaller(key: string, callers: readonly Caller[]): FoundCaller | undefined {
  const digest = Buffer.from(keyDigest(key), 'hex');
  let found: FoundCaller | undefined;
  for (const caller of callers) {
    for (const hex of caller.digests) {
      if (timingSafeEqual(Buffer.from(hex, 'hex'), digest)) found = { caller, digest: hex };
    }
  }
  return found;
}

/** Whether `caller` may ask for the queue with this lower-case id. */
export function mayAsk(caller: Caller, queueId: string): boolean {
  return caller.queues?.includes(queueId) ?? true;
}

/** Whom every request is taken to be from when no key is asked for. @param organizations their names */
export function anonymousCaller(organizations: readonly string[]): Caller {
  const organization = organizations.includes('default') ? 'default' : (organizations[0] ?? 'default');
  return {
    name: 'anonymous',
    digests: [],
    organization,
    fields: 'all',
    ignoreParameters: [],
    keyInUrl: false,
  };
}

/** Whether `caller` may use this webhook: one of its organization, and of its callers if it names them. */
export function mayUse(
  caller: Caller,
  webhook: { readonly organization: string; readonly callers?: readonly string[] },
): boolean {
  return caller.organization === webhook.organization && (webhook.callers?.includes(caller.name) ?? true);
}

/** A caller, a webhook that it would use, and queues of it that its allow-list leaves out. */
export interface ExcludedQueues {
  readonly caller: string;
  readonly webhook: string;
  readonly queues: readonly string[];
}

/**
 * Callers whose allow-list leaves out queues of a webhook of their own, so that each call of it is refused: a webhook
 * that names them, or that nobody else of their organization could use.
 */
export function excludedQueues(
  callers: readonly Caller[],
  webhooks: ReadonlyArray<{
    readonly name: string;
    readonly organization: string;
    readonly callers?: readonly string[];
    readonly queueIds: readonly string[];
  }>,
): ExcludedQueues[] {
  return webhooks.flatMap((webhook) => {
    const users = callers
      .filter((caller) => mayUse(caller, webhook))
      .map((caller) => ({ caller, queues: webhook.queueIds.filter((id) => !mayAsk(caller, id)) }));
    const excluded = users.filter(({ queues }) => queues.length > 0);
    if (!webhook.callers && excluded.length < users.length) return [];
    return excluded.map(({ caller, queues }) => ({ caller: caller.name, webhook: webhook.name, queues }));
  });
}
