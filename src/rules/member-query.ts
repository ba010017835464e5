// Turns the parameters of a members request into a normalised query: equal questions become equal values.
import type { MemberFilters, MemberQuery, MemberView } from '../model.js';
import { ServiceError } from '../errors.js';
import type { Page } from './members-path.js';
import {
  choice,
  collect,
  flag,
  list,
  printable,
  single,
  wholeNumber,
  type Pairs,
  type Parameters,
} from './parameters.js';

// Source of the names and values: SDK 262, RoutingApi.getRoutingQueueMembers.
const PRESENCES = [
  'Available',
  'Away',
  'Break',
  'Busy',
  'Meal',
  'Meeting',
  'Training',
  'Idle',
  'Offline',
  'On Queue',
];
const ROUTING_STATUSES = ['OFF_QUEUE', 'IDLE', 'INTERACTING', 'NOT_RESPONDING', 'COMMUNICATING'];
const EXPANDS = [
  ...[
    'routingStatus',
    'presence',
    'integrationPresence',
    'conversationSummary',
    'outOfOffice',
    'geolocation',
  ],
  ...[
    'station',
    'authorization',
    'skills',
    'languages',
    'languagePreference',
    'groups',
    'team',
    'profileSkills',
  ],
  ...['certifications', 'locations', 'employerInfo', 'biography', 'dateLastLogin'],
];

/** Parameters that decide who counts. */
export const FILTER_NAMES = [
  ...['name', 'profileSkills', 'skills', 'languages', 'routingStatus', 'presence', 'memberBy', 'joined'],
] as const;
/** Parameters that decide how the members are written and which page is shown. */
export const VIEW_NAMES = ['expand', 'sortOrder', 'pageSize', 'pageNumber'] as const;

/** Genesys's own default and maximum. */
const DEFAULT_PAGE_SIZE = 25;
const MAX_PAGE_SIZE = 100;

/** What a request to the members route asks for. */
export interface MembersRequest {
  readonly query: MemberQuery & { readonly view: MemberView };
  readonly page: Page;
}

/**
 * The members request in `pairs`. A page size above 100 is cut to 100, as Genesys does.
 * @throws ServiceError `invalid_queue_id`, `unknown_parameter` or `invalid_parameter`
 */
export function readMembersRequest(queueId: string, pairs: Pairs): MembersRequest {
  const id = readQueueId(queueId);
  const parameters = collect(pairs, [...FILTER_NAMES, ...VIEW_NAMES]);
  const sortOrder = choice(parameters, 'sortOrder', ['asc', 'desc']);
  return {
    query: {
      queueId: id,
      filters: readFilters(parameters),
      view: {
        expand: list(parameters, 'expand', EXPANDS) ?? [],
        ...(sortOrder !== undefined && { sortOrder }),
      },
    },
    page: readPage(parameters),
  };
}

/** The filters in `parameters`; absent ones stay absent. */
export function readFilters(parameters: Parameters): MemberFilters {
  const filters = {
    name: single(parameters, 'name'),
    profileSkills: list(parameters, 'profileSkills'),
    skills: list(parameters, 'skills'),
    languages: list(parameters, 'languages'),
    routingStatus: list(parameters, 'routingStatus', ROUTING_STATUSES),
    presence: list(parameters, 'presence', PRESENCES),
    memberBy: choice(parameters, 'memberBy', ['user', 'group']),
    joined: flag(parameters, 'joined'),
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

/** The page that is asked for. */
export function readPage(parameters: Parameters): Page {
  return {
    pageNumber: wholeNumber(parameters, 'pageNumber', 1) ?? 1,
    pageSize: Math.min(wholeNumber(parameters, 'pageSize', 1) ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE),
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
