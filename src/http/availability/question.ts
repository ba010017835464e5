// A yes-or-no question to the queues, from asking to sending: what the /v1 routes share.
import type { Request, Response } from 'express';
import { asServiceError } from '../../domain/errors.js';
import type { LoadOptions, MemberQuery, SnapshotSource } from '../../domain/model.js';
import type { Caller } from '../../domain/caller.rules.js';
import { sendAnswer } from '../response.js';
import type { QueueFinding } from './availability-answer.js';
import { organizationOf, requireQueues } from '../auth/caller-scope.js';
import { countAgents, isCountedAtOnce } from '../distinct-agents.js';
import { findCalls, idleMembersOf, type CallsQuestion } from './calls-finding.js';
import { conclude, concludeOnce, membersOf, type Judge, type Question } from './conclusion.js';
import { contextOf, originOf, type RequestContext } from '../request-context.js';
import { withUnknownValues } from '../../domain/unknown-values.rules.js';
import { whyNobodyNow } from '../status/status-nobody.js';
import type { HotPath } from '../hot-path/hot-path.js';
import type { HttpDependencies } from '../dependencies.js';

/**
 * Asks the queues of `question`, decides and sends the answer.
 * @throws ServiceError `queue_not_allowed`; what Genesys says of a single queue that it refuses; what kept
 * the queues from being counted when the failure policy is `error`
 */
export async function answerQuestion(
  { dependencies, hotPath }: { readonly dependencies: HttpDependencies; readonly hotPath: HotPath },
  request: Request,
  response: Response,
  question: Question,
  judge: Judge = (counted) => counted,
): Promise<void> {
  const context = contextOf(response);
  const caller = context.caller as Caller;
  const { queueIds: queues, filters, view } = question;
  context.queues = queues;
  requireQueues(caller, queues);
  // A quota counts the queues that are named: each may cost requests to Genesys.
  if (queues.length > 1) context.takeFromQuota?.(queues.length - 1);
  const organization = organizationOf(dependencies, caller);
  const { name, snapshots } = organization;
  const queries = queues.map((queueId) => ({ queueId, filters, ...(view && { view }) }));
  const { webhook } = context;
  const asked = queries.map((query) => dependencies.journal.query(name, query, caller.name));
  // Several queues have to reach it together: it is nothing for one of them.
  const { needs } = question;
  if (needs !== undefined && (queues.length === 1 || question.anyOf))
    context.uses = [...(context.uses ?? []), ...asked.map((one) => one.need(caller.name, needs))];
  const records = [...asked, ...(webhook === undefined ? [] : [dependencies.journal.webhook(webhook)])];
  const { rule } = question;
  Object.assign(context, { records, rule, basis: queries.map((query) => ({ query })) });
  const options = { origin: originOf(context), caller: caller.name };
  const whyNobody = whyNobodyNow(dependencies, name, queues);
  const why = (query: MemberQuery) => whyNobody(dependencies.journal.query(name, query, caller.name));
  const { clock, settings } = dependencies;
  const calls = { organization, clock, options, deadline: settings.availability.deadline };
  const findings = await Promise.all(
    queries.map((query) => (question.calls ? findWithCalls(query, calls) : find(snapshots, query, options))),
  );
  await countAgents(membersOf(findings));
  await countAgents(idleMembersOf(findings.map((finding) => finding.calls)));
  sendAnswer(request, response, context.requestId, conclude(question, judge, findings, context, why));

  // For people who look at the page: what a queue is called is looked up when it is first counted.
  for (const { queueId, served } of findings) if (served) organization.names.expect(queueId);
  // What tells of one request is not fit for the next, and waiting calls are not kept with snapshots.
  if (question.explain || context.appended || question.calls) return;
  const ready = queries.map((query) => snapshots.ready(query, caller.name));
  const concludeHeld = concludeOnce(question, judge);
  const answerNow = (to: RequestContext) => {
    const held = ready.flatMap((look) => look() ?? []);
    // So many that they are counted in slices: not on the hot path.
    if (held.length < queries.length || !isCountedAtOnce(held.map((one) => one.served.snapshot.members)))
      return undefined;
    const findings = held.map(({ served }, index) => ({ queueId: queues[index] as string, served }));
    return { answer: concludeHeld(findings, to), held };
  };
  const { route, uses } = context;
  hotPath.remember(request, {
    ...{ route, caller, queues, rule, records, uses, answerNow },
    ...(webhook !== undefined && { webhook }),
  });
}

async function findWithCalls(query: MemberQuery, question: CallsQuestion): Promise<QueueFinding> {
  const { organization, options } = question;
  const counted = find(organization.snapshots, query, options);
  const calls = findCalls(query.queueId, question);
  const [finding, found] = await Promise.all([counted, calls]);
  return { ...finding, calls: found };
}

/** Asks for one queue; one that can't be counted is a finding too. */
async function find(
  snapshots: SnapshotSource,
  query: MemberQuery,
  options: LoadOptions,
): Promise<QueueFinding> {
  try {
    return { queueId: query.queueId, served: await snapshots.get(query, options) };
  } catch (fault) {
    const error = withUnknownValues(asServiceError(fault), query.filters);
    // A fault of our own must not pass for a queue that nobody could count.
    if (error.kind === 'internal') throw fault;
    return { queueId: query.queueId, error };
  }
}
