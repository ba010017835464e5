// The API host: who asks, within which limit, with which permission, and for what.
import type { Answer } from './answer.js';
import type { Asked } from './asked.js';
import { Refusal } from './errors.js';
import { membersAnswer, type Twist } from './members.js';
import { queueAnswer, queuesAnswer } from './queues.js';
import type { Standing } from './rate-limit.js';
import type { IssuedToken, TokenDesk } from './tokens.js';
import type { Queue, World } from './world.js';

const MEMBER_PERMISSIONS = [
  'routing:queue:view',
  'routing:queue:edit',
  'routing:queue:readonly',
  'routing:queueMember:manage',
];
const QUEUE_PERMISSIONS = ['routing:queue:view'];

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

/** The right answer of the API. @throws Refusal where Genesys answers with an error. */
export function apiAnswer(asked: Asked, caller: Caller, desk: TokenDesk, world: World, twist: Twist): Answer {
  if (asked.route === 'other' || asked.method !== 'GET') throw new Refusal(404);
  const token = authenticated(asked, caller, desk);
  withinLimit(caller);
  permitted(token, asked.route === 'members' ? MEMBER_PERMISSIONS : QUEUE_PERMISSIONS);
  if (asked.route === 'queues') return queuesAnswer(world, asked);
  const queue = queueOf(asked, world);
  return asked.route === 'queue' ? queueAnswer(queue) : membersAnswer(queue, asked, twist);
}
