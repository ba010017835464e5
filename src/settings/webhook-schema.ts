// The shape of a named webhook in the settings file.
import type { z } from 'zod';
import { filterEntries, type FilterDescription, type FilterName } from '../domain/filters.js';
import { tagProblem } from '../domain/unreplaced-tag.rules.js';
import {
  ANSWER_FIELDS,
  CONDITIONS,
  PAGE_FIELDS,
  readCondition,
  readField,
} from '../domain/criterion.rules.js';
import { readFilters } from '../domain/member-query.rules.js';
import { CALLS, MAX_QUEUES, MINIMUM } from '../domain/parameter-tables.js';
import { shownValue } from '../domain/parameters.rules.js';
import { shown } from './describe.js';
import { queueId } from './genesys-values.js';
import { layered, listOf, section } from './schema.js';
import { name, oneOf, textOf, trueOrFalse, valueOf, wholeNumber } from './values.js';

export const QUEUES_ALLOWED = `a list of 1 to ${MAX_QUEUES} queue ids`;

/** A filter, read as the availability routes read it; a list stands for the parameter repeated. */
function filter(name: FilterName, description: FilterDescription) {
  const read = (value: unknown) => {
    const given: unknown[] = Array.isArray(value) ? value : [value];
    if (!given.every(isScalar)) return undefined;
    try {
      return readFilters(new Map([[name, given.map(String)]]))[name];
    } catch {
      return undefined;
    }
  };
  return valueOf(allowedIn(description), read, (value) => tagFault(value) ?? shown(value));
}

/** A tag of a platform is replaced by the platform, and here is none. */
function tagFault(value: unknown): string | undefined {
  const given: unknown[] = Array.isArray(value) ? value : [value];
  const texts = given.filter(isScalar).flatMap((one) => String(one).split(','));
  const tag = texts.find((text) => tagProblem(text) !== undefined);
  return tag === undefined ? undefined : `is ${shownValue(tag.trim())}, which holds ${tagProblem(tag)}`;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function allowedIn({ type, values }: FilterDescription): string {
  if (type === 'flag') return 'true or false';
  if (type === 'list') return 'text or a list of texts, not empty';
  return values ? `one text, such as ${values.join(' or ')}` : 'one text, not empty';
}

const filters = section(
  Object.fromEntries(filterEntries().map(([name, description]) => [name, filter(name, description)])),
);

const acceptance = section({
  field: textOf(
    `a path that begins with one of ${[...ANSWER_FIELDS, ...PAGE_FIELDS].join(', ')}, such as total or queues.0.agentsAvailable`,
    readField,
  ),
  condition: textOf(`one of ${CONDITIONS.join(', ')}`, readCondition),
  value: valueOf('text, a number, true or false', (value) =>
    isScalar(value) && value !== '' ? value : undefined,
  ).optional(),
});

export const webhookSchema = layered(
  section({
    organization: name,
    callers: listOf(name, 1_000, 'a list of names of callers; leave it out to allow every caller'),
    queues: listOf(queueId, MAX_QUEUES, QUEUES_ALLOWED),
    filters: layered(filters.partial()),
    minimum: wholeNumber(MINIMUM.min.least),
    maxWaiting: wholeNumber(CALLS.maxWaiting.least),
    minFree: wholeNumber(CALLS.minFree.least),
    acceptance,
    failurePolicy: oneOf('error', 'closed', 'open'),
    format: oneOf('json', 'text', 'xml'),
    statusCodes: trueOrFalse,
  }).partial(),
);

export type WebhookEntry = z.output<typeof webhookSchema>;
