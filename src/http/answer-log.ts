// What becomes of an answer once it is out: a log line, numbers, and a note in the journal.
import { outcomeOf } from '../domain/decision-outcome.rules.js';
import type { Journal } from '../telemetry/journal/journal.js';
import { problemFactsOf } from '../telemetry/journal/problems.js';
import { slot } from '../telemetry/repeated-line.js';
import type { Logger } from '../telemetry/logger.js';
import { ageMs, decisionFacts } from './decision-facts.js';
import {
  arrivals,
  beginContext,
  type RepeatedReport,
  type RequestContext,
  type RequestContexts,
} from './request-context.js';
import type { HttpDependencies } from './dependencies.js';

/** Requests that are logged and counted. */
export function requestContexts({
  clock,
  logger,
  metrics,
  journal,
  settings,
}: HttpDependencies): RequestContexts {
  const hitsToo = settings.http.decisionLog === 'all';
  return {
    begin: (request) => beginContext(request, arrivals.get(request) ?? clock.now()),
    end: (context, method, status, repeated) => {
      try {
        const durationMs = clock.now() - context.startedAt;
        metrics.answered(context.route, status, durationMs / 1000);
        const outcome = outcomeOf(context);
        if (outcome)
          metrics.decided(context.route, context.caller?.name ?? 'nobody', outcome, durationMs / 1000);
        keep(journal, context, status);
        const level = levelOf(context, status, hitsToo);
        if (!logger.isLevelEnabled(level)) return;
        if (repeated && level === 'info' && method === 'GET' && status === 200 && !context.trace())
          logRepeated(logger, repeated, context, durationMs);
        else logger[level](logFacts(context, method, status, durationMs), MESSAGE);
      } catch (fault) {
        logger.error(withoutDetails(context, fault), 'an answer could not be told of');
      }
    },
  };
}

const MESSAGE = 'answered';

/** The line of an answer that goes out again: only its time, its id, its ages and how long it took are new. */
function logRepeated(
  logger: Logger,
  repeated: RepeatedReport,
  context: RequestContext,
  durationMs: number,
): void {
  const { served, basis = [], requestId } = context;
  repeated.line ??= logger.repeatedLine?.(slotted(logFacts(context, 'GET', 200, durationMs)), MESSAGE);
  if (!repeated.line) return logger.info(logFacts(context, 'GET', 200, durationMs), MESSAGE);
  const values = ['', JSON.stringify(requestId), rounded(durationMs), served ? ageMs(served, context) : 0];
  for (const one of basis) values.push(one.served ? ageMs(one.served, context) : 0);
  repeated.line(values);
}

/** `facts` with slots for what is another each time: see `logRepeated` for their numbers. */
function slotted(facts: ReturnType<typeof logFacts>): Record<string, unknown> {
  const basis = facts.basis?.map((one, index) =>
    one.ageMs === undefined ? one : { ...one, ageMs: slot(4 + index) },
  );
  return {
    ...facts,
    requestId: slot(1),
    ...(facts.ageMs !== undefined && { ageMs: slot(3) }),
    ...(basis && { basis }),
    durationMs: slot(2),
  };
}

const rounded = (durationMs: number) => Math.round(durationMs * 10) / 10;

function keep(journal: Journal, context: RequestContext, status: number): void {
  const { records = [], uses = [], caller, total, served, failure } = context;
  if (!caller) return;
  for (const used of uses) used.add(context.startedAt);
  // Whether a call would be taken: the members route leaves that to the platform, whose template asks for more than 0.
  const accept = context.accept ?? (total === undefined ? undefined : total > 0);
  const result = served?.via ?? failure?.code ?? String(status);
  keepTraffic(journal, context, caller.organization);
  journal.answered(records, { at: context.startedAt, caller: caller.name, total, accept, result }, failure);
  // Where the budget has nothing left no fetch begins that could tell of it.
  if (failure?.code === 'genesys_rate_limited')
    journal.problems.add(`rate limit of ${caller.organization}`, problemFactsOf(failure), 'fetches');
}

function keepTraffic(journal: Journal, context: RequestContext, organization: string): void {
  const { queues, served, failure } = context;
  if (!queues || failure?.kind === 'caller') return;
  journal.traffic(organization).answered(served?.via, served ? ageMs(served, context) : 0);
}

const QUIET = new Set(['livez', 'readyz', 'health', 'metrics', 'status']);

/** Hits are many and all alike: an operator may leave them to those who debug. */
function levelOf(
  { route, failure, served, ip, logged }: RequestContext,
  status: number,
  hitsToo: boolean,
): 'error' | 'warn' | 'info' | 'debug' {
  if (failure?.kind === 'internal') return 'error';
  if (logged === false) return 'debug';
  // Guesses at the admin key are told of whatever they ask for.
  if (QUIET.has(route) && ip === undefined) return 'debug';
  if (failure && failure.kind !== 'caller') return 'warn';
  return !hitsToo && served?.via === 'hit' && status < 400 ? 'debug' : 'info';
}

/** All that is logged of an answer; nothing about single agents. */
function logFacts(context: RequestContext, method: string | undefined, status: number, durationMs: number) {
  const { served, failure } = context;
  return {
    requestId: context.requestId,
    traceId: context.trace()?.traceId,
    caller: context.caller?.name,
    ip: context.ip,
    method,
    route: context.route,
    path: context.path,
    webhook: context.webhook,
    queue: context.queues?.join(','),
    status,
    result: served?.via,
    ageMs: served && ageMs(served, context),
    total: context.total,
    accept: context.accept,
    ...decisionFacts(context),
    durationMs: rounded(durationMs),
    code: failure?.code,
    detail: failure?.message,
    correlationId: failure?.facts.correlationId,
    ...(failure?.kind === 'internal' && { error: failure }),
  };
}

/** That an answer could not be told of: the fault without its message, which may quote what the answer rests on. */
function withoutDetails({ requestId, route }: RequestContext, fault: unknown) {
  const { name, stack = '' } = fault instanceof Error ? fault : new Error();
  const at = stack.split('\n').filter((line) => /^ +at /.test(line));
  return { requestId, route, fault: name, at: at.map((line) => line.trim()) };
}
