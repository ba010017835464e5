// The parameters of the counting routes, without the filters: one entry each, which request parsing and the API
// description share.

/** How a parameter's text is read: `parameters.rules.ts` has a reader for each. */
type ParameterType = 'text' | 'list' | 'flag' | 'whole number';

/** The longest value that is taken, in characters: longer than the name of any agent, skill or language. */
export const MAX_VALUE_LENGTH = 256;
/** Different values of one list: more than any webhook needs. */
export const MAX_LIST_VALUES = 50;

/** One parameter of a route. */
export interface ParameterDescription {
  readonly type: ParameterType;
  /** Values that are known; their case, blanks and underscores don't matter. */
  readonly values?: readonly string[];
  /** Only `values` are taken; otherwise what is not known passes on to Genesys. */
  readonly closed?: boolean;
  /** The smallest number that is taken. */
  readonly min?: number;
  /** The default, if it is the same for every route. */
  readonly default?: string | number;
  /** Of a list that may not be left out: how many values there may be. */
  readonly max?: number;
  /** What it does, in Markdown. */
  readonly description: string;
  /** A value that is taken: as it stands in a URL, decoded. */
  readonly example: string;
}

/** Parameters by name, in the order of the documentation. */
export type ParameterTable = Readonly<Record<string, ParameterDescription>>;

/** The names of a table, in its order. */
export function namesOf<T extends ParameterTable>(table: T): ReadonlyArray<keyof T & string> {
  return Object.keys(table);
}

/** Parameters that decide how the members are written and which page is shown. */
export const VIEW_PARAMETERS = {
  expand: {
    type: 'list',
    values: [
      ...['routingStatus', 'presence', 'integrationPresence', 'conversationSummary', 'outOfOffice'],
      ...['geolocation', 'station', 'authorization', 'skills', 'languages', 'languagePreference', 'groups'],
      ...['team', 'profileSkills', 'certifications', 'locations', 'employerInfo', 'biography'],
      'dateLastLogin',
    ],
    description: 'What Genesys writes of each member besides. Changes nothing on the /v1 routes.',
    example: 'presence',
  },
  sortOrder: {
    type: 'text',
    values: ['asc', 'desc'],
    description: 'The order of the names. Changes nothing on the /v1 routes.',
    example: 'asc',
  },
  /** The default is Genesys's own. */
  pageSize: {
    type: 'whole number',
    min: 1,
    default: 25,
    description: 'Members on a page; more than 100 is cut to 100. Changes nothing on the /v1 routes.',
    example: '25',
  },
  pageNumber: {
    type: 'whole number',
    min: 1,
    default: 1,
    description: 'Which page; one past the end has no entities. Changes nothing on the /v1 routes.',
    example: '1',
  },
} as const satisfies ParameterTable;

const FORMATS = ['json', 'text', 'xml'] as const;

/** How the answer is written. */
export type AnswerFormat = (typeof FORMATS)[number];

/** Parameters that decide how a yes or no is written. */
export const FORMAT_PARAMETERS = {
  format: {
    type: 'text',
    values: FORMATS,
    closed: true,
    description: 'How the answer is written: json where nothing else is said. Errors are always JSON.',
    example: 'json',
  },
  statusCodes: {
    type: 'flag',
    description: 'Whether the HTTP status carries the decision: 200 for accept, 409 for not.',
    example: 'true',
  },
  explain: {
    type: 'flag',
    description: 'Whether the answer tells what it rests on, under `decision`; JSON only.',
    example: 'true',
  },
} as const satisfies ParameterTable;

/** Of availability requests. */
export const MINIMUM_PARAMETERS = {
  min: {
    type: 'whole number',
    min: 1,
    default: 1,
    description: 'The call is accepted when at least this many agents match.',
    example: '2',
  },
  anyOf: {
    type: 'whole number',
    min: 1,
    description:
      'Instead of `min`: the call is accepted when at least this many agents match in one of the queues alone.',
    example: '2',
  },
} as const satisfies ParameterTable;

/** Of availability requests, about waiting calls. */
export const CALL_PARAMETERS = {
  waiting: {
    type: 'flag',
    description:
      'Whether the answer tells how many calls wait (`waiting`) and how many agents are free for one (`free`).',
    example: 'true',
  },
  maxWaiting: {
    type: 'whole number',
    min: 0,
    description:
      'The call is accepted only while at most this many calls wait. The answer tells `waiting` and `free`.',
    example: '3',
  },
  minFree: {
    type: 'whole number',
    min: 1,
    description:
      'The call is accepted only while at least this many agents are free: on queue and idle, less the calls that wait. ' +
      'The answer tells `waiting` and `free`.',
    example: '1',
  },
} as const satisfies ParameterTable;

/** More queues than any webhook needs, few enough to ask for at once. */
export const MAX_QUEUES = MAX_LIST_VALUES;

/** Which queues a request for several is about. */
export const QUEUE_PARAMETERS = {
  queue: {
    type: 'list',
    max: MAX_QUEUES,
    description: 'Ids of the queues.',
    example: '3f2b8c1e-5a4d-4e6f-9b7a-1c2d3e4f5a6b',
  },
} as const satisfies ParameterTable;
