// How looks at many queues stand, as people and programs read it.
import { ANALYTICS_PERMISSION } from '../../genesys/activity/activity-request.js';
import type { Organization } from '../dependencies.js';

/** Everything, for `/status` and the page. */
export function activityLine({ activity }: Pick<Organization, 'activity'>) {
  const { lastLookAgoMs, ...health } = activity();
  return {
    ...health,
    lastLookAgoMs: lastLookAgoMs ?? null,
    missingPermission: health.status === 'forbidden' ? ANALYTICS_PERMISSION : null,
  };
}

/** What may be told to everybody: whether looks work, or what is missing. */
export function activityHealth(organization: Pick<Organization, 'activity'>) {
  const { status, missingPermission } = activityLine(organization);
  return { status, missingPermissions: missingPermission === null ? [] : [missingPermission] };
}
