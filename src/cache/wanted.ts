// Which queues are asked for, the most wanted first.
import { fading } from './warmth.rules.js';
import type { QueryState } from './queries.js';

/**
 * Ids of the queues of `states`, by the interest in all their queries together. A queue that was never counted, or that
 * Genesys refuses, is none: callers can make up as many as they like.
 * @param now monotonic milliseconds
 */
export function wantedQueues(states: Iterable<QueryState>, now: number): readonly string[] {
  const interest = new Map<string, number>();
  for (const { query, interest: of, askedAt, takenAt, refusal } of states)
    if (takenAt !== undefined && !refusal)
      interest.set(query.queueId, (interest.get(query.queueId) ?? 0) + fading(of, now - askedAt));
  return [...interest].sort(([, a], [, b]) => b - a).map(([id]) => id);
}
