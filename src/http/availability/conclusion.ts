// What follows from the findings of a yes-or-no question: the decision, its ready bytes, and what is logged.
import type { ServiceError } from '../../domain/errors.js';
import type { MemberQuery, MemberView, Served, Snapshot } from '../../domain/model.js';
import { decide, type FailurePolicy } from '../../domain/acceptance.rules.js';
import { withinLimits } from '../../domain/calls.rules.js';
import type { AvailabilityRequest } from '../../domain/availability-query.rules.js';
import type { Answer } from '../response.js';
import type { AvailabilityAnswer } from './answer-schema.js';
import {
  availabilityAnswer,
  policyFor,
  mostInOne,
  renderAvailability,
  type QueueFinding,
} from './availability-answer.js';
import { distinctAgents } from '../distinct-agents.js';
import { knownCalls } from './calls-finding.js';
import { decisionFacts, type Basis } from '../decision-facts.js';
import type { RequestContext } from '../request-context.js';

export interface Question extends AvailabilityRequest {
  /** By what is decided, in words. */
  readonly rule: string;
  readonly failurePolicy: FailurePolicy;
  /** From how many agents on it accepts, where that is what it asks for. */
  readonly needs?: number | undefined;
  /** One queue is all there is: its refusal is the request's fault, and no list of queues is written. */
  readonly single: boolean;
  /** Absent when only the count matters. */
  readonly view?: MemberView;
}

/** Makes the answer to be sent of the one that compares the count with the minimum. */
export type Judge = (counted: AvailabilityAnswer, findings: readonly QueueFinding[]) => AvailabilityAnswer;

/** Decides, and notes for the log what the answer rests on. */
export function conclude(
  question: Question,
  judge: Judge,
  findings: readonly QueueFinding[],
  context: RequestContext,
  whyNobody?: (query: MemberQuery) => string,
): Answer {
  const served = oldest(findings);
  if (served) context.served = served;
  context.basis = basisOf(question, findings);
  const answer = judge(counted(question, findings), findings);
  const { single, format, statusCodes } = question;
  const trouble = troubleIn(question, answer, findings);
  if (trouble) context.failure = trouble;
  if (answer.total !== null) context.total = answer.total;
  context.accept = answer.accept;
  context.unknown = answer.status === 'unknown';
  const shown = question.explain ? { ...answer, decision: explanation(context, whyNobody) } : answer;
  const rendering = renderAvailability(shown, format, !single);
  return { status: statusCodes && !answer.accept ? 409 : 200, rendering, ...(served && { served }) };
}

/**
 * What went wrong where an answer can be given all the same.
 * @throws ServiceError where none can
 */
function troubleIn(
  { single, failurePolicy }: Question,
  { status }: AvailabilityAnswer,
  findings: readonly QueueFinding[],
): ServiceError | undefined {
  const failure = findings.find(({ error }) => error)?.error;
  // A single queue that Genesys refuses is the request's fault, not a question of policy.
  if (failure && single && failure.kind !== 'unavailable') throw failure;
  const trouble = failure ?? findings.find(({ calls }) => calls?.error)?.calls?.error;
  if (trouble && status === 'unknown' && failurePolicy === 'error') throw trouble;
  return trouble;
}

/** The answer that compares the count of `findings` with the minimum. */
export function counted(
  question: Omit<Question, 'rule'>,
  findings: readonly QueueFinding[],
): AvailabilityAnswer {
  const count = distinctAgents(membersOf(findings));
  const unknownQueues = findings.filter((finding) => finding.error).length;
  const { minimum, calls, anyOf } = question;
  const reached = anyOf ? mostInOne(findings) : count;
  const hold = calls && withinLimits(calls, knownCalls(findings.map((finding) => finding.calls)));
  const known = { count: reached, unknownQueues, minimum, ...(calls && { calls: { hold } }) };
  const decision = decide(known, policyFor(question.failurePolicy, findings));
  return availabilityAnswer(question, findings, count, decision);
}

/** The members of each queue that could be counted. */
export const membersOf = (findings: readonly QueueFinding[]) =>
  findings.flatMap(({ served }) => (served ? [served.snapshot.members] : []));

function basisOf({ filters }: Question, findings: readonly QueueFinding[]): Basis[] {
  return findings.map(({ queueId, served, error, calls }) => ({
    query: { queueId, filters },
    ...(served && { served }),
    ...(error && { error }),
    ...(calls && { calls }),
  }));
}

/** The same as in the log line of this request, and of a queue that counts nobody why. */
function explanation(context: RequestContext, whyNobody?: (query: MemberQuery) => string) {
  const { requestId, caller, webhook } = context;
  const facts = decisionFacts(context);
  return {
    requestId,
    caller: caller?.name,
    ...(webhook !== undefined && { webhook }),
    ...facts,
    ...(facts.basis && {
      basis: facts.basis.map((one, index) => {
        const query = context.basis?.[index]?.query;
        return one.total === 0 && query && whyNobody ? { ...one, whyNobody: whyNobody(query) } : one;
      }),
    }),
  };
}

/** What the answer's Age and Cache-Status speak of: its oldest part. */
function oldest(findings: readonly QueueFinding[]): Served | undefined {
  const served = findings
    .flatMap(({ served, calls }) => [served ?? [], calls?.idle ?? []].flat())
    .reduce<Served | undefined>((a, b) => (a && a.ageMs >= b.ageMs ? a : b), undefined);
  const waitingMs = Math.max(...findings.map(({ calls }) => calls?.ageMs ?? 0));
  if (!served || waitingMs <= served.ageMs) return served;
  return { ...served, ageMs: waitingMs, ttlMs: served.ttlMs - (waitingMs - served.ageMs) };
}

type Held = { readonly queueId: string; readonly served: Served };

/** A conclusion and what it rests on; snapshots may go meanwhile, a question must not keep them. */
interface Concluded {
  readonly snapshots: ReadonlyArray<{ readonly ref: WeakRef<Snapshot>; readonly stale: boolean }>;
  readonly answer: Omit<Answer, 'served'>;
  readonly noted: Pick<RequestContext, 'total' | 'accept'>;
}

/** The same conclusion as last time, with its ready bytes, as long as it rests on the same snapshots. */
export function concludeOnce(question: Question, judge: Judge) {
  let last: Concluded | undefined;
  const restsOn = ({ snapshots }: Concluded, held: readonly Held[]) =>
    held.every(({ served }, index) => {
      const then = snapshots[index];
      return then?.ref.deref() === served.snapshot && then.stale === (served.via === 'stale');
    });
  return (held: readonly Held[], to: RequestContext): Answer => {
    if (last && restsOn(last, held)) {
      const served = oldest(held);
      Object.assign(to, last.noted, { served, basis: basisOf(question, held) });
      return { ...last.answer, ...(served && { served }) };
    }
    const { served, ...answer } = conclude(question, judge, held, to);
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
