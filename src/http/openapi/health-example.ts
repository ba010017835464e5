// Answers of the health routes as examples.
import { ANALYTICS_PERMISSION } from '../../genesys/activity/activity-request.js';

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
      activity: { status: 'forbidden', missingPermissions: [ANALYTICS_PERMISSION] },
      push: { status: 'live', reason: null, missingPermissions: [] },
    },
  ],
});
