// Reads filters as they are typed, with what is wrong told before Genesys is asked.
import { asServiceError } from '../errors.js';
import { readAvailabilityRequest } from '../rules/availability-query.js';
import type { Pairs } from '../rules/parameters.js';
import { UsageError } from './usage.js';

/** Stands for any queue while the filters are read. */
const ANY_QUEUE = '00000000-0000-4000-8000-000000000000';

/** `name=value` words and query strings alike. @throws UsageError */
export function pairsOf(words: readonly string[]): Pairs {
  return words
    .flatMap((word) => word.replace(/^\?/, '').split('&'))
    .filter((pair) => pair !== '')
    .flatMap((pair) => {
      if (!pair.includes('='))
        throw new UsageError(`"${pair}" is no filter: write name=value, such as presence=Available.`);
      return [...new URLSearchParams(pair)];
    });
}

/** The question in `pairs`, as the availability route reads it. @throws UsageError */
export function readUsage(pairs: Pairs): ReturnType<typeof readAvailabilityRequest> {
  try {
    return readAvailabilityRequest(ANY_QUEUE, pairs);
  } catch (fault) {
    const error = asServiceError(fault);
    if (error.kind !== 'caller') throw fault;
    throw new UsageError(`${error.title}: ${error.message}`);
  }
}
