// Turns the parameters of a members request into a normalised query: equal questions become equal values.
import { filterEntries, FILTERS, MOST_EACH, type MemberFilters } from './filters.js';
import type { MemberQuery, MemberView } from './model.js';
import { ServiceError } from './errors.js';
import type { Page } from './members-path.rules.js';
import { namesOf, VIEW_PARAMETERS } from './parameter-tables.js';
import {
  choice,
  collect,
  invalid,
  list,
  printable,
  readValue,
  wholeNumber,
  type Pairs,
  type Parameters,
} from './parameters.rules.js';

/** Names of the parameters that decide who counts. */
export const FILTER_NAMES = namesOf(FILTERS);
/** Names of the parameters that decide how the members are written and which page is shown. */
const VIEW_NAMES = namesOf(VIEW_PARAMETERS);

/** Names of all parameters of the members route. */
export const MEMBERS_NAMES: readonly string[] = [...FILTER_NAMES, ...VIEW_NAMES];

/** Genesys's own maximum. */
const MAX_PAGE_SIZE = 100;

/** What a request to the members route asks for. */
interface MembersRequest {
  readonly query: MemberQuery & { readonly view: MemberView };
  readonly page: Page;
}

/**
 * The members request in `pairs`. A page size above 100 is cut to 100, as Genesys does.
 * @throws ServiceError `invalid_queue_id`, `unknown_parameter` or `invalid_parameter`
 */
export function readMembersRequest(queueId: string, pairs: Pairs): MembersRequest {
  const id = readQueueId(queueId);
  const parameters = collect(pairs, MEMBERS_NAMES);
  const sortOrder = choice(parameters, 'sortOrder', VIEW_PARAMETERS.sortOrder.values);
  return {
    query: {
      queueId: id,
      filters: readFilters(parameters),
      view: {
        expand: list(parameters, 'expand', VIEW_PARAMETERS.expand.values) ?? [],
        ...(sortOrder !== undefined && { sortOrder }),
      },
    },
    page: readPage(parameters),
  };
}

/** The filters in `parameters`; absent ones stay absent. */
export function readFilters(parameters: Parameters): MemberFilters {
  const given = filterEntries().map(([name, filter]) => {
    const value = readValue(parameters, name, filter);
    if (filter.each !== undefined && Array.isArray(value) && value.length > MOST_EACH)
      throw invalid(name, `has more than ${MOST_EACH} values`);
    return [name, value];
  });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as MemberFilters;
}

/** The page that is asked for. */
export function readPage(parameters: Parameters): Page {
  const { pageNumber, pageSize } = VIEW_PARAMETERS;
  const size = wholeNumber(parameters, 'pageSize', pageSize.min) ?? pageSize.default;
  return {
    pageNumber: wholeNumber(parameters, 'pageNumber', pageNumber.min) ?? pageNumber.default,
    pageSize: Math.min(size, MAX_PAGE_SIZE),
  };
}

/** `text` as a queue id: a UUID, in lower case; undefined if it is none. */
export function asQueueId(text: string): string | undefined {
  const id = text.trim().toLowerCase();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : undefined;
}

/** The queue id in `text`. @throws ServiceError `invalid_queue_id` unless it is one */
export function readQueueId(text: string): string {
  const id = asQueueId(text);
  if (id !== undefined) return id;
  throw new ServiceError('invalid_queue_id', { detail: `"${printable(text)}" is not a queue id.` });
}
