// Reads a listing's query the way Genesys does, and refuses what Genesys refuses.
import { Refusal } from './errors.js';
import type { MatchFilters } from './types.js';
import { PRESENCES, ROUTING_STATUSES } from './vocabulary.js';

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

/** The values of a list that comes repeated, comma-joined or both. */
export function list(params: URLSearchParams, name: string): string[] {
  return params
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
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

function known(values: readonly string[], allowed: readonly string[], field: string): readonly string[] {
  const value = values.find((one) => !allowed.includes(one));
  if (value === undefined) return values;
  throw new Refusal(400, { code: 'invalid.query.param.value', params: { value, field } });
}

function choice(params: URLSearchParams, field: string, allowed: readonly string[]): string | undefined {
  const value = params.get(field)?.toLowerCase();
  return value === undefined || value === '' ? undefined : known([value], allowed, field)[0];
}

/** @throws Refusal 400 for pages that can't be and for words that Genesys doesn't know. */
export function readMembersQuery(params: URLSearchParams): MembersQuery {
  const name = params.get('name');
  const memberBy = choice(params, 'memberBy', ['user', 'group']);
  const joined = choice(params, 'joined', ['true', 'false']);
  return {
    ...readPaging(params),
    descending: choice(params, 'sortOrder', ['asc', 'desc']) === 'desc',
    expand: list(params, 'expand'),
    filters: {
      ...(name ? { name } : {}),
      profileSkills: list(params, 'profileSkills'),
      skills: list(params, 'skills'),
      languages: list(params, 'languages'),
      routingStatus: known(list(params, 'routingStatus'), ROUTING_STATUSES, 'routingStatus'),
      presence: known(list(params, 'presence'), PRESENCES, 'presence'),
      ...(memberBy === undefined ? {} : { memberBy }),
      ...(joined === undefined ? {} : { joined: joined === 'true' }),
    },
  };
}
