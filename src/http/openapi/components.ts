// The schemas of answers as components of the API description.
import { z } from 'zod';
import { ref, type Schema } from './types.js';

/** Components by name; where one schema holds another there is a reference. */
export function componentsOf(schemas: Readonly<Record<string, z.ZodType>>): Record<string, Schema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const described = z.toJSONSchema(registry, { uri: (id) => ref('schemas', id).$ref });
  return Object.fromEntries(Object.entries(described.schemas).map(([id, schema]) => [id, tidied(schema)]));
}

/** Without what nobody needs who reads answers, and with null among the types of a scalar. */
function tidied(schema: Schema): Schema {
  if ('$ref' in schema) return { $ref: schema['$ref'] };
  const told = Object.entries(schema).filter(([key, value]) => !isNeedless(key, value, schema));
  const { anyOf, ...rest } = Object.fromEntries(told.map(([key, value]) => [key, tidiedValue(key, value)]));
  return { ...rest, ...(anyOf !== undefined && oneOfTypes(anyOf as Schema[])) };
}

const isNeedless = (key: string, value: unknown, schema: Schema) =>
  ['$schema', '$id', 'propertyNames'].includes(key) ||
  (key === 'pattern' && 'format' in schema) ||
  (key === 'maximum' && value === Number.MAX_SAFE_INTEGER);

/** Scalars of which at most one says more than its type are one schema with several types. */
function oneOfTypes(choices: readonly Schema[]): Schema {
  const types = choices.map(({ type }) => type);
  const isPlain = types.every((type) => typeof type === 'string' && type !== 'object' && type !== 'array');
  const special = choices.filter((choice) =>
    Object.keys(choice).some((key) => !/^(type|description)$/.test(key)),
  );
  if (!isPlain || special.length > 1 || special.some((one) => 'enum' in one)) return { anyOf: choices };
  return { ...choices.reduce((all, one) => ({ ...all, ...one }), {}), type: types };
}

function tidiedValue(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => (isMap(one) ? tidied(one) : one));
  if (!isMap(value)) return value;
  if (key !== 'properties') return tidied(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, tidied(one as Schema)]));
}

const isMap = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
