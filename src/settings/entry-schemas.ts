// The shape of an organization, a caller and a named webhook in the settings file, and the text of each key.
import { z } from 'zod';
import { filterEntries, type FilterDescription, type FilterName } from '../domain/filters.js';
import { tagProblem } from '../domain/unreplaced-tag.rules.js';
import {
  ANSWER_FIELDS,
  CONDITIONS,
  PAGE_FIELDS,
  readCondition,
  readField,
} from '../domain/criterion.rules.js';
import { readFilters } from '../domain/member-query.rules.js';
import { CALL_PARAMETERS, MAX_QUEUES, MINIMUM_PARAMETERS } from '../domain/parameter-tables.js';
import { shownValue } from '../domain/parameters.rules.js';
import { shown } from './describe.js';
import { origin, parameterName, queueId, region } from './genesys-values.js';
import { defaulted, layered, listOf, optional, section } from './setting.js';
import {
  digest,
  filePath,
  name,
  oneOf,
  secret,
  textOf,
  trueOrFalse,
  valueOf,
  wholeNumber,
} from './values.js';

/** The organization that the GENESYSCLOUD_ names make. */
export const ENVIRONMENT_ORGANIZATION = 'default';

const client = {
  clientId: optional(secret, 'id of the OAuth client', { env: 'GENESYSCLOUD_OAUTHCLIENT_ID' }),
  clientIdFile: optional(filePath, 'a file that holds it', { env: 'GENESYSCLOUD_OAUTHCLIENT_ID_FILE' }),
  clientSecret: optional(secret, 'its secret', { env: 'GENESYSCLOUD_OAUTHCLIENT_SECRET' }),
  clientSecretFile: optional(filePath, 'a file that holds it; a changed file is used without a restart', {
    env: 'GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE',
  }),
};

export const organizationSchema = layered(
  section({
    region: optional(region, '`us-east-1`, `us_east_1` or `mypurecloud.com`', { env: 'GENESYSCLOUD_REGION' }),
    loginUrl: optional(origin, 'another login host', {
      env: 'GENESYSCLOUD_LOGIN_URL',
      otherwise: 'by region',
    }),
    apiUrl: optional(origin, 'another API host', { env: 'GENESYSCLOUD_API_URL', otherwise: 'by region' }),
    ...client,
    clients: optional(
      listOf(section(client), 10, 'a list of one to ten OAuth clients'),
      'instead of one client a list of one to ten, each with `clientId` and `clientSecret` (or `…File`): equal roles and divisions, each with a rate limit of its own',
    ),
    credentialsIn: defaulted(oneOf('header', 'body'), 'header', '`header` (HTTP Basic) or `body` (form)'),
    credentialsEncoding: defaulted(
      oneOf('raw', 'percent'),
      'raw',
      "in the header: `raw` as Genesys's SDK sends it, or `percent` as RFC 6749 says",
    ),
  }),
);

export type OrganizationEntry = z.output<typeof organizationSchema>;

/** The limiter counts with a timer, and timers end at 2^31 - 1 ms. */
const LONGEST_QUOTA_SECONDS = 2_147_483;

export const callerSchema = layered(
  section({
    keys: optional(
      listOf(digest, 2, 'a list of one or two digests'),
      'one or two digests, `sha256:…`; both are valid',
    ),
    organization: optional(
      name,
      'the organization that its questions go to; can be left out if there is only one',
      { otherwise: '`default`' },
    ),
    queues: optional(
      listOf(queueId, 10_000, 'a list of queue ids; leave it out to allow every queue'),
      'allow-list of queue ids',
      { otherwise: 'all' },
    ),
    fields: defaulted(oneOf('all', 'counts'), 'all', "`counts`: agents' data stays inside"),
    quota: optional(
      section({ requests: wholeNumber(1), perSeconds: wholeNumber(1, LONGEST_QUOTA_SECONDS) }),
      '`{ requests, perSeconds }`, counted by each process; a question for several queues counts once for each',
      { otherwise: 'none' },
    ),
    ignoreParameters: defaulted(
      z.array(parameterName, { error: 'a list of parameter names' }),
      [],
      'names that the platform appends to the URL or body, in any case; `sub*` for all that begin so, `"*"` for all that a route doesn\'t know',
      { otherwise: 'none' },
    ),
    keyInUrl: defaulted(trueOrFalse, false, 'take the key as `?key=` too'),
  }),
);

