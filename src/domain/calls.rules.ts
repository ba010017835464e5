// What calls that wait mean for a decision: how many wait, and how many agents are left for another.
import type { MemberFilters } from './filters.js';

/** What is demanded of waiting calls; empty: only to be told. */
export interface CallLimits {
  /** So many may wait at most. */
  readonly maxWaiting?: number;
  /** So many agents must be free at least. */
  readonly minFree?: number;
}

/** What is known of the calls and agents of all queues together. */
export interface KnownCalls {
  /** Over the queues of which it is known; null where it is known of none. */
  readonly waiting: number | null;
  /** Null unless it is known of every queue. */
  readonly free: number | null;
  /** How many queues' waiting calls are not known. */
  readonly unknownQueues: number;
}

/** Agents who could take a call now: on queue and idle. Whatever else is asked for, a waiting call goes to one of them. */
export const IDLE: MemberFilters = { routingStatus: ['IDLE'], joined: true };

/** Fields of an answer that wants to know of waiting calls. */
export const CALL_FIELDS: readonly string[] = ['waiting', 'free'];

/** Limits of those that are given. */
export const callLimits = (maxWaiting: number | undefined, minFree: number | undefined): CallLimits => ({
  ...(maxWaiting !== undefined && { maxWaiting }),
  ...(minFree !== undefined && { minFree }),
});

/** Whether a path of an answer leads to one of these fields, of all queues or of one. */
export function readsCalls(field: string): boolean {
  return CALL_FIELDS.includes(field.replace(/^queues\.\d+\./, ''));
}

/** Each waiting call takes an idle agent. */
export const freeAgents = (idle: number, waiting: number): number => Math.max(0, idle - waiting);

/** Whether the limits hold; undefined where that is not known. Of a queue that is not known more calls may wait. */
export function withinLimits(
  { maxWaiting, minFree }: CallLimits,
  { waiting, free, unknownQueues }: KnownCalls,
): boolean | undefined {
  const tooMany = maxWaiting !== undefined && waiting !== null && waiting > maxWaiting;
  const tooFew = minFree !== undefined && free !== null && free < minFree;
  if (tooMany || tooFew) return false;
  const unknown = (maxWaiting !== undefined && unknownQueues > 0) || (minFree !== undefined && free === null);
  return unknown ? undefined : true;
}

const count = (number: number, one: string, several: string) => `${number} ${number === 1 ? one : several}`;

/** What is known and demanded, in words: `3 calls wait, at most 2 allowed`. */
export function callsText({ maxWaiting, minFree }: CallLimits, { waiting, free }: KnownCalls): string {
  const demands = {
    waiting: maxWaiting === undefined ? '' : `, at most ${maxWaiting} allowed`,
    free: minFree === undefined ? '' : `, ${minFree} needed`,
  };
  const calls = waiting === null ? 'waiting calls unknown' : count(waiting, 'call waits', 'calls wait');
  const agents = free === null ? 'free agents unknown' : count(free, 'agent free', 'agents free');
  return `${calls}${demands.waiting}; ${agents}${demands.free}`;
}
