// Whether the call should be accepted, given what is known of the queues.

/** What is said when the truth is not to be had. */
export type FailurePolicy = 'error' | 'closed' | 'open';

/** How the question was answered. */
export type AvailabilityStatus = 'available' | 'unavailable' | 'unknown';

/** What is known when the decision is made. */
export interface Known {
  /** Distinct agents over the queues that could be counted. */
  readonly count: number;
  /** How many queues could not be counted. */
  readonly unknownQueues: number;
  readonly minimum: number;
}

export interface Decision {
  readonly accept: boolean;
  readonly status: AvailabilityStatus;
}

/**
 * Accepts when the known queues alone reach the minimum; otherwise one unknown queue makes it `unknown`,
 * and the policy speaks (`error` decides as `closed`: the caller of this rule answers with the error).
 */
export function decide(known: Known, policy: FailurePolicy): Decision {
  if (known.count >= known.minimum) return { accept: true, status: 'available' };
  if (known.unknownQueues === 0) return { accept: false, status: 'unavailable' };
  return { accept: policy === 'open', status: 'unknown' };
}
