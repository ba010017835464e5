// The doctor's look at many queues in one request: whether Genesys Cloud tells the states of a queue's members, and the same.
import { asServiceError, type ServiceError } from '../../domain/errors.js';
import type { Finding } from '../../domain/finding.js';
import { readEntity } from '../../cache/entity.js';
import { PERSON_VIEW } from '../../cache/people.js';
import { ANALYTICS_PERMISSION } from '../../genesys/activity/activity-request.js';
import type { QueueLook, Unknown } from '../../genesys/activity/look.js';
import { RoutingActivity } from '../../genesys/activity/routing-activity.js';
import { RECHECK_MS } from '../../genesys/activity/trust.rules.js';
import type { Clock } from '../../runtime/clock.js';
import type { Settings } from '../../settings/types.js';
import { failureLine } from '../ask.js';
import type { OAuthClient } from '../upstream.js';
import type { ServiceSeen } from './limit-diagnosis.rules.js';
import {
  compareStates,
  diagnoseComparison,
  diagnoseUnknown,
  withMode,
  type Compared,
} from './looks-diagnosis.rules.js';
import type { Notes } from './notes.js';

const LOOKS = ['looks', 'Many queues in one request'] as const;

interface LooksDependencies {
  readonly client: OAuthClient;
  readonly settings: Pick<Settings, 'genesys' | 'activity'>;
  readonly service: ServiceSeen;
  readonly clock: Clock;
}

/** Notes what a look at the queue would meet; one that can't be read (undefined) is not looked at. */
export async function checkLooks(
  queueId: string | undefined,
  { client, settings, service, clock }: LooksDependencies,
  notes: Notes,
): Promise<void> {
  if (queueId === undefined)
    return void notes.add(...LOOKS, { status: 'skipped', detail: 'The queue could not be read.' });
  const { mode } = settings.activity;
  const timeout = settings.genesys.upstreamTimeout;
  const activity = new RoutingActivity({ client: client.client, clock, timeout });
  let finding: Finding;
  try {
    let compared = await compare(queueId, activity, client);
    // The two are different services of Genesys Cloud: one may be behind for a moment.
    if (typeof compared === 'object' && compared.differing > 0) {
      await new Promise<void>((resolve) => clock.after(RECHECK_MS, resolve));
      compared = await compare(queueId, activity, client);
    }
    finding = typeof compared === 'string' ? diagnoseUnknown(compared) : diagnoseComparison(compared);
  } catch (fault) {
    finding = refusal(asServiceError(fault), mode === 'on');
  }
  notes.add(...LOOKS, withMode(finding, mode, service));
}

/** @returns why a look tells nothing of the queue, if it doesn't */
async function compare(
  queueId: string,
  activity: RoutingActivity,
  { members }: OAuthClient,
): Promise<Compared | Unknown> {
  const before = await look(queueId, activity);
  if (typeof before === 'string') return before;
  const { snapshot } = await members.get({ queueId, filters: {}, view: PERSON_VIEW });
  const after = await look(queueId, activity);
  if (typeof after === 'string') return after;
  const known = snapshot.members.map((member) => ({ userId: member.userId, ...readEntity(member) }));
  return compareStates([before, after], known);
}

async function look(queueId: string, activity: RoutingActivity): Promise<QueueLook | Unknown> {
  const { queues, unknown } = await activity.look([queueId.toLowerCase()]);
  return queues.get(queueId.toLowerCase()) ?? unknown.get(queueId.toLowerCase()) ?? 'absent';
}

/** Everything works without looks, unless they are asked for in so many words. */
function refusal(error: ServiceError, isWanted: boolean): Finding {
  const { code, facts } = error;
  const status = isWanted ? 'failed' : 'warn';
  const told = { code, ...(facts.upstreamStatus !== undefined && { upstreamStatus: facts.upstreamStatus }) };
  if (code === 'genesys_permission_missing')
    return {
      status,
      detail: `The OAuth client lacks the permission ${ANALYTICS_PERMISSION}.`,
      hint: `Add ${ANALYTICS_PERMISSION} (Analytics, Queue Observation, View) to a role of the OAuth client. Without it each queue is asked for by itself, and waiting calls are not known.`,
      facts: { ...told, permission: ANALYTICS_PERMISSION },
    };
  const limited = code === 'genesys_rate_limited';
  return {
    status,
    detail: `Genesys Cloud does not tell: ${failureLine(error)}`,
    hint: limited
      ? 'A limit is used up (429): of analytics alone, unless "Rate limit" below says that it is that of the OAuth client. The service tries again by itself, and asks for each queue by itself meanwhile.'
      : 'The service tries again by itself, and asks for each queue by itself meanwhile. If this stays, nothing is lost with ACTIVITY=off (activity.mode).',
    facts: told,
  };
}
