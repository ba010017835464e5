// Reads filters as they are typed, with what is wrong told before Genesys is asked.
import { asServiceError } from '../domain/errors.js';
import type { MemberFilters } from '../domain/model.js';
import { readAvailabilityRequest } from '../domain/availability-query.rules.js';
import { FILTER_NAMES, readMembersRequest } from '../domain/member-query.rules.js';
import type { Pairs } from '../domain/parameters.rules.js';
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

/**
 * The filters of a query string as the members route reads them: these and no others. What else an availability
 * route takes (`min`, `format`) may stand in it, so that any webhook's query can be given.
 * @param text undefined: those that an availability route assumes, the usual template of platforms
 * @throws UsageError
 */
export function exactFilters(text: string | undefined): MemberFilters {
  const pairs = pairsOf(text === undefined ? [] : [text]);
  const { filters } = readUsage(pairs);
  if (text === undefined) return filters;
  const given = pairs.filter(([name]) => FILTER_NAMES.some((known) => known === name));
  return readMembersRequest(ANY_QUEUE, given).query.filters;
}
