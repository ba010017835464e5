// What health routes and the status page say of tokens and settings, as JSON Schemas.
import type { describeSettings, describeToken } from '../health/health-routes.js';
import type { SharingHealth } from '../dependencies.js';
import { looksHealthExample, looksHealthSchema } from './looks-schemas.js';
import { pushHealthExample, pushHealthSchema } from './push-schemas.js';
import {
  closed,
  count,
  listOf,
  moment,
  nullable,
  oneOf,
  orNull,
  ref,
  text,
  yesOrNo,
  type Schema,
} from './types.js';

type TokenField = keyof ReturnType<typeof describeToken>;
type SettingsField = keyof ReturnType<typeof describeSettings>;

/** The fields of one OAuth client. */
const clientProperties = () =>
  ({
    status: oneOf(
      ['healthy', 'renewing', 'degraded', 'failing'],
      'degraded: renewal fails, but a usable token is held. failing: none is.',
    ),
    expiresInSeconds: nullable(count('Until the token expires; null without one.')),
    renewInSeconds: nullable(count('Until the next login; null while one is under way.')),
    obtainedAt: nullable(moment('When the token was obtained.')),
    generation: count('Logins of this process that succeeded.'),
    consecutiveFailures: count('Logins that failed since.'),
    lastError: orNull(
      closed('Why the last login failed.', { code: ref('schemas', 'ErrorCode'), hint: text('What to do.') }),
    ),
    credentialsChangedAt: nullable(moment('When the client id or secret was last changed.')),
    credentialsProvenAt: nullable(moment('When a login with the changed ones first succeeded.')),
  }) satisfies Record<Exclude<TokenField, 'organization'>, Schema>;

/** The fields of one organization. */
export const tokenProperties = (): Record<string, Schema> => ({
  organization: text('Its name in the settings.'),
  ...clientProperties(),
  clients: listOf(ref('schemas', 'ClientHealth'), 'Each OAuth client, where there are several.'),
});

/** How the settings stand. */
export const settingsProperties = () =>
  ({
    loadedAt: nullable(moment('When the settings in force were read.')),
    lastError: orNull(
      closed('Why the files as they are now are not in force.', {
        at: nullable(moment('When they were read.')),
        faults: count('How many faults they have.'),
        hint: text('What to do.'),
      }),
    ),
    restartNeeded: yesOrNo('Whether something was changed that takes a restart.'),
  }) satisfies Record<SettingsField, Schema>;

/** The words for what replicas share. */
export const SHARING: ReadonlyArray<SharingHealth['status']> = ['off', 'ok', 'degraded'];

/** The schemas of this file by name. */
export function healthSchemas(): Record<string, Schema> {
  const organization = tokenProperties();
  return {
    ClientHealth: closed('One OAuth client.', clientProperties()),
    OrganizationHealth: closed("One organization's tokens.", organization, ['clients']),
    TokenHealth: closed(
      'The organization that was asked for; of all the worst, with every one in the list.',
      {
        ...organization,
        organizations: listOf(
          ref('schemas', 'OrganizationHealth'),
          'Every organization, unless one was asked for.',
        ),
      },
      ['clients', 'organizations'],
    ),
    Readiness: closed('Whether requests should be sent here, and what that rests on.', {
      state: oneOf(['starting', 'ready', 'draining'], 'Ready from the first token until the drain.'),
      shared: oneOf(SHARING, 'The state of the shared Redis.'),
      settings: closed('The state of the settings.', settingsProperties()),
      organizations: listOf(
        closed(
          'One organization.',
          { ...organization, activity: looksHealthSchema(), push: pushHealthSchema() },
          ['clients'],
        ),
        'Every organization.',
      ),
    }),
  };
}

/** One organization in a health answer. */
export function organizationExample(status = 'healthy'): object {
  const failing = status === 'failing';
  const hint = 'Check client id and secret, and the region.';
  return {
    organization: 'default',
    status,
    expiresInSeconds: failing ? null : 80_000,
    renewInSeconds: failing ? 4 : 60_000,
    obtainedAt: failing ? null : '2026-03-01T10:13:20.000Z',
    generation: failing ? 0 : 1,
    consecutiveFailures: failing ? 3 : 0,
    lastError: failing ? { code: 'login_invalid_client', hint } : null,
    credentialsChangedAt: null,
    credentialsProvenAt: null,
  };
}

/** An answer of `/health/token` with one organization. */
export const tokenExample = (status: string): object => ({
  ...organizationExample(status),
  organizations: [organizationExample(status)],
});

/** How settings without faults are told. */
export const settingsExample = () => ({
  loadedAt: '2026-03-01T10:13:19.000Z',
  lastError: null,
  restartNeeded: false,
});

/** An answer of `/readyz?verbose`. */
export const readinessExample = (state: string): object => ({
  state,
  shared: 'off',
  settings: settingsExample(),
  organizations: [
    {
      ...organizationExample(state === 'ready' ? 'healthy' : 'failing'),
      activity: looksHealthExample(),
      push: pushHealthExample(),
    },
  ],
});