export type CallerEntry = z.output<typeof callerSchema>;

export const QUEUES_ALLOWED = `a list of 1 to ${MAX_QUEUES} queue ids`;

/** A filter, read as the availability routes read it; a list stands for the parameter repeated. */
function filter(name: FilterName, description: FilterDescription) {
  const read = (value: unknown) => {
    const given: unknown[] = Array.isArray(value) ? value : [value];
    if (!given.every(isScalar)) return undefined;
    try {
      return readFilters(new Map([[name, given.map(String)]]))[name];
    } catch {
      return undefined;
    }
  };
  return valueOf(allowedIn(description), read, (value) => tagFault(value) ?? shown(value));
}

/** A tag of a platform is replaced by the platform, and here is none. */
function tagFault(value: unknown): string | undefined {
  const given: unknown[] = Array.isArray(value) ? value : [value];
  const texts = given.filter(isScalar).flatMap((one) => String(one).split(','));
  const tag = texts.find((text) => tagProblem(text) !== undefined);
  return tag === undefined ? undefined : `is ${shownValue(tag.trim())}, which holds ${tagProblem(tag)}`;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function allowedIn({ type, values }: FilterDescription): string {
  if (type === 'flag') return 'true or false';
  if (type === 'list') return 'text or a list of texts, not empty';
  return values ? `one text, such as ${values.join(' or ')}` : 'one text, not empty';
}

const filters = section(
  Object.fromEntries(filterEntries().map(([name, description]) => [name, filter(name, description)])),
);

const acceptance = section({
  field: textOf(
    `a path that begins with one of ${[...ANSWER_FIELDS, ...PAGE_FIELDS].join(', ')}, such as total or queues.0.agentsAvailable`,
    readField,
  ),
  condition: textOf(`one of ${CONDITIONS.join(', ')}`, readCondition),
  value: valueOf('text, a number, true or false', (value) =>
    isScalar(value) && value !== '' ? value : undefined,
  ).optional(),
});

export const webhookSchema = layered(
  section({
    organization: optional(name, 'as for callers', { otherwise: '`default`' }),
    callers: optional(
      listOf(name, 1_000, 'a list of names of callers; leave it out to allow every caller'),
      'callers of that organization who may use it',
      { otherwise: 'all' },
    ),
    queues: optional(listOf(queueId, MAX_QUEUES, QUEUES_ALLOWED), `1 to ${MAX_QUEUES} queue ids`),
    filters: optional(layered(filters.partial()), 'names and defaults of the availability route'),
    minimum: defaulted(
      wholeNumber(MINIMUM_PARAMETERS.min.min),
      1,
      'at least this many agents must match, over all queues together, if there is no `acceptance` and no `anyOf`',
    ),
    anyOf: optional(
      wholeNumber(MINIMUM_PARAMETERS.anyOf.min),
      'instead of `minimum`: at least this many agents must match in one of the queues alone',
    ),
    maxWaiting: optional(
      wholeNumber(CALL_PARAMETERS.maxWaiting.min),
      'at most this many calls may wait ([waiting calls](routes.md#waiting-calls)), if there is no `acceptance` or it is about `accept`',
    ),
    minFree: optional(
      wholeNumber(CALL_PARAMETERS.minFree.min),
      'at least this many agents must be free, in the same way',
    ),
    acceptance: optional(acceptance, '`{ field, condition, value }`'),
    failurePolicy: optional(oneOf('error', 'closed', 'open'), '`closed`, `open` or `error`', {
      otherwise: '`availability.failurePolicy`',
    }),
    format: defaulted(oneOf('json', 'text', 'xml'), 'json', '`json`, `text` or `xml`'),
    statusCodes: defaulted(trueOrFalse, false, '`true`: 200 for accept, 409 for not'),
  }),
);

export type WebhookEntry = z.output<typeof webhookSchema>;
