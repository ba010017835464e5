// Gathers a request's parameters from query string and body into one list of names and values.
import type { Request } from 'express';
import { ServiceError } from '../domain/errors.js';
import { passesOver, type Caller } from '../domain/caller.rules.js';
import { invalid, type Pairs } from '../domain/parameters.rules.js';
import type { RequestContext } from './request-context.js';

/** Characters of a request's address, and of all values of its parameters together: no webhook comes near it. */
const MAX_LENGTH = 8_192;

/** The query string's own parameters, decoded. */
export function queryOf(request: Request): URLSearchParams {
  const at = request.originalUrl.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : request.originalUrl.slice(at + 1));
}

/**
 * The parameters that a route should read: query string first, then body; without the caller's key in the URL and what
 * the caller's platform appends. Where there was such the context says so: its target never comes again.
 * @param known names of the route's own
 * @throws ServiceError `invalid_body`; `invalid_parameter` for more than can be a question
 */
export function parametersOf(request: Request, context: RequestContext, known: readonly string[]): Pairs {
  const caller = context.caller as Caller;
  const wanted = ([name]: readonly [string, unknown]) => {
    if (!passesOver(caller, name, known)) return true;
    if (name !== 'key') context.appended = true;
    return false;
  };
  if (request.originalUrl.length > MAX_LENGTH) throw tooLong('The address is');
  const pairs = [...[...queryOf(request)].filter(wanted), ...bodyPairs(request.body, wanted, known)];
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

/** What is passed over is not looked at: platforms put maps and lists of their own there. */
function bodyPairs(
  body: unknown,
  wanted: (entry: readonly [string, unknown]) => boolean,
  known: readonly string[],
): Array<[string, string]> {
  if (body === undefined || body === null) return [];
  if (typeof body !== 'object' || Array.isArray(body)) throw new ServiceError('invalid_body');
  const entries = Object.entries(body as Record<string, unknown>).filter(wanted);
  return entries.flatMap(([name, value]) => {
    // Null is as if it were left out; that an unknown name has it makes the name no better.
    if (value === null && known.includes(name)) return [];
    const values: unknown[] = (Array.isArray(value) ? value : [value]).filter((item) => item !== null);
    if (values.length === 0) return [[name, '']];
    return values.map((item): [string, string] => [name, scalar(name, item)]);
  });
}

function scalar(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw invalid(name, 'must be a string, a number, true or false, or a list of these');
}
