// What is told of tokens and settings: its type and its description come from here.
import { z } from 'zod';
import type { SettingsHealth } from '../../settings/watch.js';
import type { TokenHealth } from '../../oauth/renewal.js';
import type { Organization } from '../dependencies.js';
import { count, errorCode, lazily, moment, text, yesOrNo, type Written } from '../../domain/fields.js';

const SEVERITY = ['healthy', 'renewing', 'degraded', 'failing'] as const;
const severity = ({ status }: { readonly status: (typeof SEVERITY)[number] }) => SEVERITY.indexOf(status);

/** One OAuth client. */
export const clientHealthSchema = lazily(() =>
  z
    .strictObject({
      status: z
        .enum(SEVERITY)
        .describe('degraded: renewal fails, but a usable token is held. failing: none is.'),
      expiresInSeconds: count('Until the token expires; null without one.').nullable(),
      renewInSeconds: count('Until the next login; null while one is under way.').nullable(),
      obtainedAt: moment('When the token was obtained.').nullable(),
      generation: count('Logins of this process that succeeded.'),
      consecutiveFailures: count('Logins that failed since.'),
      lastError: z
        .strictObject({ code: errorCode(), hint: text('What to do.') })
        .describe('Why the last login failed.')
        .nullable(),
      credentialsChangedAt: moment('When the client id or secret was last changed.').nullable(),
      credentialsProvenAt: moment('When a login with the changed ones first succeeded.').nullable(),
    })
    .describe('One OAuth client.'),
);

/** One organization; of several OAuth clients the best speaks for all. */
export const organizationHealthSchema = lazily(() =>
  z
    .strictObject({
      organization: text('Its name in the settings.'),
      ...clientHealthSchema().shape,
      clients: z
        .array(clientHealthSchema())
        .exactOptional()
        .describe('Each OAuth client, where there are several.'),
    })
    .describe("One organization's tokens."),
);

/** The answer of `/health/token`. */
export const tokenHealthSchema = lazily(() =>
  organizationHealthSchema()
    .extend({
      organizations: z
        .array(organizationHealthSchema())
        .exactOptional()
        .describe('Every organization, unless one was asked for.'),
    })
    .describe('The organization that was asked for; of all the worst, with every one in the list.'),
);

/** How the settings stand. */
export const settingsHealthSchema = lazily(() =>
  z
    .strictObject({
      loadedAt: moment('When the settings in force were read.').nullable(),
      lastError: z
        .strictObject({
          at: moment('When they were read.').nullable(),
          faults: count('How many faults they have.'),
          hint: text('What to do.'),
        })
        .describe('Why the files as they are now are not in force.')
        .nullable(),
      restartNeeded: yesOrNo('Whether something was changed that takes a restart.'),
    })
    .describe('The state of the settings.'),
);

type ClientHealth = Written<typeof clientHealthSchema>;
type OrganizationHealth = Written<typeof organizationHealthSchema>;

/** The worst comes first, so that a monitor that knows nothing of organizations can read `status`. */
export function tokenAnswer(described: readonly OrganizationHealth[], all: boolean): object | undefined {
  const [worst] = described.toSorted((a, b) => severity(b) - severity(a));
  return all ? { ...worst, organizations: described } : worst;
}

/** How the settings stand; names of callers and files are for the log and the admin listener. */
export function describeSettings({
  loadedAt,
  lastError,
  needRestart,
}: SettingsHealth): Written<typeof settingsHealthSchema> {
  return {
    loadedAt: isoTime(loadedAt),
    lastError: lastError
      ? { at: isoTime(lastError.at), faults: lastError.faults.length, hint: SETTINGS_HINT }
      : null,
    restartNeeded: needRestart.length > 0,
  };
}

const SETTINGS_HINT =
  'The files were changed and have faults: the settings from before stay in force. The log and /status list the ' +
  'faults; correct the files, they are read again when they change.';

/** The fields of `/health/token` for one organization; of several OAuth clients the best speaks for all. */
export function describeToken({ name, tokens }: Organization, now: number): OrganizationHealth {
  const clients = tokens().map((health) => describeClient(health, now));
  const [best = describeClient(NO_TOKEN, now)] = clients.toSorted((a, b) => severity(a) - severity(b));
  if (clients.length < 2) return { organization: name, ...best };
  const harmed =
    best.status !== 'failing' &&
    clients.some(({ status }) => severity({ status }) > severity({ status: 'renewing' }));
  return { organization: name, ...best, status: harmed ? 'degraded' : best.status, clients };
}

const isoTime = (wall: number | undefined) => (wall === undefined ? null : new Date(wall).toISOString());

const NO_TOKEN: TokenHealth = { status: 'failing', generation: 0, failures: 0 };

function describeClient(health: TokenHealth, now: number): ClientHealth {
  const seconds = (at: number | undefined) =>
    at === undefined ? null : Math.max(0, Math.round((at - now) / 1000));
  return {
    status: health.status,
    expiresInSeconds: seconds(health.expiresAt),
    renewInSeconds: seconds(health.renewAt),
    obtainedAt: isoTime(health.obtainedAt),
    generation: health.generation,
    consecutiveFailures: health.failures,
    lastError: health.lastError ? { code: health.lastError.code, hint: health.lastError.hint } : null,
    credentialsChangedAt: isoTime(health.credentialsChangedAt),
    credentialsProvenAt: isoTime(health.credentialsProvenAt),
  };
}
