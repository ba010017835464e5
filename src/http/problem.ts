// Errors become application/problem+json (RFC 9457) here and nowhere else.
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { ServiceError, asServiceError } from '../domain/errors.js';
import { contextOf } from './request-context.js';

/** The last middleware: whatever went wrong gets a clear answer. */
export const problemHandler: ErrorRequestHandler = (fault: unknown, request, response, next) => {
  if (response.headersSent) return next(fault);
  const known = fault instanceof ServiceError ? fault : frameworkError(fault, request.originalUrl);
  const error = known ?? asServiceError(fault);
  contextOf(response).failure = error;
  sendProblem(response, error);
};

/** Writes `error` as the answer. */
function sendProblem(response: Response, error: ServiceError): void {
  const { allow, correlationId, retryAfterSeconds } = error.facts;
  const retryAfter = retryAfterSeconds ?? ([429, 503].includes(error.status) ? 1 : undefined);
  if (error.status === 401 && !response.hasHeader('WWW-Authenticate'))
    response.setHeader('WWW-Authenticate', challenge(error));
  if (allow) response.setHeader('Allow', allow);
  if (retryAfter !== undefined) response.setHeader('Retry-After', String(Math.max(1, Math.ceil(retryAfter))));
  response.setHeader('Cache-Control', 'no-store');
  response.status(error.status).type('application/problem+json');
  response.send(
    JSON.stringify({
      type: `urn:genesys-availability-proxy:error:${error.code}`,
      title: error.title,
      status: error.status,
      code: error.code,
      detail: error.message,
      hint: error.hint,
      requestId: contextOf(response).requestId,
      ...(correlationId !== undefined && { correlationId }),
      ...(retryAfter !== undefined && { retryAfterSeconds: Math.max(1, Math.ceil(retryAfter)) }),
    }),
  );
}

/** RFC 6750 section 3: `error` only when a key was presented. */
function challenge(error: ServiceError): string {
  const realm = 'Bearer realm="availability-proxy"';
  return error.code === 'caller_key_missing' ? realm : `${realm}, error="invalid_token"`;
}

/** Refuses every method but those in `allow` (comma-separated). */
export function methodNotAllowed(allow: string): RequestHandler {
  return () => {
    throw new ServiceError('method_not_allowed', { allow, detail: `Allowed here: ${allow}.` });
  };
}

/** Longer than the path of any route. */
const LONGEST_PATH = 128;

/** A part of a path that may be a key that was pasted there is not written; queue ids are. */
const shown = (part: string) => (part.length >= 24 && !UUID.test(part) ? '…' : part);
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Answers what no route took. */
export const routeNotFound: RequestHandler = ({ path }, response) => {
  contextOf(response).path = path.split('/').map(shown).join('/').slice(0, LONGEST_PATH);
  throw new ServiceError('route_not_found');
};

/** What express and its body parsers throw, as far as the request is to blame. */
function frameworkError(fault: unknown, url: string): ServiceError | undefined {
  const { status, type } = (fault ?? {}) as { status?: unknown; type?: unknown };
  if (type === 'entity.too.large') return new ServiceError('body_too_large');
  if (status === 415) return new ServiceError('unsupported_media_type');
  if (fault instanceof URIError && url.startsWith('/v1/webhooks/'))
    return new ServiceError('webhook_not_found', { detail: 'The path is not a valid URL.' });
  if (fault instanceof URIError)
    return new ServiceError('invalid_queue_id', { detail: 'The path is not a valid URL.' });
  if (typeof status === 'number' && status >= 400 && status < 500) return new ServiceError('invalid_body');
  return undefined;
}
