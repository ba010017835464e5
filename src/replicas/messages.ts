// How replicas write to each other of changes: a stamp of Redis's clock, then JSON.
import { MOST_WANTED } from './wanted-queues.rules.js';
import type { LeaderMessage } from './change-following.rules.js';
import { STAMP_DIGITS } from './redis-store.js';
import { isName, isQueueId, readRecord } from './text.rules.js';

/** One message. */
type ReplicaMessage =
  | ({ readonly kind: 'lead' } & LeaderMessage)
  /** What a replica wants, the most wanted first. */
  | { readonly kind: 'wanted'; readonly from: string; readonly wanted: readonly string[] }
  /** This leader leads no longer. */
  | { readonly kind: 'over'; readonly leader: string };

/** Queues in one list of a message: twice as many as Genesys's channel has room for. */
export const MOST_QUEUES = 2 * MOST_WANTED;
/** Characters of a message: two full lists of queue ids fit in. */
const LONGEST = 100_000;

/** Lua: publishes a message with the stamp of this moment. */
export const PUBLISH_STAMPED = `
local function publishStamped(channel, text)
  local t = redis.call('TIME')
  redis.call('PUBLISH', channel, t[1] .. string.format('%06d', t[2]) .. text)
end
`;

/** Without the stamp, which Redis puts before it. */
export const encodeMessage = (message: ReplicaMessage): string => JSON.stringify(message);

/** A message and its stamp in microseconds of Redis's clock; undefined for what is none of ours. */
export function decodeMessage(
  text: string,
): { readonly message: ReplicaMessage; readonly micros: number } | undefined {
  const stamp = text.slice(0, STAMP_DIGITS);
  if (text.length > LONGEST || !/^\d{16}$/.test(stamp)) return undefined;
  const message = readMessage(text.slice(STAMP_DIGITS));
  return message && { message, micros: Number(stamp) };
}

function readMessage(text: string): ReplicaMessage | undefined {
  const { kind, leader, number, changed, covered, from, wanted } = readRecord(text);
  if (kind === 'over' && isName(leader)) return { kind, leader };
  if (kind === 'wanted' && isName(from) && isQueues(wanted)) return { kind, from, wanted };
  if (kind !== 'lead' || !isName(leader) || !isNumber(number) || !isQueues(changed)) return undefined;
  if (covered === undefined) return { kind, leader, number, changed };
  return isQueues(covered) ? { kind, leader, number, changed, covered } : undefined;
}

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

const isQueues = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= MOST_QUEUES && value.every(isQueueId);
