// Whether the call should be accepted, given what is known of the queues.

/** What is said when the truth is not to be had. */
export type FailurePolicy = 'error' | 'closed' | 'open';

/** How the question was answered. */
type AvailabilityStatus = 'available' | 'unavailable' | 'unknown';

/** What is known when the decision is made. */
interface Known {
  /** Distinct agents over the queues that could be counted. */
  readonly count: number;
  /** How many queues could not be counted. */
  readonly unknownQueues: number;
  readonly minimum: number;
  /** Whether what is demanded of waiting calls holds; undefined where that is not known. Absent: nothing is. */
  readonly calls?: { readonly hold: boolean | undefined };
}

export interface Decision {
  readonly accept: boolean;
  readonly status: AvailabilityStatus;
}

/**
 * Accepts when the known queues alone reach the minimum and waiting calls are as demanded. What surely fails is
 * not accepted; otherwise what is not known makes it `unknown`, and the policy speaks (`error` decides as `closed`: the caller of this rule answers with the error).
 */
export function decide(known: Known, policy: FailurePolicy): Decision {
  const { calls = { hold: true } } = known;
  const enough = known.count >= known.minimum;
  if (enough && calls.hold) return { accept: true, status: 'available' };
  if ((!enough && known.unknownQueues === 0) || calls.hold === false)
    return { accept: false, status: 'unavailable' };
  return { accept: policy === 'open', status: 'unknown' };
}
