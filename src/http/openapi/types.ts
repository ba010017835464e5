// The parts of an OpenAPI 3.1 document as far as this service writes them, and the few ways to put them together.

/** A JSON Schema (2020-12), or a reference to one. */
export type Schema = Readonly<Record<string, unknown>>;

/** One described answer. */
export interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, object>>;
  /** By media type. */
  readonly content?: Readonly<Record<string, object>>;
}

/** Answers by status. */
export type Responses = Readonly<Record<string, ResponseObject | Reference>>;

interface Reference {
  readonly $ref: string;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: ReadonlyArray<Readonly<Record<string, readonly string[]>>>;
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly responses: Responses;
  readonly 'x-codeSamples'?: readonly object[];
}

/** The operations of each path. HEAD goes without saying wherever there is GET. */
export type Paths = Readonly<Record<string, { readonly get?: Operation; readonly post?: Operation }>>;

/** A reference into the components of this document. */
export const ref = (
  section: 'schemas' | 'parameters' | 'headers' | 'responses' | 'examples',
  name: string,
) => ({
  $ref: `#/components/${section}/${name}`,
});

/** An object of these properties and no other; all but `optional` are always there. */
export function closed(
  description: string,
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', description, properties, required, additionalProperties: false };
}

/** A list of `items`. */
export const listOf = (items: Schema, description: string): Schema => ({ type: 'array', items, description });

/** A scalar of this JSON type with words about it. */
export const text = (description: string): Schema => ({ type: 'string', description });
export const count = (description: string): Schema => ({ type: 'integer', minimum: 0, description });
export const number = (description: string): Schema => ({ type: 'number', minimum: 0, description });
export const yesOrNo = (description: string): Schema => ({ type: 'boolean', description });
export const moment = (description: string): Schema => ({ type: 'string', format: 'date-time', description });
export const oneOf = (values: readonly string[], description: string): Schema => ({
  type: 'string',
  enum: values,
  description,
});
/** A scalar that may be null. */
export const nullable = ({ type, ...rest }: Schema): Schema => ({ type: [type, 'null'], ...rest });
