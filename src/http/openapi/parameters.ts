// Request parameters as the description tells them: from the tables that the readers take their names from.
import { FILTERS } from '../../domain/filters.js';
import {
  CALL_PARAMETERS,
  FORMAT_PARAMETERS,
  MAX_LIST_VALUES,
  MAX_VALUE_LENGTH,
  MINIMUM_PARAMETERS,
  namesOf,
  QUEUE_PARAMETERS,
  VIEW_PARAMETERS,
  type ParameterDescription,
  type ParameterTable,
} from '../../domain/parameter-tables.js';
import { ref, type Schema } from './types.js';

/** The query parameters of a request as OpenAPI wants them, each a reference. */
export const queryParameters = (tables: readonly ParameterTable[]) =>
  tables.flatMap((table) => namesOf(table)).map((name) => ref('parameters', name));

/** The same for a request whose body may hold what must be there. */
export const queryBesideBody = (tables: readonly ParameterTable[]) =>
  tables
    .flatMap((table) => Object.entries(table))
    .map(([name, one]) => ref('parameters', isNeeded(one) ? `${name}-or-in-body` : name));

/** Every parameter of the query string that the tables know. */
export function parameterComponents(): Record<string, object> {
  const tables: ParameterTable = {
    ...FILTERS,
    ...VIEW_PARAMETERS,
    ...MINIMUM_PARAMETERS,
    ...CALL_PARAMETERS,
    ...QUEUE_PARAMETERS,
    ...FORMAT_PARAMETERS,
  };
  const query = Object.entries(tables).flatMap(([name, described]) => {
    const parameter = {
      name,
      in: 'query',
      description: descriptionOf(described),
      ...(described.type === 'list' && { style: 'form', explode: true }),
      schema: schemaOf(described),
      example: exampleOf(described),
    };
    if (!isNeeded(described)) return [[name, parameter] as const];
    return [[name, { ...parameter, required: true }] as const, [`${name}-or-in-body`, parameter] as const];
  });
  return { ...Object.fromEntries(query), 'X-Request-Id': requestId() };
}

const isNeeded = ({ max }: ParameterDescription) => max !== undefined;

const requestId = () => ({
  name: 'X-Request-Id',
  in: 'header',
  description: 'A name for this request, for the log; anything else than the pattern allows is replaced.',
  schema: { type: 'string', pattern: '^[\\w.:-]{1,128}$' },
  example: 'call-4711',
});

function descriptionOf({ description, type }: ParameterDescription): string {
  return type === 'list' ? `${description} Repeated, or joined by commas.` : description;
}

function schemaOf(described: ParameterDescription): Schema {
  switch (described.type) {
    case 'flag':
      return { type: 'boolean' };
    case 'whole number':
      return { type: 'integer', minimum: described.min, default: described.default };
    case 'text':
      return textSchema(described);
    case 'list': {
      const items = textSchema(described);
      return { type: 'array', items, minItems: 1, maxItems: described.max ?? MAX_LIST_VALUES };
    }
  }
}

/** Where other values pass on to Genesys the known ones are told all the same. */
function textSchema({ values, closed }: ParameterDescription): Schema {
  if (values === undefined) return anyText;
  if (closed) return { type: 'string', enum: values };
  return {
    anyOf: [{ type: 'string', enum: values }, anyText],
  };
}

const anyText: Schema = { type: 'string', minLength: 1, maxLength: MAX_VALUE_LENGTH };

function exampleOf({ type, example }: ParameterDescription): unknown {
  if (type === 'list') return [example];
  if (type === 'flag') return example === 'true';
  return type === 'whole number' ? Number(example) : example;
}

/** What can be asked in a body, by the name of its schema. */
const BODIES = {
  QueueQuestion: [MINIMUM_PARAMETERS, CALL_PARAMETERS, FILTERS, VIEW_PARAMETERS, FORMAT_PARAMETERS],
  SeveralQuestion: [
    QUEUE_PARAMETERS,
    MINIMUM_PARAMETERS,
    CALL_PARAMETERS,
    FILTERS,
    VIEW_PARAMETERS,
    FORMAT_PARAMETERS,
  ],
  WebhookQuestion: [FORMAT_PARAMETERS],
} as const satisfies Record<string, readonly ParameterTable[]>;

export type BodyName = keyof typeof BODIES;

/** The tables of a body: those of the query string too. */
export const tablesOf = (name: BodyName): readonly ParameterTable[] => BODIES[name];

/** The body of a POST: the same parameters as JSON or as a form. */
export function bodyOf(name: BodyName, example: Readonly<Record<string, unknown>>): object {
  const described = { schema: ref('schemas', name), example };
  return {
    description: 'The same parameters as in the query string; what stands in both counts as repeated.',
    required: false,
    content: { 'application/json': described, 'application/x-www-form-urlencoded': described },
  };
}

/** The schemas of all bodies by name. */
export function bodySchemas(): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries<readonly ParameterTable[]>(BODIES).map(([name, tables]) => [
      name,
      {
        type: 'object',
        description:
          'Numbers, true and false may also be written as text, and null is as if the parameter were left out.',
        properties: Object.fromEntries(
          tables
            .flatMap(Object.entries<ParameterDescription>)
            .map(([parameter, one]) => [parameter, { ...bodySchema(one), description: descriptionOf(one) }]),
        ),
        additionalProperties: false,
      },
    ]),
  );
}

/** A list may be a single value. */
function bodySchema(described: ParameterDescription): Schema {
  if (described.type !== 'list') return schemaOf(described);
  return { anyOf: [{ type: 'string', minLength: 1 }, schemaOf(described)] };
}

/** The queue id of a path. */
export const queueIdInPath = () => ({
  name: 'queueId',
  in: 'path',
  required: true,
  description: 'The id at the end of the address when the queue is open in Genesys Cloud Admin; in any case.',
  schema: { type: 'string', format: 'uuid' },
  example: QUEUE_PARAMETERS.queue.example,
});

/** What any GET that is answered with an ETag takes. */
export const ifNoneMatch = () => ({
  name: 'If-None-Match',
  in: 'header',
  description: 'The ETag of an answer that is there already.',
  schema: { type: 'string' },
  example: '"Zm9yIGV4YW1wbGUgb25seSE"',
});
