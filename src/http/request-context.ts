// What is known of one request while it is answered.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { AnswerRecord } from '../telemetry/journal/answer-record.js';
import type { UseRecord } from '../telemetry/journal/use-record.js';
import type { Origin, Served } from '../domain/model.js';
import type { Caller } from '../domain/caller.rules.js';
import { readTraceContext, type TraceContext } from '../domain/trace-context.rules.js';
import type { ServiceError } from '../domain/errors.js';
import type { RepeatedLine } from '../telemetry/logger.js';
import type { Access } from './auth/access.js';
import type { Basis } from './decision-facts.js';

/** Filled in as the request passes the rooms of this floor. */
export interface RequestContext {
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
  /** Takes more of the caller's quota than this one request. @throws ServiceError `caller_quota_exceeded` */
  takeFromQuota?: (requests: number) => void;
  /** The name of a webhook of the settings. */
  webhook?: string;
  /** The platform appended something that was passed over. */
  appended?: true;
  queues?: readonly string[];
  /** What was asked of each queue and what came of it. */
  basis?: readonly Basis[];
  /** By what the decision was made, in words. */
  rule?: string;
  /** Where this answer is to be noted, beside its caller. */
  records?: readonly AnswerRecord[];
  /** What was used beside that: the caller's key, and how many agents it wants. */
  uses?: readonly UseRecord[];
  served?: Served;
  total?: number;
  accept?: boolean;
  /** The decision is that of the failure policy: what was counted does not settle it. */
  unknown?: boolean;
  /** What went wrong, also where an answer could be given all the same. */
  failure?: ServiceError;
  /** Where a request came from that was refused. */
  ip?: string;
  /** What was asked for where there is nothing: without parameters, and not longer than a real one. */
  path?: string;
  /** False: one of so many alike that it is told in a count alone. */
  logged?: boolean;
}

/** What is ready to be said of an answer that goes out again and again; filled in by who reports it. */
export interface RepeatedReport {
  line?: RepeatedLine | undefined;
}

/** Begins request contexts and reports their end. */
export interface RequestContexts {
  readonly begin: (request: IncomingMessage) => RequestContext;
  /**
   * Takes the status of the answer; 499 when the caller left before it was written. Never throws: the answer is
   * out, and nobody is there to catch it.
   */
  readonly end: (
    context: RequestContext,
    method: string | undefined,
    status: number,
    repeated?: RepeatedReport,
  ) => void;
}

/** The context of a response that passed `contextMiddleware`. */
export function contextOf(response: Response): RequestContext {
  return (response.locals as { context: RequestContext }).context;
}

/** This request as the origin of loads. */
export function originOf({ requestId, trace }: RequestContext): Origin {
  const found = trace();
  return found ? { requestId, trace: found } : { requestId };
}

function traceOf({ traceparent, tracestate }: IncomingHttpHeaders): TraceContext | undefined {
  if (traceparent === undefined) return undefined;
  return readTraceContext(String(traceparent), tracestate === undefined ? undefined : String(tracestate));
}

/** When requests came that had to wait for a turn, by `systemClock` or what stands for it; monotonic milliseconds. */
export const arrivals = new WeakMap<IncomingMessage, number>();

/** The context of `request`, which came at `startedAt`. */
export function beginContext(request: IncomingMessage, startedAt: number): RequestContext {
  return {
    requestId: requestId(request.headers['x-request-id']),
    trace: () => traceOf(request.headers),
    startedAt,
    route: 'unknown',
  };
}

/** Names each request of an express app and ends its context when the answer is out. */
export function contextMiddleware({ begin, end }: RequestContexts): RequestHandler {
  return (request, response, next) => {
    const context = begin(request);
    response.locals['context'] = context;
    response.setHeader('X-Request-Id', context.requestId);
    // The client left before the request's turn came: there is nobody to ask Genesys for.
    if (response.destroyed) return end(context, request.method, 499);
    response.once('close', () =>
      end(context, request.method, response.writableFinished ? response.statusCode : 499),
    );
    next();
  };
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
