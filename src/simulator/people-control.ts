// The part of the control surface about agents, their skills, and OAuth clients.
import { json, type Answer } from './answer.js';
import { checkFields, flag, isObject, listOf, oneOf, optional, text, type Check } from './check.js';
import type { State } from './handler.js';
import type { AgentPatch } from './options.js';
import type { MemberState } from './types.js';
import { PRESENCES, ROUTING_STATUSES } from './vocabulary.js';
import type { Queue } from './world-change.js';

const shownAgent = (member: MemberState) => {
  const { id, name, presence, routingStatus, joined, skills, languages, profileSkills } = member;
  return { id, name, presence, routingStatus, joined, skills, languages, profileSkills };
};

const shownQueue = ({ id, name, members }: Queue) => ({ id, name, agents: members.map(shownAgent) });

/** Everybody in every queue, and which skills there are. */
export function shownAgents({ world }: State): Answer {
  const all = world.queues.flatMap(({ members }) => members.flatMap(({ skills }) => skills));
  return json({ skills: [...new Set(all)].sort(), queues: world.queues.map(shownQueue) });
}

const PATCH = {
  presence: optional(oneOf(...PRESENCES)),
  routingStatus: optional(oneOf(...ROUTING_STATUSES)),
  joined: optional(flag),
  skills: optional(listOf(text)),
  languages: optional(listOf(text)),
  profileSkills: optional(listOf(text)),
} satisfies Record<string, Check>;

/** Changes one agent, or all agents of a queue, who are named by no `agent`. */
export function setAgents({ world }: State, body: unknown): Answer {
  if (!isObject(body)) throw new TypeError('An agent is an object.');
  checkFields(body, { queueId: text, agent: optional(text), ...PATCH }, 'An agent');
  const { queueId, agent, ...patch } = body as AgentPatch & { queueId: string; agent?: string };
  const queue = world.queue(queueId);
  const meant = queue.members.filter(({ id, name }) => agent === undefined || id === agent || name === agent);
  if (meant.length === 0) throw new Error(`Queue ${queue.name} has no agent "${agent}".`);
  for (const { id } of meant) world.setAgent(queue.id, id, patch);
  return json({ queue: queue.name, agents: meant.map(shownAgent) });
}

/** Clients without their secrets. */
export function shownClients({ desk }: State): Answer {
  return json({ clients: desk.clients.map(({ id, permissions }) => ({ id, permissions })) });
}

/** Gives a client another secret, the first one where none is named; one of a new id is made. */
export function setClient({ desk }: State, body: unknown): Answer {
  if (!isObject(body)) throw new TypeError('A client is an object.');
  checkFields(body, { id: optional(text), secret: text }, 'A client');
  const { id = desk.clients[0]?.id ?? '', secret } = body as { id?: string; secret: string };
  if (id === '' || secret === '') throw new TypeError('A client: "id" and "secret" are not empty.');
  const isNew = desk.put(id, secret);
  return json({ id, isNew }, isNew ? 201 : 200);
}
