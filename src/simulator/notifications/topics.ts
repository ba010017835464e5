// Topics: which there are, what each needs, and whether a client gets it.
import { MEMBER_PERMISSIONS, OBSERVATION_PERMISSIONS } from '../permissions.js';
import type { PushFaults, TopicChoice, TopicKind } from './types.js';

/** A topic that exists. */
interface Topic {
  readonly kind: TopicKind;
  /** The queue's or the user's id, as it stands in the topic. */
  readonly id: string;
}

/** A line of the answer to a subscription. */
export interface Verdict {
  readonly id: string;
  readonly state: 'Permitted' | 'Rejected';
  readonly rejectionReason?: string;
  readonly missingPermissions?: readonly string[];
}

const TOPIC =
  /^v2\.(?:routing\.queues\.([^.]+)\.(users)|analytics\.queues\.([^.]+)\.(observations)|users\.([^.]+)\.(activity))$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const NEEDED: Readonly<Record<TopicKind, readonly string[]>> = {
  users: MEMBER_PERMISSIONS,
  observations: OBSERVATION_PERMISSIONS,
  activity: [],
};

export const usersTopic = (queueId: string): string => `v2.routing.queues.${queueId}.users`;
export const observationsTopic = (queueId: string): string => `v2.analytics.queues.${queueId}.observations`;
export const activityTopic = (userId: string): string => `v2.users.${userId}.activity`;

/** The topic of that name; undefined when there is none such. User ids may be any word here. */
export function parseTopic(name: string): Topic | undefined {
  const [, ...parts] = TOPIC.exec(name) ?? [];
  const [id, kind] = parts.filter((part) => part !== undefined);
  if (id === undefined || kind === undefined) return undefined;
  return kind === 'activity' || UUID.test(id) ? { id, kind: kind as TopicKind } : undefined;
}

/** Whether a topic is among those meant. */
export function chosen(topic: Topic, choice: TopicChoice): boolean {
  if (choice.topic !== undefined && choice.topic !== topic.kind) return false;
  if (choice.queueId === undefined) return true;
  return topic.kind !== 'activity' && topic.id.toLowerCase() === choice.queueId.toLowerCase();
}

/** What a client with these permissions is told of a topic; undefined when the answer leaves it out. */
export function judge(name: string, permissions: readonly string[], faults: PushFaults): Verdict | undefined {
  const topic = parseTopic(name);
  if (!topic) return { id: name, state: 'Rejected', rejectionReason: 'The topic is not valid.' };
  const needed = NEEDED[topic.kind];
  const refusal = faults.refuse?.find((choice) => chosen(topic, choice));
  if (refusal?.silently) return undefined;
  const lacking = needed.length > 0 && !needed.some((permission) => permissions.includes(permission));
  if (!refusal && !lacking) return { id: name, state: 'Permitted' };
  return {
    id: name,
    state: 'Rejected',
    rejectionReason: refusal?.rejectionReason ?? 'Missing permissions.',
    missingPermissions: refusal?.missingPermissions ?? needed,
  };
}
