// Reads request parameters strictly: what is unknown, doubled, empty or out of range gets a clear error.
import { ServiceError } from './errors.js';
import { MAX_LIST_VALUES, MAX_VALUE_LENGTH, type ParameterDescription } from './parameter-tables.js';
import { tagProblem } from './unreplaced-tag.rules.js';

/** Names and values in the order they came, from query string and body alike. */
export type Pairs = ReadonlyArray<readonly [name: string, value: string]>;

/** The values of each known parameter that was given. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/** @throws ServiceError `unknown_parameter` that names every parameter outside `known`. */
export function collect(pairs: Pairs, known: readonly string[]): Parameters {
  const parameters = new Map<string, string[]>();
  const unknown = new Set<string>();
  for (const [name, value] of pairs) {
    const values = parameters.get(name);
    if (values) values.push(value);
    else if (known.includes(name)) parameters.set(name, [value]);
    else unknown.add(name);
  }
  if (unknown.size > 0) {
    const names = [...unknown].slice(0, 20).map((name) => `"${printable(name)}"`);
    throw new ServiceError('unknown_parameter', {
      detail: `Unknown: ${names.join(', ')}. This route knows: ${known.join(', ')}.`,
    });
  }
  return parameters;
}

/** The one value of `name`, undefined if it wasn't given. The same value twice is one value. */
export function single(parameters: Parameters, name: string): string | undefined {
  const values = [...new Set(parameters.get(name))];
  if (values.length > 1) throw invalid(name, 'is given more than once with different values');
  const [value] = values;
  if (value === undefined) return undefined;
  if (value.trim() === '') throw invalid(name, 'is empty; give it a value or leave it out');
  return usable(name, value);
}

/**
 * The values of a list parameter, repeated or comma-joined, without repeats and sorted; a value that
 * equals one of `known` but for case, spaces and underscores is written as there, others pass.
 */
export function list(
  parameters: Parameters,
  name: string,
  known: readonly string[] = [],
): string[] | undefined {
  const given = parameters.get(name);
  if (!given) return undefined;
  const values = given.flatMap((value) => value.split(',')).map((value) => value.trim());
  const different = [...new Set(values)].filter((value) => value !== '');
  if (different.length === 0) throw invalid(name, 'is empty; give it a value or leave it out');
  if (different.length > MAX_LIST_VALUES) throw invalid(name, `has more than ${MAX_LIST_VALUES} values`);
  return [...new Set(different.map((value) => canonical(usable(name, value), known)))].sort();
}

/** A single value, written as in `known` where it equals one of them but for case. */
export function choice(parameters: Parameters, name: string, known: readonly string[]): string | undefined {
  const value = single(parameters, name);
  return value === undefined ? undefined : canonical(value.trim(), known);
}

/** A single value that must be one of `allowed`. */
export function oneOf<T extends string>(
  parameters: Parameters,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = choice(parameters, name, allowed);
  if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
  throw invalid(name, `must be one of ${allowed.join(', ')}`);
}

/** `true` or `false`. */
export function flag(parameters: Parameters, name: string): boolean | undefined {
  const value = oneOf(parameters, name, ['true', 'false']);
  return value === undefined ? undefined : value === 'true';
}

/** A whole number of at least `least`; one too large to be counted in stands for the largest that isn't. */
export function wholeNumber(parameters: Parameters, name: string, least: number): number | undefined {
  const value = single(parameters, name)?.trim();
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Math.min(Number(value), Number.MAX_SAFE_INTEGER) : Number.NaN;
  if (!(number >= least)) throw invalid(name, `must be a whole number of at least ${least}`);
  return number;
}

/** The value of `name`, read as its description says; undefined if it wasn't given. */
export function readValue(
  parameters: Parameters,
  name: string,
  { type, values = [], closed, min = 0 }: ParameterDescription,
): string | readonly string[] | boolean | number | undefined {
  switch (type) {
    case 'flag':
      return flag(parameters, name);
    case 'whole number':
      return wholeNumber(parameters, name, min);
    case 'list':
      return list(parameters, name, values);
    case 'text':
      if (closed) return oneOf(parameters, name, values);
      return values.length > 0 ? choice(parameters, name, values) : single(parameters, name);
  }
}

/** @returns the error for a parameter whose value can't be used; the value itself isn't repeated. */
export function invalid(name: string, problem: string): ServiceError {
  return new ServiceError('invalid_parameter', { detail: `"${printable(name)}" ${problem}.` });
}

function canonical(value: string, known: readonly string[]): string {
  const folded = foldValue(value);
  return known.find((candidate) => foldValue(candidate) === folded) ?? value;
}

/** Presences are written "On Queue" in queries and "ON_QUEUE" in notifications. */
export function foldValue(value: string): string {
  return value.toLowerCase().replace(/[\s_-]+/g, '');
}

/** Half a surrogate pair can't be written into a URL, and what a platform should have replaced is nobody's value. */
function usable(name: string, value: string): string {
  if (value.length > MAX_VALUE_LENGTH)
    throw invalid(name, `has a value of more than ${MAX_VALUE_LENGTH} characters`);
  if (/\p{Surrogate}/u.test(value)) throw invalid(name, 'holds half a character');
  const problem = tagProblem(value);
  if (problem === undefined) return value;
  throw new ServiceError('invalid_parameter', {
    detail: `"${printable(name)}" is ${shownValue(value)}, which holds ${problem}: it would count nobody.`,
    hint: 'Let the platform send the value itself, without quotes and escaped once, or leave the parameter out.',
  });
}

/** A value of a request as it may stand in an answer: in quotes, short and on one line. */
export function shownValue(value: string): string {
  const [start, rest] = [[...value].slice(0, 64).join(''), [...value].length > 64];
  return `"${start.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, '?')}${rest ? '…' : ''}"`;
}

/** `name` as it may stand in an answer: short, and without what a terminal or a log could trip over. */
export function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]+/g, '?').slice(0, 64);
}
