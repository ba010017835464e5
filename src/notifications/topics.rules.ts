// Which topics tell of a queue, and which queue a topic tells of.

/** What a topic of a queue tells: members joining and leaving, or counts of their states. */
export type TopicKind = 'users' | 'observations';

export const TOPIC_KINDS: readonly TopicKind[] = ['users', 'observations'];

/** A topic by what it tells of which queue. */
interface QueueTopic {
  readonly kind: TopicKind;
  /** A UUID in lower case. */
  readonly queueId: string;
}

const PREFIXES: Readonly<Record<TopicKind, string>> = {
  users: 'v2.routing.queues.',
  observations: 'v2.analytics.queues.',
};

/** The name of a topic (SDK 262). */
export function topicName({ kind, queueId }: QueueTopic): string {
  return `${PREFIXES[kind]}${queueId}.${kind}`;
}

const TOPIC =
  /^v2\.(?:routing\.queues\.([0-9a-f-]{36})\.(users)|analytics\.queues\.([0-9a-f-]{36})\.(observations))$/i;

/** The queue and kind of a topic; undefined for any other name. */
export function readTopic(name: string): QueueTopic | undefined {
  const [, joinedId, , countedId] = TOPIC.exec(name) ?? [];
  if (joinedId !== undefined) return { kind: 'users', queueId: joinedId.toLowerCase() };
  return countedId === undefined ? undefined : { kind: 'observations', queueId: countedId.toLowerCase() };
}

/** What Genesys says of one topic of a subscription. */
export interface TopicAnswer {
  readonly id: string;
  readonly state?: string | undefined;
  readonly rejectionReason?: string | undefined;
  readonly missingPermissions?: readonly string[] | undefined;
}

/** A topic that is not to be had. */
export interface RefusedTopic extends QueueTopic {
  /** Null where nobody says that one is missing. */
  readonly permission: string | null;
}

const PERMISSION = /^[\w:*-]{1,120}$/;

/**
 * Those topics of `queueIds` that the answer refuses or leaves out. Anything but "Permitted" is a refusal: what is
 * not sure is not relied on.
 */
export function refusedTopics(
  queueIds: readonly string[],
  answers: readonly TopicAnswer[],
): readonly RefusedTopic[] {
  const byName = new Map(answers.map((answer) => [answer.id.toLowerCase(), answer]));
  return queueIds.flatMap((queueId) =>
    TOPIC_KINDS.flatMap((kind) => {
      const answer = byName.get(topicName({ kind, queueId }));
      if (answer && isPermitted(answer)) return [];
      const permission = answer?.missingPermissions?.find((name) => PERMISSION.test(name)) ?? null;
      return [{ kind, queueId, permission }];
    }),
  );
}

function isPermitted({ state, rejectionReason, missingPermissions = [] }: TopicAnswer): boolean {
  const said = state === undefined || state.toLowerCase() === 'permitted';
  return said && !rejectionReason && missingPermissions.length === 0;
}
