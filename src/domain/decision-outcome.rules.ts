// What became of a question, in one word for the metrics.
import type { ServiceError } from './errors.js';

/** `error`: the caller got no decision. `unknown`: it got the one of the failure policy. */
export const OUTCOMES = ['accepted', 'not_accepted', 'unknown', 'error'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** What is known of a request once it is over; its request context is one. */
interface Over {
  /** Set once it is understood which queues are asked for. */
  readonly queues?: readonly string[];
  readonly accept?: boolean;
  readonly total?: number;
  readonly unknown?: boolean;
  readonly failure?: ServiceError;
}

/** Undefined where no question was asked, or the fault is the caller's own. */
export function outcomeOf({ queues, accept, total, unknown, failure }: Over): Outcome | undefined {
  if (!queues || failure?.kind === 'caller') return undefined;
  if (unknown) return 'unknown';
  // The members route leaves the decision to the platform, whose template asks for more than 0.
  const accepted = accept ?? (total === undefined ? undefined : total > 0);
  // A caller that left before there was an answer has none either.
  if (accepted === undefined) return 'error';
  return accepted ? 'accepted' : 'not_accepted';
}
