// The filters of the members query, each once: reading, the cache key, the path to Genesys, the settings' schema, the
// words for people and the API description all take them from this table.
// Source of names and values: SDK 262, RoutingApi.getRoutingQueueMembers.
import type { ParameterDescription } from './parameter-tables.js';

/** One filter: a parameter that decides who counts. */
export interface FilterDescription extends ParameterDescription {
  readonly type: 'text' | 'list' | 'flag';
  /** What it is called in a sentence, where that isn't its name. */
  readonly label?: string;
  /** What people write for one of `values`, in lower case and without blanks. */
  readonly synonyms?: Readonly<Record<string, string>>;
  /**
   * Genesys has no such filter: it is asked for each value by the filter of this name, and who is in all answers counts.
   * That costs requests, so at most `MOST_EACH` values are taken.
   */
  readonly each?: string;
}

/** Values of a filter that is asked for one by one. */
export const MOST_EACH = 5;

export const FILTERS = {
  name: { type: 'text', description: "A part of the agent's name; never split at commas.", example: 'Ann' },
  profileSkills: {
    type: 'list',
    label: 'profile skills',
    description: 'Skills of the profile, any of them.',
    example: 'sales',
  },
  skills: { type: 'list', description: 'ACD skills, any of them.', example: 'billing' },
  allSkills: {
    type: 'list',
    label: 'skills',
    each: 'skills',
    description: `ACD skills, all of them; at most ${MOST_EACH}. Genesys Cloud is asked for each skill, so each costs the requests of a query of its own.`,
    example: 'billing',
  },
  languages: { type: 'list', description: 'ACD languages, any of them.', example: 'english' },
  routingStatus: {
    type: 'list',
    label: 'routing status',
    values: ['OFF_QUEUE', 'IDLE', 'INTERACTING', 'NOT_RESPONDING', 'COMMUNICATING'],
    synonyms: {
      free: 'IDLE',
      ready: 'IDLE',
      waiting: 'IDLE',
      oncall: 'INTERACTING',
      talking: 'INTERACTING',
      noanswer: 'NOT_RESPONDING',
      notready: 'OFF_QUEUE',
    },
    description: 'Routing statuses, any of them. IDLE is an agent on queue who can take a call now.',
    example: 'IDLE',
  },
  presence: {
    type: 'list',
    values: [
      ...['Available', 'Away', 'Break', 'Busy', 'Meal', 'Meeting', 'Training', 'Idle', 'Offline', 'On Queue'],
    ],
    synonyms: {
      online: 'Available',
      ready: 'Available',
      lunch: 'Meal',
      donotdisturb: 'Busy',
      dnd: 'Busy',
      loggedout: 'Offline',
      inqueue: 'On Queue',
    },
    description:
      'Presences, any of them; "On Queue", "on queue" and "ON_QUEUE" are the same. The /v1 routes count Available ' +
      'when neither presence nor routingStatus is given.',
    example: 'Available',
  },
  memberBy: {
    type: 'text',
    label: 'member by',
    values: ['user', 'group'],
    description: 'How somebody became a member.',
    example: 'user',
  },
  joined: {
    type: 'flag',
    description:
      'Whether the agent has joined the queue. The /v1 routes count joined agents unless told otherwise.',
    example: 'true',
  },
} as const satisfies Readonly<Record<string, FilterDescription>>;

export type FilterName = keyof typeof FILTERS;

type ValueOf<D extends FilterDescription> = D['type'] extends 'flag'
  ? boolean
  : D['type'] extends 'list'
    ? readonly string[]
    : string;

/** Which members of a queue count; every list is sorted and without repeats, absent means "any". */
export type MemberFilters = { readonly [N in FilterName]?: ValueOf<(typeof FILTERS)[N]> };

/** Every filter with its description, in the order in which they are written. */
export const filterEntries = (): ReadonlyArray<readonly [FilterName, FilterDescription]> =>
  Object.entries(FILTERS) as Array<[FilterName, FilterDescription]>;

/**
 * The filters as Genesys can be asked for them: mostly as they are, and otherwise several sets; who matches all of them
 * is meant.
 */
export function askedOfGenesys(filters: MemberFilters): readonly MemberFilters[] {
  const each = filterEntries().filter(([name, one]) => one.each !== undefined && filters[name] !== undefined);
  if (each.length === 0) return [filters];
  const names = each.map(([name]) => name as string);
  const others: MemberFilters = Object.fromEntries(
    Object.entries(filters).filter(([name]) => !names.includes(name)),
  );
  const sets = each.flatMap(([name, one]) =>
    filterTexts(filters, name).map((value) => ({ ...others, [one.each as string]: [value] })),
  );
  const isAskedToo = each.some(([, one]) => one.each !== undefined && one.each in others);
  return isAskedToo ? [others, ...sets] : sets;
}

/** The value of one filter as the texts it is written by; none where it is left out. */
export function filterTexts(filters: MemberFilters, name: FilterName): readonly string[] {
  const value: MemberFilters[FilterName] = filters[name];
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [String(value)];
}
