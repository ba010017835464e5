// Parameters of a query, read as Genesys reads them.
import { Refusal } from './errors.js';

/** The values of a list that comes repeated, comma-joined or both. */
export function list(params: URLSearchParams, name: string): string[] {
  return params
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/** @throws Refusal 400 for a value that Genesys doesn't know */
export function known(
  values: readonly string[],
  allowed: readonly string[],
  field: string,
): readonly string[] {
  const value = values.find((one) => !allowed.includes(one));
  if (value === undefined) return values;
  throw new Refusal(400, { code: 'invalid.query.param.value', params: { value, field } });
}

/** One of these words, in any case. @throws Refusal 400 for another */
export function choice(
  params: URLSearchParams,
  field: string,
  allowed: readonly string[],
): string | undefined {
  const value = params.get(field)?.toLowerCase();
  return value === undefined || value === '' ? undefined : known([value], allowed, field)[0];
}
