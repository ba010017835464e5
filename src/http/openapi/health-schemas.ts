// What health routes and the status page say of tokens and settings, as JSON Schemas.
import {
  clientHealthSchema,
  organizationHealthSchema,
  settingsHealthSchema,
  tokenHealthSchema,
} from '../health/token-answer.js';
import type { SharingHealth } from '../dependencies.js';
import { looksHealthExample, looksHealthSchema } from './looks-schemas.js';
import { pushHealthExample, pushHealthSchema } from './push-schemas.js';
import { componentsOf } from './components.js';
import { closed, listOf, oneOf, type Schema } from './types.js';

const components = () =>
  componentsOf({
    ClientHealth: clientHealthSchema,
    OrganizationHealth: organizationHealthSchema,
    TokenHealth: tokenHealthSchema,
  });

const propertiesOf = (schema: Schema | undefined) => schema?.['properties'] as Record<string, Schema>;

/** The fields of one organization. */
export const tokenProperties = () => propertiesOf(components()['OrganizationHealth']);

/** How the settings stand. */
const settingsSchema = () => componentsOf({ Settings: settingsHealthSchema })['Settings'] as Schema;
export const settingsProperties = () => propertiesOf(settingsSchema());

/** The words for what replicas share. */
export const SHARING: ReadonlyArray<SharingHealth['status']> = ['off', 'ok', 'degraded'];

/** The schemas of this file by name. */
export function healthSchemas(): Record<string, Schema> {
  return {
    ...components(),
    Readiness: closed('Whether requests should be sent here, and what that rests on.', {
      state: oneOf(['starting', 'ready', 'draining'], 'Ready from the first token until the drain.'),
      shared: oneOf(SHARING, 'The state of the shared Redis.'),
      settings: settingsSchema(),
      organizations: listOf(
        closed(
          'One organization.',
          { ...tokenProperties(), activity: looksHealthSchema(), push: pushHealthSchema() },
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
