// The shape of a named webhook in the settings file.
import type { z } from 'zod';
import type { MemberFilters } from '../domain/model.js';
import {
  ANSWER_FIELDS,
  CONDITIONS,
  PAGE_FIELDS,
  readCondition,
  readField,
} from '../domain/criterion.rules.js';
import { readFilters, type FILTER_NAMES } from '../domain/member-query.rules.js';
import { MAX_QUEUES } from '../domain/parameter-tables.js';
import { queueId } from './genesys-values.js';
import { layered, listOf, section } from './schema.js';
import { name, oneOf, textOf, trueOrFalse, valueOf, wholeNumber } from './values.js';

type FilterName = (typeof FILTER_NAMES)[number];

export const QUEUES_ALLOWED = `a list of 1 to ${MAX_QUEUES} queue ids`;

/** A filter, read as the availability routes read it; a list stands for the parameter repeated. */
function filter<N extends FilterName>(filterName: N, allowed: string) {
  return valueOf(allowed, (value): MemberFilters[N] | undefined => {
    const given: unknown[] = Array.isArray(value) ? value : [value];
    if (!given.every(isScalar)) return undefined;
    try {
      return readFilters(new Map([[filterName, given.map(String)]]))[filterName];
    } catch {
      return undefined;
    }
  });
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

const texts = 'text or a list of texts, not empty';

const filters = section({
  name: filter('name', 'one text, not empty'),
  profileSkills: filter('profileSkills', texts),
  skills: filter('skills', texts),
  languages: filter('languages', texts),
  routingStatus: filter('routingStatus', texts),
  presence: filter('presence', texts),
  memberBy: filter('memberBy', 'one text, such as user or group'),
  joined: filter('joined', 'true or false'),
} satisfies Record<FilterName, z.ZodType>);

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
    minimum: wholeNumber(1),
    acceptance,
    failurePolicy: oneOf('error', 'closed', 'open'),
    format: oneOf('json', 'text', 'xml'),
    statusCodes: trueOrFalse,
  }).partial(),
);

export type WebhookEntry = z.output<typeof webhookSchema>;
