// What becomes of an answer once it is out: a log line, numbers, and a note in the journal.
import { outcomeOf } from '../domain/decision-outcome.rules.js';
import type { Journal } from '../telemetry/journal/journal.js';
import { troubleOf } from '../telemetry/journal/problems.js';
import { decisionFacts } from './decision-facts.js';
import { beginExchange, type Exchange, type Exchanges } from './request-context.js';
import type { HttpParts } from './dependencies.js';

/** Exchanges that are logged and counted. */
export function exchanges({ clock, logger, metrics, journal, settings }: HttpParts): Exchanges {
  const hitsToo = settings.http.decisionLog === 'all';
  return {
    begin: (request) => beginExchange(request, clock.now()),
    end: (exchange, method, status) => {
      try {
        const durationMs = clock.now() - exchange.startedAt;
        metrics.answered(exchange.route, status, durationMs / 1000);
        const outcome = outcomeOf(exchange);
        if (outcome)
          metrics.decided(exchange.route, exchange.caller?.name ?? 'nobody', outcome, durationMs / 1000);
        keep(journal, exchange, status);
        const level = levelOf(exchange, status, hitsToo);
        if (logger.isLevelEnabled(level))
          logger[level](logFacts(exchange, method, status, durationMs), 'answered');
      } catch (fault) {
        logger.error(untold(exchange, fault), 'an answer could not be told of');
      }
    },
  };
}

function keep(journal: Journal, exchange: Exchange, status: number): void {
  const { records = [], caller, total, served, failure } = exchange;
  if (!caller) return;
  // Whether a call would be taken: the members route leaves that to the platform, whose template asks for more than 0.
  const accept = exchange.accept ?? (total === undefined ? undefined : total > 0);
  const result = served?.via ?? failure?.code ?? String(status);
  journal.answered(records, { at: exchange.startedAt, caller: caller.name, total, accept, result }, failure);
  // Where the budget has nothing left no walk begins that could tell of it.
  if (failure?.code === 'genesys_rate_limited')
    journal.problems.add(`rate limit of ${caller.organization}`, troubleOf(failure), 'walks');
}

const QUIET = new Set(['livez', 'readyz', 'health', 'metrics', 'status']);

/** Hits are many and all alike: an operator may leave them to those who debug. */
function levelOf(
  { route, failure, served, ip, logged }: Exchange,
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
function logFacts(exchange: Exchange, method: string | undefined, status: number, durationMs: number) {
  const { served, failure } = exchange;
  return {
    requestId: exchange.requestId,
    traceId: exchange.trace()?.traceId,
    caller: exchange.caller?.name,
    ip: exchange.ip,
    method,
    route: exchange.route,
    path: exchange.path,
    webhook: exchange.webhook,
    queue: exchange.queues?.join(','),
    status,
    result: served?.via,
    // The same answer may have gone out before: it has aged since.
    ageMs: served && Math.round(Math.max(served.ageMs, exchange.startedAt - served.snapshot.takenAt)),
    total: exchange.total,
    accept: exchange.accept,
    ...decisionFacts(exchange),
    durationMs: Math.round(durationMs * 10) / 10,
    code: failure?.code,
    detail: failure?.message,
    correlationId: failure?.facts.correlationId,
    ...(failure?.kind === 'internal' && { error: failure }),
  };
}

/** That an answer could not be told of: the fault without its message, which may quote what the answer rests on. */
function untold({ requestId, route }: Exchange, fault: unknown) {
  const { name, stack = '' } = fault instanceof Error ? fault : new Error();
  const at = stack.split('\n').filter((line) => /^ +at /.test(line));
  return { requestId, route, fault: name, at: at.map((line) => line.trim()) };
}
