// The API host: who asks, within which limit, with which permission, and for what.
import type { Activity } from './activity/service.js';
import type { Answer } from './answer.js';
import type { Asked } from './asked.js';
import { Refusal } from './errors.js';
import { membersAnswer, type Twist } from './members.js';
import { queueAnswer, queuesAnswer } from './queues.js';
import { notificationsAnswer } from './notifications/routes.js';
import type { Notifications } from './notifications/service.js';
import { MEMBER_PERMISSIONS, OBSERVATION_PERMISSIONS, QUEUE_PERMISSIONS } from './permissions.js';
import type { Standing } from './rate-limit.js';
import type { IssuedToken, TokenDesk } from './tokens.js';
import type { World } from './world.js';
import type { Queue } from './world-change.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Who asks: the token that came, if it was ever issued, and where it stands in its window. */
export interface Caller {
  readonly token: IssuedToken | undefined;
  readonly standing: Standing | undefined;
}

function authenticated(asked: Asked, caller: Caller, desk: TokenDesk): IssuedToken {
  if (asked.scheme !== 'bearer' || asked.credential === '')
    throw new Refusal(401, { code: 'authentication.required' });
  if (!caller.token || !desk.good(caller.token)) throw new Refusal(401, { code: 'bad.credentials' });
  return caller.token;
}

function withinLimit({ standing }: Caller): void {
  if (standing && standing.count > standing.allowed)
    throw new Refusal(429, { params: { seconds: String(standing.reset) } });
}

function permitted(token: IssuedToken, anyOf: readonly string[]): void {
  if (token.client.permissions.some((permission) => anyOf.includes(permission))) return;
  throw new Refusal(403, { params: { permissions: `[${anyOf.join(', ')}]` } });
}

function queueOf(asked: Asked, world: World): Queue {
  const id = asked.queueId ?? '';
  if (!UUID.test(id)) throw new Refusal(400, { code: 'invalid.id' });
  const queue = world.find(id);
  if (!queue) throw new Refusal(404);
  return queue;
}

/** What the API knows. */
export interface Organization {
  readonly desk: TokenDesk;
  readonly world: World;
  /** Undefined: there is no notification service. */
  readonly notifications: Notifications | undefined;
  /** Undefined: there are no analytics. */
  readonly activity: Activity | undefined;
}

/** Whether a request is for the notification service. */
export const notifies = ({ route }: Asked): boolean => route === 'channels' || route === 'subscriptions';

/** Whether a request is for analytics. */
export const analyses = ({ route }: Asked): boolean => route === 'activity' || route === 'observations';

/** Whether the API has what is asked for. */
function isThere(asked: Asked, service: Notifications | Activity | undefined): boolean {
  if (notifies(asked)) return service !== undefined;
  if (analyses(asked)) return service !== undefined && asked.method === 'POST';
  return asked.method === 'GET' && ['members', 'queue', 'queues'].includes(asked.route);
}

/** The right answer of the API. @throws Refusal where Genesys answers with an error. */
export function apiAnswer(
  asked: Asked,
  caller: Caller,
  { desk, world, notifications, activity }: Organization,
  twist: Twist,
  body: string,
): Answer {
  const service = notifies(asked) ? notifications : undefined;
  const analytics = analyses(asked) ? activity : undefined;
  if (!isThere(asked, service ?? analytics)) throw new Refusal(404);
  const token = authenticated(asked, caller, desk);
  withinLimit(caller);
  if (service) return notificationsAnswer(service, { asked, token, body });
  if (analytics) {
    permitted(token, OBSERVATION_PERMISSIONS);
    return analytics.answer(asked, body);
  }
  permitted(token, asked.route === 'members' ? MEMBER_PERMISSIONS : QUEUE_PERMISSIONS);
  if (asked.route === 'queues') return queuesAnswer(world, asked);
  const queue = queueOf(asked, world);
  return asked.route === 'queue' ? queueAnswer(queue) : membersAnswer(queue, asked, twist);
}
