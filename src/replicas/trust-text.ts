// What comparisons have come to as text for other replicas, and back; times are milliseconds from when it was written.
import type { LeftOut } from '../genesys/activity/comparison.rules.js';
import type { QueueTrustRecord, TrustRecord } from '../genesys/activity/trust-record.rules.js';
import { DISTRUST_MS } from '../genesys/activity/trust.rules.js';
import type { FoundByComparing } from './look-sharing.js';
import { isCount, isQueueId, readArray } from './text.rules.js';

/** Raised when what is written changes: another version's text is not read. */
const VERSION = 1;
const MOST_QUEUES = 10_000;
const LONGEST_LAG_MS = 60_000;
const LEFT_OUT: ReadonlySet<unknown> = new Set<LeftOut>(['offline', 'notJoined']);

export function encodeFound({ trust: { organization, queues }, lag }: FoundByComparing): object {
  const round = Math.round;
  return {
    version: VERSION,
    organization: { ...organization, distrustedForMs: round(organization.distrustedForMs) },
    queues: queues
      .filter(([id]) => isQueueId(id))
      .slice(0, MOST_QUEUES)
      .map(([id, own, wide, forMs, once, agoMs]) => [id, own, wide, round(forMs), once, round(agoMs)]),
    ...(lag && { lag: { ms: Math.min(round(lag.ms), LONGEST_LAG_MS), seenAgoMs: round(lag.seenAgoMs) } }),
  };
}

/**
 * @param ageMs milliseconds since it was written
 * @returns as of now; undefined for what is no such text
 */
export function decodeFound(
  record: Partial<Record<string, unknown>>,
  ageMs: number,
): FoundByComparing | undefined {
  const organization = readOrganization(record['organization'], ageMs);
  const queues = readArray(record['queues'], MOST_QUEUES, (row) => readQueue(row, ageMs));
  if (record['version'] !== VERSION || !organization || !queues) return undefined;
  const trust = { organization, queues };
  if (record['lag'] === undefined) return { trust };
  const lag = readLag(record['lag'], ageMs);
  return lag && { trust, lag };
}

const fields = (value: unknown): Partial<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? value : {};

/** What is left of a time of distrust; undefined for what can be none. */
const leftOf = (distrustedForMs: unknown, ageMs: number): number | undefined =>
  isCount(distrustedForMs) && distrustedForMs <= DISTRUST_MS
    ? Math.max(0, distrustedForMs - ageMs)
    : undefined;

function readOrganization(value: unknown, ageMs: number): TrustRecord['organization'] | undefined {
  const { agreements, disagreements, leftOut, distrustedForMs, more = 0 } = fields(value);
  const leftMs = leftOf(distrustedForMs, ageMs);
  const kinds = readArray(leftOut, LEFT_OUT.size, (kind) =>
    LEFT_OUT.has(kind) ? (kind as LeftOut) : undefined,
  );
  if (!isCount(agreements) || !isCount(disagreements) || !isCount(more)) return undefined;
  if (!kinds || leftMs === undefined) return undefined;
  return { agreements, disagreements, more, leftOut: kinds, distrustedForMs: leftMs };
}

function readQueue(row: unknown, ageMs: number): QueueTrustRecord | undefined {
  if (!Array.isArray(row)) return undefined;
  const [id, agreements, wide, distrustedForMs, once, checkedAgoMs] = row as unknown[];
  const leftMs = leftOf(distrustedForMs, ageMs);
  if (!isQueueId(id) || !isCount(agreements) || !isCount(wide) || leftMs === undefined) return undefined;
  if (typeof once !== 'boolean' || !isCount(checkedAgoMs)) return undefined;
  return [id, agreements, wide, leftMs, once, checkedAgoMs + ageMs];
}

function readLag(value: unknown, ageMs: number): FoundByComparing['lag'] {
  const { ms, seenAgoMs } = fields(value);
  if (!isCount(ms) || ms > LONGEST_LAG_MS || !isCount(seenAgoMs)) return undefined;
  return { ms, seenAgoMs: seenAgoMs + ageMs };
}
