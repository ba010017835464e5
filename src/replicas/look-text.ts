// A look as text for other replicas, and back: what came of one is a look again, or nothing.
import type { Look, MemberStatus, QueueLook, Unknown } from '../genesys/activity/look.js';
import type { RedisTime } from './redis-time.js';
import { isCount, isMoment, isQueueId, isText, isTexts, readArray } from './text.rules.js';

/** Members in one message; a queue with more is in none. */
const MOST_MEMBERS = 10_000;
/** Queues, and different states of members, in one message. */
const MOST_QUEUES = 500;
const MOST_STATES = 5_000;
const LONGEST_WORD = 100;
/** Of members without a date. */
const NO_DATE = 0;
/** Milliseconds after which a look is of no use. */
const OLDEST_MS = 30_000;

const UNKNOWN: ReadonlySet<unknown> = new Set<Unknown>(['truncated', 'absent', 'contradictory', 'refused']);

/** A look, in as many messages as it needs. @param time carries its moments to Redis's clock */
export function encodeLook(look: Look, time: Pick<RedisTime, 'toShared'>): object[] {
  const parts: QueueLook[][] = [[]];
  let members = 0;
  for (const queue of look.queues.values()) {
    if (queue.members.size > MOST_MEMBERS || !isQueueId(queue.queueId)) continue;
    members += queue.members.size;
    if (members > MOST_MEMBERS || (parts.at(-1)?.length ?? 0) >= MOST_QUEUES) {
      parts.push([]);
      members = queue.members.size;
    }
    parts.at(-1)?.push(queue);
  }
  return parts.map((queues, index) => {
    const unknown = index === 0 ? [...look.unknown].filter(([id]) => isQueueId(id)) : [];
    return encodePart(queues, unknown.slice(0, MOST_QUEUES), look.requests / parts.length, time);
  });
}

function encodePart(
  queues: readonly QueueLook[],
  unknown: ReadonlyArray<readonly [string, Unknown]>,
  requests: number,
  time: Pick<RedisTime, 'toShared'>,
): object {
  const states = new Map<string, number>();
  const rows = queues.map((queue) => [
    ...[queue.queueId, time.toShared(queue.askedAt), queue.asOf, queue.askedOnTheirClock],
    queue.correlationIds.filter((id) => isText(id, LONGEST_WORD)),
    [...queue.members].map(([userId, { presence, routingStatus, joined, ...since }]) => {
      const text = JSON.stringify([presence ?? null, routingStatus ?? null, joined ?? null]);
      const state = states.get(text) ?? states.size;
      states.set(text, state);
      return [userId, state, since.presenceSince ?? NO_DATE, since.routingStatusSince ?? NO_DATE];
    }),
    ...[queue.clockDoubtMs, queue.latestSince ?? NO_DATE],
  ]);
  return { requests, unknown, states: [...states.keys()].map((text) => JSON.parse(text) as unknown), rows };
}

/** What is read besides a look. */
interface Reading {
  readonly time: Pick<RedisTime, 'toLocal' | 'isAhead'>;
  /** Monotonic milliseconds. */
  readonly now: number;
}

/** @returns undefined for what is no look; queues whose look is too old are left out */
export function decodeLook(record: Partial<Record<string, unknown>>, reading: Reading): Look | undefined {
  const { requests } = record;
  const unknown = readArray(record['unknown'], MOST_QUEUES, readUnknown);
  const states = readArray(record['states'], MOST_STATES, readState);
  if (!isCount(requests) || !unknown || !states) return undefined;
  const room = { members: MOST_MEMBERS };
  const rows = readArray(record['rows'], MOST_QUEUES, (row) => readQueue(row, states, room, reading));
  if (!rows) return undefined;
  const young = rows.filter(({ askedAt }) => reading.now - askedAt < OLDEST_MS);
  return {
    requests,
    unknown: new Map(unknown),
    queues: new Map(young.map((queue) => [queue.queueId, queue])),
  };
}

function readUnknown(row: unknown): readonly [string, Unknown] | undefined {
  if (!Array.isArray(row)) return undefined;
  const [id, why] = row as unknown[];
  return isQueueId(id) && UNKNOWN.has(why) ? [id, why as Unknown] : undefined;
}

function readState(row: unknown): MemberStatus | undefined {
  if (!Array.isArray(row)) return undefined;
  const [presence, routingStatus, joined] = row as unknown[];
  const sound = [presence, routingStatus].every((word) => word === null || isText(word, LONGEST_WORD));
  if (!sound || (joined !== null && typeof joined !== 'boolean')) return undefined;
  return {
    ...(presence !== null && { presence: presence as string }),
    ...(routingStatus !== null && { routingStatus: routingStatus as string }),
    ...(joined !== null && { joined }),
  };
}

function readQueue(
  row: unknown,
  states: readonly MemberStatus[],
  room: { members: number },
  { time, now }: Reading,
): QueueLook | undefined {
  if (!Array.isArray(row)) return undefined;
  const [queueId, micros, asOf, askedOnTheirClock, correlationIds, members, ...moments] = row as unknown[];
  // A replica of before tells neither.
  const [clockDoubtMs = 0, latestSince = NO_DATE] = moments;
  if (!isMoment(clockDoubtMs) || !isMoment(latestSince)) return undefined;
  if (!isQueueId(queueId) || !isMoment(asOf) || !isMoment(askedOnTheirClock)) return undefined;
  if (!isCount(micros) || time.isAhead(micros) || !isTexts(correlationIds, LONGEST_WORD)) return undefined;
  const read = readArray(members, room.members, (member) => readMember(member, states));
  if (!read) return undefined;
  room.members -= read.length;
  return {
    ...{ queueId, asOf, askedOnTheirClock, clockDoubtMs, correlationIds, members: new Map(read) },
    ...(latestSince !== NO_DATE && { latestSince }),
    askedAt: time.toLocal(micros),
    // Surely not before it really was.
    answeredAt: now,
  };
}

function readMember(
  row: unknown,
  states: readonly MemberStatus[],
): readonly [string, MemberStatus] | undefined {
  if (!Array.isArray(row)) return undefined;
  const [userId, state, presenceSince, routingStatusSince] = row as unknown[];
  const status = typeof state === 'number' ? states[state] : undefined;
  if (!isText(userId, LONGEST_WORD) || !status) return undefined;
  if (!isMoment(presenceSince) || !isMoment(routingStatusSince)) return undefined;
  const since = {
    ...(presenceSince !== NO_DATE && { presenceSince }),
    ...(routingStatusSince !== NO_DATE && { routingStatusSince }),
  };
  return [userId, { ...status, ...since }];
}
