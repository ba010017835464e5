// Turns the parameters of an availability request into filters, a minimum and a form of answer.
import { callLimits, type CallLimits } from './calls.rules.js';
import { filterEntries, filterTexts, type MemberFilters } from './filters.js';
import { MEMBERS_NAMES, readFilters, readPage, readQueueId } from './member-query.rules.js';
import {
  CALL_PARAMETERS,
  FORMAT_PARAMETERS,
  MINIMUM_PARAMETERS,
  namesOf,
  QUEUE_PARAMETERS,
  type AnswerFormat,
} from './parameter-tables.js';
import {
  collect,
  flag,
  invalid,
  list,
  oneOf,
  wholeNumber,
  type Pairs,
  type Parameters,
} from './parameters.rules.js';

/** What an availability request asks for. */
export interface AvailabilityRequest {
  /** Lower-case ids, at least one, without repeats. */
  readonly queueIds: readonly string[];
  readonly filters: MemberFilters;
  readonly minimum: number;
  /** Whether one of the queues has to reach it alone, instead of all together. */
  readonly anyOf?: true;
  /** Present where waiting calls are of interest: what is demanded of them. */
  readonly calls?: CallLimits;
  readonly format: AnswerFormat;
  /** Whether the HTTP status carries the decision: 200 accept, 409 not. */
  readonly statusCodes: boolean;
  /** Whether the answer tells what it rests on; JSON only. */
  readonly explain?: true;
}

/** Names of all parameters of the availability routes. @param single whether the queue is in the path */
export function availabilityNames(single: boolean): readonly string[] {
  const queues = single ? [] : namesOf(QUEUE_PARAMETERS);
  return [
    ...namesOf(MINIMUM_PARAMETERS),
    ...namesOf(CALL_PARAMETERS),
    ...namesOf(FORMAT_PARAMETERS),
    ...queues,
    ...MEMBERS_NAMES,
  ];
}

/** Names of all parameters of a named webhook. */
export const WEBHOOK_NAMES: readonly string[] = namesOf(FORMAT_PARAMETERS);

/**
 * The availability request in `pairs`, for the queue of the path or those of the parameter `queue`. The
 * members route's view parameters are taken and have no effect here, so that its URL can be reused.
 * @throws ServiceError `invalid_queue_id`, `unknown_parameter` or `invalid_parameter`
 */
export function readAvailabilityRequest(pathQueueId: string | undefined, pairs: Pairs): AvailabilityRequest {
  const parameters = collect(pairs, availabilityNames(pathQueueId !== undefined));
  readPage(parameters);
  const given = pathQueueId === undefined ? (list(parameters, 'queue') ?? []) : [pathQueueId];
  const queueIds = [...new Set(given.map(readQueueId))];
  if (queueIds.length === 0) throw invalid('queue', 'is missing; name at least one queue');
  return {
    queueIds,
    filters: withDefaults(readFilters(parameters)),
    ...readMinimum(parameters),
    ...readCalls(parameters),
    ...readForm(parameters, { format: 'json', statusCodes: false }),
  };
}

function readMinimum(parameters: Parameters): Pick<AvailabilityRequest, 'minimum' | 'anyOf'> {
  const { min } = MINIMUM_PARAMETERS;
  const minimum = wholeNumber(parameters, 'min', min.min);
  const anyOf = wholeNumber(parameters, 'anyOf', MINIMUM_PARAMETERS.anyOf.min);
  if (anyOf === undefined) return { minimum: minimum ?? min.default };
  if (minimum !== undefined) throw invalid('anyOf', 'is there beside min; leave one of them out');
  return { minimum: anyOf, anyOf: true };
}

function readCalls(parameters: Parameters): Pick<AvailabilityRequest, 'calls'> {
  const maxWaiting = wholeNumber(parameters, 'maxWaiting', CALL_PARAMETERS.maxWaiting.min);
  const minFree = wholeNumber(parameters, 'minFree', CALL_PARAMETERS.minFree.min);
  const told = flag(parameters, 'waiting') ?? false;
  if (!told && maxWaiting === undefined && minFree === undefined) return {};
  return { calls: callLimits(maxWaiting, minFree) };
}

/** The part of a request that says how the answer is written. */
export type AnswerForm = Pick<AvailabilityRequest, 'format' | 'statusCodes' | 'explain'>;

/**
 * The form that a request to a named webhook asks for, `usual` where it says nothing: all that such a
 * request may decide.
 * @throws ServiceError `unknown_parameter` or `invalid_parameter`
 */
export function readWebhookRequest(pairs: Pairs, usual: AnswerForm): AnswerForm {
  return readForm(collect(pairs, WEBHOOK_NAMES), usual);
}

function readForm(parameters: Parameters, usual: AnswerForm): AnswerForm {
  const format = oneOf(parameters, 'format', FORMAT_PARAMETERS.format.values) ?? usual.format;
  const explain = flag(parameters, 'explain') ?? usual.explain ?? false;
  if (explain && format !== 'json') throw invalid('explain', 'is for answers in JSON; add format=json');
  return {
    format,
    statusCodes: flag(parameters, 'statusCodes') ?? usual.statusCodes,
    ...(explain && { explain }),
  };
}

/** Without presence and routing status the guide's template is meant: presence Available; and joined. */
export function withDefaults(filters: MemberFilters): MemberFilters {
  const anyState = filters.presence === undefined && filters.routingStatus === undefined;
  return { ...(anyState && { presence: ['Available'] }), joined: true, ...filters };
}

/** Filters in one line, as in a URL: `presence=Available&joined=true`. */
export function filtersText(filters: MemberFilters): string {
  const named = filterEntries().flatMap(([name]) => {
    const texts = filterTexts(filters, name);
    return texts.length > 0 ? [`${name}=${texts.join(',')}`] : [];
  });
  return named.join('&');
}
