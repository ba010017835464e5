// What is known of one request while it is answered: the access log and the metrics read it at the end.
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Served } from '../model.js';
import type { Caller } from '../rules/caller.js';
import type { ErrorCode } from '../error-codes.js';
import type { HttpParts } from './parts.js';

/** Filled in as the request passes the rooms of this floor. */
export interface Exchange {
  readonly requestId: string;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** A route's name for labels, never the path. */
  route: string;
  caller?: Caller;
  /** The name of a webhook of the settings. */
  webhook?: string;
  queues?: readonly string[];
  served?: Served;
  total?: number;
  accept?: boolean;
  errorCode?: ErrorCode;
  correlationId?: string;
  /** The fault behind an `internal_error`. */
  fault?: unknown;
}

/** The exchange of a response that passed `beginExchange`. */
export function exchangeOf(response: Response): Exchange {
  return (response.locals as { exchange: Exchange }).exchange;
}

/** Names the request and, once it is answered, writes its log line and counts it. */
export function beginExchange({ clock, logger, metrics }: HttpParts): RequestHandler {
  return (request, response, next) => {
    const exchange: Exchange = {
      requestId: requestId(request.headers['x-request-id']),
      startedAt: clock.now(),
      route: 'unknown',
    };
    response.locals['exchange'] = exchange;
    response.setHeader('X-Request-Id', exchange.requestId);
    response.once('close', () => {
      const durationMs = clock.now() - exchange.startedAt;
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.requests.inc({ route: exchange.route, status: String(status) });
      metrics.requestDuration.observe({ route: exchange.route }, durationMs / 1000);
      if (exchange.served) metrics.cacheResults.inc({ result: exchange.served.via });
      logger[levelOf(exchange, status)](logFacts(exchange, request.method, status, durationMs), 'answered');
    });
    next();
  };
}

/** A request id of the caller's is kept when it is one; anything else could forge log lines. */
function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : randomUUID();
}

const QUIET = new Set(['livez', 'readyz', 'health', 'metrics']);

function levelOf(exchange: Exchange, status: number): 'error' | 'warn' | 'info' | 'debug' {
  if (QUIET.has(exchange.route)) return 'debug';
  if (exchange.fault !== undefined) return 'error';
  return status >= 500 ? 'warn' : 'info';
}

function logFacts(exchange: Exchange, method: string, status: number, durationMs: number) {
  const { served } = exchange;
  return {
    requestId: exchange.requestId,
    caller: exchange.caller?.name,
    method,
    route: exchange.route,
    webhook: exchange.webhook,
    queue: exchange.queues?.join(','),
    status,
    result: served?.via,
    ageMs: served && Math.round(served.ageMs),
    total: exchange.total,
    accept: exchange.accept,
    durationMs: Math.round(durationMs * 10) / 10,
    code: exchange.errorCode,
    correlationId: exchange.correlationId,
    ...(exchange.fault !== undefined && { error: exchange.fault }),
  };
}
