// Gathers a request's parameters from query string and body into one list of names and values.
import express, { type Request, type RequestHandler } from 'express';
import { ServiceError } from '../domain/errors.js';
import type { Caller } from '../domain/caller.rules.js';
import { invalid, type Pairs } from '../domain/parameters.rules.js';

/** Characters of a request's address, and of all values of its parameters together: no webhook comes near it. */
const MAX_LENGTH = 8_192;

/** The query string's own parameters, decoded. */
export function queryOf(request: Request): URLSearchParams {
  const at = request.originalUrl.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : request.originalUrl.slice(at + 1));
}

/**
 * The parameters that a route should read: query string first, then body; without the caller's key in the
 * URL and the names that the caller's platform appends.
 * @throws ServiceError `invalid_body`; `invalid_parameter` for more than can be a question
 */
export function parametersOf(request: Request, caller: Caller): Pairs {
  const passedOver = new Set([...caller.ignoreParameters, ...(caller.keyInUrl ? ['key'] : [])]);
  const wanted = ([name]: readonly [string, unknown]) => !passedOver.has(name);
  if (request.originalUrl.length > MAX_LENGTH) throw tooLong('The address is');
  const pairs = [...[...queryOf(request)].filter(wanted), ...bodyPairs(request.body, wanted)];
  if (pairs.reduce((sum, [, value]) => sum + value.length, 0) > MAX_LENGTH)
    throw tooLong('The values of all parameters together are');
  return pairs;
}

function tooLong(what: string): ServiceError {
  return new ServiceError('invalid_parameter', {
    detail: `${what} longer than ${MAX_LENGTH} characters.`,
    hint: 'A webhook needs only a few parameters; send them alone.',
  });
}

/** Reads a JSON object or a form; a request without a body passes. */
export function readBody(limitBytes: number): RequestHandler[] {
  const known: RequestHandler = (request, _response, next) => {
    // `is` says null when there is no body at all; some clients announce an empty one,
    // and a chunked one without a type is most likely empty too: what has no type is not read.
    const other = request.is(['application/json', 'application/x-www-form-urlencoded']) === false;
    const named = request.headers['content-type'] !== undefined;
    if (other && named && request.headers['content-length'] !== '0')
      throw new ServiceError('unsupported_media_type');
    next();
  };
  return [
    known,
    express.json({ limit: limitBytes, strict: true }),
    express.urlencoded({ limit: limitBytes, extended: false }),
  ];
}

/** What is passed over is not looked at: platforms put maps and lists of their own there. */
function bodyPairs(
  body: unknown,
  wanted: (entry: readonly [string, unknown]) => boolean,
): Array<[string, string]> {
  if (body === undefined || body === null) return [];
  if (typeof body !== 'object' || Array.isArray(body)) throw new ServiceError('invalid_body');
  const entries = Object.entries(body as Record<string, unknown>).filter(wanted);
  return entries.flatMap(([name, value]) => {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.filter((item) => item !== null).map((item): [string, string] => [name, scalar(name, item)]);
  });
}

function scalar(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw invalid(name, 'must be a string, a number, true or false, or a list of these');
}
