// How replicas write to each other of looks: a stamp of Redis's clock, then JSON.
import { ERRORS, type ErrorCode } from '../domain/error-codes.js';
import type { Look } from '../genesys/activity/look.js';
import type { FoundByComparing } from './look-sharing.js';
import { decodeLook } from './look-text.js';
import { decodeWanted, type WantedLooks } from './look-wanted-text.js';
import { STAMP_DIGITS } from './redis-store.js';
import type { RedisTime } from './redis-time.js';
import { isCount, isName, readRecord } from './text.rules.js';
import { decodeFound } from './trust-text.js';

/** This leader leads, or does so no longer. */
export interface LeaderMessage {
  readonly kind: 'looking' | 'over';
  readonly leader: string;
  /** Milliseconds that it was on its way, rather too many. */
  readonly ageMs: number;
}

/** One message, read. */
type LookMessage =
  | LeaderMessage
  | { readonly kind: 'wanted'; readonly from: string; readonly wanted: WantedLooks }
  | { readonly kind: 'look'; readonly from: string; readonly look: Look }
  | { readonly kind: 'failed'; readonly from: string; readonly code: ErrorCode; readonly pauseMs: number }
  | { readonly kind: 'found'; readonly from: string; readonly found: FoundByComparing };

/** Characters: looks at a full batch of large queues fit in, with room. */
const LONGEST = 4_000_000;
const LONGEST_PAUSE_MS = 3_600_000;

const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(ERRORS, code);

/**
 * @param time Redis's clock as this process knows it @param now monotonic milliseconds
 * @returns undefined for what is none of ours
 */
export function decodeLookMessage(text: string, time: RedisTime, now: number): LookMessage | undefined {
  const stamp = text.slice(0, STAMP_DIGITS);
  if (text.length > LONGEST || !/^\d{16}$/.test(stamp) || time.isAhead(Number(stamp))) return undefined;
  const record = readRecord(text.slice(STAMP_DIGITS));
  const { kind, leader, from } = record;
  if ((kind === 'looking' || kind === 'over') && isName(leader))
    return { kind, leader, ageMs: time.age(Number(stamp)) };
  return isName(from) ? readFrom(from, record, time, now) : undefined;
}

function readFrom(
  from: string,
  record: Partial<Record<string, unknown>>,
  time: RedisTime,
  now: number,
): LookMessage | undefined {
  const { kind, code, pauseMs } = record;
  if (kind === 'wanted') {
    const wanted = decodeWanted(record);
    return wanted && { kind, from, wanted };
  }
  if (kind === 'look') {
    const look = decodeLook(record, { time, now });
    return look && { kind, from, look };
  }
  if (kind === 'found') {
    const found = readFound(record, time);
    return found && { kind, from, found };
  }
  if (kind !== 'failed' || !isErrorCode(code) || !isCount(pauseMs) || pauseMs > LONGEST_PAUSE_MS)
    return undefined;
  return { kind, from, code, pauseMs };
}

/** What was written at its `micros`: its age errs upward, so that no time in it grows on its way. */
export function readFound(
  record: Partial<Record<string, unknown>>,
  time: RedisTime,
): FoundByComparing | undefined {
  const { micros } = record;
  return isCount(micros) && !time.isAhead(micros) ? decodeFound(record, time.age(micros)) : undefined;
}
