// What is known of the calls that wait in a queue, and of the agents who are idle there.
import { asServiceError, type ServiceError } from '../../domain/errors.js';
import { freeAgents, IDLE, type KnownCalls } from '../../domain/calls.rules.js';
import type { LoadOptions, Served, SnapshotSource } from '../../domain/model.js';
import type { WaitingCalls } from '../../genesys/activity/queue-observations.js';
import type { Clock } from '../../runtime/clock.js';
import { distinctAgents } from '../distinct-agents.js';

/** What came of asking for one queue's calls and idle agents. */
export interface CallsFinding {
  readonly waiting?: WaitingCalls;
  /** Of `waiting`, when it was had; milliseconds. */
  readonly ageMs?: number;
  /** The agents who are on queue and idle. */
  readonly idle?: Served;
  /** Why one of the two is not known. */
  readonly error?: ServiceError;
}

/** How they are asked for. */
export interface CallsQuestion {
  readonly organization: {
    readonly snapshots: SnapshotSource;
    readonly waiting: (queueId: string, deadlineMs: number, caller?: string) => Promise<WaitingCalls>;
  };
  readonly clock: Clock;
  /** Milliseconds that are waited for the calls. */
  readonly deadline: number;
  readonly options: LoadOptions;
}

/** Asks for both at once; what can't be had is a finding too. */
export async function findCalls(
  queueId: string,
  { organization, clock, deadline, options }: CallsQuestion,
): Promise<CallsFinding> {
  const [calls, agents] = await Promise.allSettled([
    organization.waiting(queueId, deadline, options.caller),
    organization.snapshots.get({ queueId, filters: IDLE }, options),
  ]);
  const error = [calls, agents].flatMap((one) =>
    one.status === 'rejected' ? [asServiceError(one.reason)] : [],
  )[0];
  // A fault of our own must not pass for something that nobody could know.
  if (error?.kind === 'internal') throw error;
  return {
    ...(calls.status === 'fulfilled' && { waiting: calls.value, ageMs: clock.now() - calls.value.askedAt }),
    ...(agents.status === 'fulfilled' && { idle: agents.value }),
    ...(error && { error }),
  };
}

/** The idle agents of each queue whose are known. */
export const idleMembersOf = (findings: ReadonlyArray<CallsFinding | undefined>) =>
  findings.flatMap((one) => (one?.idle ? [one.idle.snapshot.members] : []));

/** All queues together: an agent in two queues is free once. */
export function knownCalls(findings: ReadonlyArray<CallsFinding | undefined>): KnownCalls {
  const known = findings.flatMap((one) => one?.waiting?.calls ?? []);
  const waiting = known.length > 0 ? known.reduce((sum, calls) => sum + calls, 0) : null;
  const whole = findings.every((one) => one?.waiting && one.idle);
  const idle = distinctAgents(idleMembersOf(findings));
  return {
    waiting,
    free: whole && waiting !== null ? freeAgents(idle, waiting) : null,
    unknownQueues: findings.length - known.length,
  };
}

/** Why waiting calls are not known, with the permission that may be missing; empty where they are. */
export function callsFailure(queueId: string, { error }: CallsFinding): string {
  if (!error) return '';
  const { title, code, facts } = error;
  const which = code === 'genesys_permission_missing' && facts.detail ? `, ${facts.detail}` : '';
  return `${queueId}, waiting calls: ${title} (${code})${which.replace(/\.$/, '')}`;
}
