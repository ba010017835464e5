// Reads a listing's query the way Genesys does, and refuses what Genesys refuses.
import { Refusal } from './errors.js';
import { readFilters } from './filters.js';
import { choice, list } from './parameters.js';
import type { MatchFilters } from './types.js';

export const DEFAULT_PAGE_SIZE = 25;
export const LARGEST_PAGE_SIZE = 100;

/** Which part of a listing is wanted. */
export interface Paging {
  readonly pageNumber: number;
  /** At most 100: more is cut without a word. */
  readonly pageSize: number;
}

/** A members query, understood. */
interface MembersQuery extends Paging {
  readonly descending: boolean;
  readonly expand: readonly string[];
  readonly filters: MatchFilters;
}

function positive(params: URLSearchParams, field: string, otherwise: number): number {
  const value = params.get(field);
  if (value === null) return otherwise;
  if (/^\d{1,9}$/.test(value) && Number(value) >= 1) return Number(value);
  throw new Refusal(400, { code: 'invalid.value', params: { value, field } });
}

/** @throws Refusal 400 `invalid.value` for anything but whole numbers from 1. */
export function readPaging(params: URLSearchParams): Paging {
  return {
    pageNumber: positive(params, 'pageNumber', 1),
    pageSize: Math.min(positive(params, 'pageSize', DEFAULT_PAGE_SIZE), LARGEST_PAGE_SIZE),
  };
}

/** @throws Refusal 400 for pages that can't be and for words that Genesys doesn't know. */
export function readMembersQuery(params: URLSearchParams): MembersQuery {
  return {
    ...readPaging(params),
    descending: choice(params, 'sortOrder', ['asc', 'desc']) === 'desc',
    expand: list(params, 'expand'),
    filters: readFilters(params),
  };
}
