// How a setting is declared: a schema, and what its environment name, docs/settings.md and config/default.yaml come from.
import { z } from 'zod';

type Value = string | number | boolean | readonly string[];

interface Facts {
  /** What it is, in Markdown; `config/default.yaml` has it as a comment. */
  readonly text: string;
  readonly env?: string;
  /** Other programs know the environment name in small letters too, and prefer that. */
  readonly smallLettersToo?: true;
  /** What `config/default.yaml` says. */
  readonly default?: Value;
  /** In words, what holds where nothing is said, if that is no value of the file. */
  readonly otherwise?: string;
  /** Holds other settings, by fixed keys or by names of the operator. */
  readonly isSection?: true;
}

export interface Declared extends Facts {
  /** The key in the file, with dots between the levels. */
  readonly key: string;
}

const facts = z.registry<Facts>();
const names = new Set<string>();

/** Whether `name` is the environment name of a setting. */
export const isSettingName = (name: string): boolean => names.has(name);

/** A setting that has a value in the end: by its default, or as whoever reads it sees to it. */
export function setting<S extends z.ZodType>(schema: S, text: string, more: Omit<Facts, 'text'> = {}): S {
  if (more.env !== undefined) names.add(more.env);
  const own = schema.clone();
  facts.add(own, { text, ...more });
  return own;
}

/** A setting that may be missing. */
export function optional<S extends z.ZodType>(schema: S, text: string, more: Omit<Facts, 'text'> = {}) {
  return setting(schema.optional(), text, more);
}

/** A setting of which the schema itself knows the default. */
export function defaulted<S extends z.ZodType<Value>>(
  schema: S,
  value: z.core.util.NoUndefined<z.output<S>> & Value,
  text: string,
  more: Omit<Facts, 'text' | 'default'> = {},
) {
  return setting(schema.default(value), text, { default: value, ...more });
}

/** A map that refuses unknown keys and lists those it knows. */
export function section<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, { error: `a map with any of the keys ${Object.keys(shape).join(', ')}` });
}

/** A section of a layer: what it leaves out, or the whole of it, comes from a lower layer. */
export function layered<S extends z.ZodObject>(schema: S, text = '') {
  return withText(
    z.preprocess((value) => value ?? {}, schema),
    text,
  );
}

/** A section of which one key may stand for the whole: `push: on`, `activity: auto`. */
export function switched<S extends z.ZodObject>(schema: S, key: keyof S['shape'] & string, text: string) {
  const isSwitch = (value: unknown) => typeof value === 'string' || typeof value === 'boolean';
  const read = (value: unknown) => (isSwitch(value) ? { [key]: value } : (value ?? {}));
  return withText(z.preprocess(read, schema), text);
}

/** Entries by names of the operator's; each is checked on its own. */
export function named(text: string) {
  return withText(z.unknown(), text);
}

/** A list of at least one: an empty one would leave open whether nothing or everything is meant. */
export function listOf<V extends z.ZodType>(value: V, most: number, what: string) {
  return z.array(value, { error: what }).min(1, what).max(most, what);
}

function withText<S extends z.ZodType>(schema: S, text: string): S {
  facts.add(schema, { text, isSection: true });
  return schema;
}

/** What is declared at `key` and below it, in the order of its declaration. */
export function declaredIn(schema: z.core.$ZodType, key = ''): Declared[] {
  const own = facts.get(schema);
  const told = own ? [{ key, ...own }] : [];
  return own && !own.isSection ? told : [...told, ...partsOf(schema, key)];
}

function partsOf(schema: z.core.$ZodType, key: string): Declared[] {
  if (schema instanceof z.ZodOptional) return declaredIn(schema.def.innerType, key);
  if (schema instanceof z.ZodPipe) return declaredIn(schema.def.out, key);
  if (!(schema instanceof z.ZodObject)) return [];
  const parts = Object.entries<z.core.$ZodType>(schema.shape);
  return parts.flatMap(([name, part]) => declaredIn(part, key === '' ? name : `${key}.${name}`));
}
