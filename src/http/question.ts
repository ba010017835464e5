// A yes-or-no question to the queues, from asking to sending: what the /v1 routes share.
import type { Request, Response } from 'express';
import { asServiceError } from '../errors.js';
import type { MemberQuery, MemberView, Served, Snapshot } from '../model.js';
import { decide, type FailurePolicy } from '../rules/acceptance.js';
import type { AvailabilityRequest } from '../rules/availability-query.js';
import type { Caller } from '../rules/caller.js';
import type { CachedSource } from '../snapshots/cache.js';
import { sendAnswer, type Answer } from './answer.js';
import {
  availabilityAnswer,
  policyFor,
  renderAvailability,
  type AvailabilityAnswer,
  type QueueFinding,
} from './availability-answer.js';
import { exchangeOf, type Exchange } from './exchange.js';
import type { HotPath } from './hot-path.js';
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
  { parts, hotPath }: { readonly parts: HttpParts; readonly hotPath: HotPath },
  request: Request,
  response: Response,
  question: Question,
  judge: Judge = (counted) => counted,
): Promise<void> {
  const exchange = exchangeOf(response);
  const caller = exchange.caller as Caller;
  const { queueIds: queues, filters, view } = question;
  exchange.queues = queues;
  requireQueues(caller, queues);
  const { snapshots } = organizationOf(parts, caller);
  const queries = queues.map((queueId) => ({ queueId, filters, ...(view && { view }) }));
  const findings = await Promise.all(queries.map((query) => find(snapshots, query)));
  sendAnswer(request, response, exchange.requestId, conclude(question, judge, findings, exchange));

  const ready = queries.map((query) => snapshots.ready(query));
  const concludeOnce = remembered((held, to) => conclude(question, judge, held, to));
  const answerNow = (to: Exchange) => {
    const held = ready.flatMap((ask, index) => {
      const served = ask();
      return served ? { queueId: queues[index] as string, served } : [];
    });
    return held.length === queries.length ? concludeOnce(held, to) : undefined;
  };
  const { route, webhook } = exchange;
  hotPath.remember(request, { route, caller, queues, ...(webhook !== undefined && { webhook }), answerNow });
}

type Held = { readonly queueId: string; readonly served: Served };

/** A conclusion and what it rests on; snapshots may go meanwhile, a question must not keep them. */
interface Concluded {
  readonly snapshots: ReadonlyArray<{ readonly ref: WeakRef<Snapshot>; readonly stale: boolean }>;
  readonly answer: Omit<Answer, 'served'>;
  readonly noted: Pick<Exchange, 'total' | 'accept'>;
}

/** The same conclusion as last time, with its ready bytes, as long as it rests on the same snapshots. */
function remembered(conclude: (held: readonly Held[], to: Exchange) => Answer) {
  let last: Concluded | undefined;
  const restsOn = ({ snapshots }: Concluded, held: readonly Held[]) =>
    held.every(({ served }, index) => {
      const then = snapshots[index];
      return then?.ref.deref() === served.snapshot && then.stale === (served.via === 'stale');
    });
  return (held: readonly Held[], to: Exchange): Answer => {
    if (last && restsOn(last, held)) {
      const served = oldest(held);
      Object.assign(to, last.noted, { served });
      return { ...last.answer, ...(served && { served }) };
    }
    const { served, ...answer } = conclude(held, to);
    const { total, accept } = to;
    const snapshots = held.map((one) => ({
      ref: new WeakRef(one.served.snapshot),
      stale: one.served.via === 'stale',
    }));
    last = {
      snapshots,
      answer,
      noted: { ...(total !== undefined && { total }), ...(accept !== undefined && { accept }) },
    };
    return { ...answer, ...(served && { served }) };
  };
}

/** Asks for one queue; one that can't be counted is a finding too. */
async function find(snapshots: CachedSource, query: MemberQuery): Promise<QueueFinding> {
  try {
    return { queueId: query.queueId, served: await snapshots.get(query) };
  } catch (fault) {
    const error = asServiceError(fault);
    // A fault of our own must not pass for a queue that nobody could count.
    if (error.kind === 'internal') throw fault;
    return { queueId: query.queueId, error };
  }
}

/** Decides, and notes for the log what the answer rests on. */
function conclude(
  question: Question,
  judge: Judge,
  findings: readonly QueueFinding[],
  exchange: Exchange,
): Answer {
  const served = oldest(findings);
  if (served) exchange.served = served;
  const failure = findings.find((finding) => finding.error)?.error;
  const answer = judge(counted(question, findings), findings);
  const { failurePolicy, single, format, statusCodes } = question;
  // A single queue that Genesys refuses is the request's fault, not a question of policy.
  const refused = single && failure?.kind !== 'unavailable';
  if (failure && (refused || (answer.status === 'unknown' && failurePolicy === 'error'))) throw failure;

  if (failure) exchange.failure = failure;
  if (answer.total !== null) exchange.total = answer.total;
  exchange.accept = answer.accept;
  const rendering = renderAvailability(answer, format, !single);
  return { status: statusCodes && !answer.accept ? 409 : 200, rendering, ...(served && { served }) };
}

function counted(question: Question, findings: readonly QueueFinding[]): AvailabilityAnswer {
  const count = new Set(findings.flatMap(({ served }) => served?.snapshot.members.map((m) => m.userId) ?? []))
    .size;
  const unknownQueues = findings.filter((finding) => finding.error).length;
  const known = { count, unknownQueues, minimum: question.minimum };
  const decision = decide(known, policyFor(question.failurePolicy, findings));
  return availabilityAnswer(question, findings, count, decision);
}

/** What the answer's Age and Cache-Status speak of: its oldest part. */
function oldest(findings: readonly QueueFinding[]): Served | undefined {
  return findings
    .flatMap(({ served }) => served ?? [])
    .reduce<Served | undefined>((a, b) => (a && a.ageMs >= b.ageMs ? a : b), undefined);
}
