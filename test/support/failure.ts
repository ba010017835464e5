// How work ends, for expectations: the ServiceError that it failed with, or that it hasn't ended yet.
import { inspect } from 'node:util';
import { ServiceError } from '../../src/domain/errors.js';

/** The ServiceError that `work` fails with; anything else is thrown. */
export async function failureOf(work: Promise<unknown>): Promise<ServiceError> {
  let result: unknown;
  try {
    result = await work;
  } catch (fault) {
    if (fault instanceof ServiceError) return fault;
    throw fault;
  }
  throw new Error(`It was to fail, and came out as ${inspect(result)}.`);
}

/** Follows `work` without waiting for it. */
export function watch(work: Promise<unknown>): { readonly state: 'pending' | 'done' | 'failed' } {
  const watched: { state: 'pending' | 'done' | 'failed' } = { state: 'pending' };
  work.then(
    () => (watched.state = 'done'),
    () => (watched.state = 'failed'),
  );
  return watched;
}

/** Everything that a log, a debugger or a serialiser could print of `error`. */
export function everythingIn(error: ServiceError): string {
  const shown = { depth: null, showHidden: true };
  return [
    ...[String(error), error.message, error.hint, error.stack],
    ...[JSON.stringify(error), JSON.stringify({ ...error }), JSON.stringify(error.facts)],
    ...[inspect(error, shown), inspect(error.facts, shown)],
  ].join('\n');
}
