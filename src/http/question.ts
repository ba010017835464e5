// A yes-or-no question to the queues, from asking to sending: what the /v1 routes share.
import type { Request, Response } from 'express';
import { asServiceError } from '../errors.js';
import type { MemberView, Served, SnapshotSource } from '../model.js';
import { decide, type FailurePolicy } from '../rules/acceptance.js';
import type { AvailabilityRequest } from '../rules/availability-query.js';
import type { Caller } from '../rules/caller.js';
import { sendAnswer } from './answer.js';
import {
  availabilityAnswer,
  renderAvailability,
  type AvailabilityAnswer,
  type QueueFinding,
} from './availability-answer.js';
import { exchangeOf } from './exchange.js';
import { organizationOf, requireQueues } from './members-route.js';
import type { HttpParts } from './parts.js';

export interface Question extends AvailabilityRequest {
  readonly failurePolicy: FailurePolicy;
  /** One queue is all there is: its refusal is the request's fault, and no list of queues is written. */
  readonly single: boolean;
  /** Absent when only the count matters. */
  readonly view?: MemberView;
}

/** Makes the answer to be sent of the one that compares the count with the minimum. */
export type Judge = (counted: AvailabilityAnswer, findings: readonly QueueFinding[]) => AvailabilityAnswer;

/**
 * Asks the queues of `question`, decides and sends the answer.
 * @throws ServiceError `queue_not_allowed`; what Genesys says of a single queue that it refuses; what kept
 * the queues from being counted when the failure policy is `error`
 */
export async function answerQuestion(
  parts: HttpParts,
  request: Request,
  response: Response,
  question: Question,
  judge: Judge = (counted) => counted,
): Promise<void> {
  const exchange = exchangeOf(response);
  const caller = exchange.caller as Caller;
  exchange.queues = question.queueIds;
  requireQueues(caller, question.queueIds);
  const findings = await findAll(organizationOf(parts, caller).snapshots, question);
  const served = oldest(findings);
  if (served) exchange.served = served;
  const failure = findings.find((finding) => finding.error)?.error;
  if (failure) exchange.errorCode = failure.code;

  const count = agentsIn(findings);
  const answer = judge(counted(question, findings, count), findings);
  const { failurePolicy, single } = question;
  // A single queue that Genesys refuses is the request's fault, not a question of policy.
  const refused = single && failure?.kind !== 'unavailable';
  if (failure && (refused || (answer.status === 'unknown' && failurePolicy === 'error'))) throw failure;

  exchange.total = count;
  exchange.accept = answer.accept;
  const status = question.statusCodes && !answer.accept ? 409 : 200;
  sendAnswer(request, response, renderAvailability(answer, question.format, !single), served, status);
}

/** Asks for all queues at once; a queue that can't be counted is a finding too. */
function findAll(snapshots: SnapshotSource, { queueIds, filters, view }: Question): Promise<QueueFinding[]> {
  return Promise.all(
    queueIds.map(async (queueId): Promise<QueueFinding> => {
      try {
        return { queueId, served: await snapshots.get({ queueId, filters, ...(view && { view }) }) };
      } catch (fault) {
        const error = asServiceError(fault);
        // A fault of our own must not pass for a queue that nobody could count.
        if (error.kind === 'internal') throw fault;
        return { queueId, error };
      }
    }),
  );
}

/** Distinct agents over the queues that could be counted. */
function agentsIn(findings: readonly QueueFinding[]): number {
  return new Set(findings.flatMap(({ served }) => served?.snapshot.members.map((m) => m.userId) ?? [])).size;
}

function counted(question: Question, findings: readonly QueueFinding[], count: number): AvailabilityAnswer {
  const unknownQueues = findings.filter((finding) => finding.error).length;
  const known = { count, unknownQueues, minimum: question.minimum };
  return availabilityAnswer(question, findings, count, decide(known, question.failurePolicy));
}

/** What the answer's Age and Cache-Status speak of: its oldest part. */
function oldest(findings: readonly QueueFinding[]): Served | undefined {
  return findings
    .flatMap(({ served }) => served ?? [])
    .reduce<Served | undefined>((a, b) => (a && a.ageMs >= b.ageMs ? a : b), undefined);
}
