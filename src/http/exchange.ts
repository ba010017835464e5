// What is known of one request while it is answered, and what becomes of it: a log line and numbers.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Journal } from '../journal/journal.js';
import type { AnswerRecord } from '../journal/answer-record.js';
import type { Origin, Served } from '../model.js';
import type { Caller } from '../rules/caller.js';
import { readTraceContext, type TraceContext } from '../rules/trace-context.js';
import type { ServiceError } from '../errors.js';
import type { Access } from './access.js';
import { decisionFacts, type Basis } from './decision-facts.js';
import type { HttpParts } from './parts.js';

/** Filled in as the request passes the rooms of this floor. */
export interface Exchange {
  readonly requestId: string;
  /** The caller's trace: read where it is needed, and not for each answer. */
  readonly trace: () => TraceContext | undefined;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** A route's name for labels, never the path. */
  route: string;
  caller?: Caller;
  /** What held when the caller was found. */
  access?: Access;
  /** The name of a webhook of the settings. */
  webhook?: string;
  queues?: readonly string[];
  /** What was asked of each queue and what came of it. */
  basis?: readonly Basis[];
  /** By what the decision was made, in words. */
  rule?: string;
  /** Where this answer is to be noted, beside its caller. */
  records?: readonly AnswerRecord[];
  served?: Served;
  total?: number;
  accept?: boolean;
  /** What went wrong, also where an answer could be given all the same. */
  failure?: ServiceError;
  /** Where a request came from that was refused. */
  ip?: string | undefined;
}

/** Begins exchanges and tells of their end. */
export interface Exchanges {
  readonly begin: (request: IncomingMessage) => Exchange;
  /**
   * Takes the status of the answer; 499 when the caller left before it was written. Never throws: the answer is
   * out, and nobody is there to catch it.
   */
  readonly end: (exchange: Exchange, method: string | undefined, status: number) => void;
}

/** The exchange of a response that passed `exchangeMiddleware`. */
export function exchangeOf(response: Response): Exchange {
  return (response.locals as { exchange: Exchange }).exchange;
}

/** This exchange as the origin of loads. */
export function originOf({ requestId, trace }: Exchange): Origin {
  const found = trace();
  return found ? { requestId, trace: found } : { requestId };
}

function traceOf({ traceparent, tracestate }: IncomingHttpHeaders): TraceContext | undefined {
  if (traceparent === undefined) return undefined;
  return readTraceContext(String(traceparent), tracestate === undefined ? undefined : String(tracestate));
}

/** Exchanges that are logged and counted. */
export function exchanges({ clock, logger, metrics, journal, settings }: HttpParts): Exchanges {
  const hitsToo = settings.http.decisionLog === 'all';
  return {
    begin: (request) => ({
      requestId: requestId(request.headers['x-request-id']),
      trace: () => traceOf(request.headers),
      startedAt: clock.now(),
      route: 'unknown',
    }),
    end: (exchange, method, status) => {
      try {
        const durationMs = clock.now() - exchange.startedAt;
        metrics.answered(exchange.route, status, durationMs / 1000);
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

/** A fault without its message, which may quote what an answer rests on. */
function untold({ requestId, route }: Exchange, fault: unknown) {
  const { name, stack = '' } = fault instanceof Error ? fault : new Error();
  const at = stack.split('\n').filter((line) => /^ +at /.test(line));
  return { requestId, route, fault: name, at: at.map((line) => line.trim()) };
}

/** Names each request of an express app and ends its exchange when the answer is out. */
export function exchangeMiddleware({ begin, end }: Exchanges): RequestHandler {
  return (request, response, next) => {
    const exchange = begin(request);
    response.locals['exchange'] = exchange;
    response.setHeader('X-Request-Id', exchange.requestId);
    response.once('close', () =>
      end(exchange, request.method, response.writableFinished ? response.statusCode : 499),
    );
    next();
  };
}

function keep(journal: Journal, exchange: Exchange, status: number): void {
  const { records = [], caller, total, served, failure } = exchange;
  if (!caller) return;
  // Whether a call would be taken: the members route leaves that to the platform, whose template asks for more than 0.
  const accept = exchange.accept ?? (total === undefined ? undefined : total > 0);
  const result = served?.via ?? failure?.code ?? String(status);
  journal.answered(records, { at: exchange.startedAt, caller: caller.name, total, accept, result }, failure);
}

/** A request id of the caller's is kept when it is one; anything else could forge log lines. */
function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : nextRequestId();
}

/** Ids of this process share a beginning that no other process has: cheaper than a random one for each. */
const PROCESS_ID = randomUUID().slice(0, 18);
let requests = 0;

function nextRequestId(): string {
  requests += 1;
  return `${PROCESS_ID}-${requests}`;
}

const QUIET = new Set(['livez', 'readyz', 'health', 'metrics', 'status']);

/** Hits are many and all alike: an operator may leave them to those who debug. */
function levelOf(
  { route, failure, served }: Exchange,
  status: number,
  hitsToo: boolean,
): 'error' | 'warn' | 'info' | 'debug' {
  if (failure?.kind === 'internal') return 'error';
  if (QUIET.has(route)) return 'debug';
  if (failure && failure.kind !== 'caller') return 'warn';
  return !hitsToo && served?.via === 'hit' && status < 400 ? 'debug' : 'info';
}

function logFacts(exchange: Exchange, method: string | undefined, status: number, durationMs: number) {
  const { served, failure } = exchange;
  return {
    requestId: exchange.requestId,
    traceId: exchange.trace()?.traceId,
    caller: exchange.caller?.name,
    ip: exchange.ip,
    method,
    route: exchange.route,
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
