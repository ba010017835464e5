// Reads what the two analytics endpoints answer; whatever is not told stays unknown.
import { z } from 'zod';
import type { UpstreamAnswer } from '../transport.js';
import type { MemberStatus } from './look.js';
import { foldWord, isJoined } from './states.rules.js';
import { readAnswer } from '../read-answer.js';

const word = z.string().optional().catch(undefined);
/** Source: SDK 262, `RoutingActivityEntityData`. */
const entitySchema = z.object({
  userId: z.string().min(1),
  queueId: word,
  queueMembershipStatus: word,
  routingStatus: word,
  systemPresence: word,
  routingStatusDate: word,
  presenceDate: word,
});
const activitySchema = z.object({
  results: z.array(
    z.object({
      group: z.object({ queueId: z.string().min(1) }),
      data: z
        .array(z.object({ metric: z.string(), count: z.number() }))
        .optional()
        .catch(undefined),
      truncated: z.boolean().nullish(),
      entities: z.array(entitySchema).nullish(),
    }),
  ),
});
/** Source: SDK 262, `QueueObservationDataContainer`. */
const observationsSchema = z.object({
  results: z.array(
    z.object({
      group: z.object({ queueId: z.string().min(1), mediaType: word }),
      data: z
        .array(z.object({ metric: z.string(), stats: z.object({ count: z.number().optional() }).optional() }))
        .nullish(),
    }),
  ),
});

type Entity = z.infer<typeof entitySchema>;

/** One queue on one page. */
export interface QueueActivity {
  /** In lower case. */
  readonly queueId: string;
  readonly truncated: boolean;
  /** How many members the answer counts; undefined where it counts none. */
  readonly counted: number | undefined;
  readonly members: ReadonlyArray<readonly [userId: string, status: MemberStatus]>;
  /** Whether an entity says that it is of another queue. */
  readonly contradictory: boolean;
}

/** @throws ServiceError `genesys_answer_invalid` for anything that is no answer of this kind */
export function readRoutingActivity(answer: UpstreamAnswer): readonly QueueActivity[] {
  return readAnswer(answer, activitySchema, 'is no answer of its analytics').results.map(
    ({ group, data = [], truncated, entities }) => {
      const queueId = group.queueId.toLowerCase();
      return {
        queueId,
        truncated: truncated === true,
        counted: countedIn(data),
        members: (entities ?? []).map((entity) => [entity.userId.toLowerCase(), statusOf(entity)] as const),
        contradictory: (entities ?? []).some(
          ({ queueId: own }) => own !== undefined && own.toLowerCase() !== queueId,
        ),
      };
    },
  );
}

/** Calls that wait by queue id; a queue that the answer does not tell of is not in there. */
export function readObservations(answer: UpstreamAnswer): ReadonlyMap<string, number> {
  const waiting = new Map<string, number>();
  for (const { group, data } of readAnswer(answer, observationsSchema, 'is no answer of its analytics')
    .results) {
    const queueId = group.queueId.toLowerCase();
    const voice = group.mediaType?.toLowerCase() === 'voice';
    const count = voice ? data?.find(({ metric }) => metric === 'oWaiting')?.stats?.count : undefined;
    waiting.set(queueId, Math.max(waiting.get(queueId) ?? 0, count ?? 0));
  }
  return waiting;
}

/** Each metric counts every member once, over its qualifiers. */
function countedIn(
  data: ReadonlyArray<{ readonly metric: string; readonly count: number }>,
): number | undefined {
  const sums = new Map<string, number>();
  for (const { metric, count } of data) sums.set(metric, (sums.get(metric) ?? 0) + count);
  return sums.size > 0 ? Math.max(...sums.values()) : undefined;
}

function statusOf(entity: Entity): MemberStatus {
  const { systemPresence, routingStatus, queueMembershipStatus } = entity;
  const joined = queueMembershipStatus === undefined ? undefined : isJoined(queueMembershipStatus);
  const presenceSince = momentOf(entity.presenceDate);
  const routingStatusSince = momentOf(entity.routingStatusDate);
  return {
    ...(systemPresence !== undefined && { presence: foldWord(systemPresence) }),
    ...(routingStatus !== undefined && { routingStatus: foldWord(routingStatus) }),
    ...(joined !== undefined && { joined }),
    ...(presenceSince !== undefined && { presenceSince }),
    ...(routingStatusSince !== undefined && { routingStatusSince }),
  };
}

function momentOf(text: string | undefined): number | undefined {
  const moment = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}
