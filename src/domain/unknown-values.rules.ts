// Finds values of filters that Genesys Cloud is not known to have, and what was probably meant by them.
import { ServiceError } from './errors.js';
import { foldValue } from './parameters.rules.js';
import {
  filterEntries,
  filterTexts,
  FILTERS,
  type FilterDescription,
  type FilterName,
  type MemberFilters,
} from './filters.js';

/** A value that passes on to Genesys, but that none of its documented values equals. */
interface UnknownValue {
  readonly filter: FilterName;
  readonly value: string;
  /** As a parameter: `presence=Available`. */
  readonly meant?: string;
}

type Filter = readonly [name: FilterName, description: FilterDescription];
type Find = (description: FilterDescription, written: string) => string | undefined;

/** The values of `filters` that are not known; nothing of filters whose values are anybody's words. */
export function unknownValues(filters: MemberFilters): UnknownValue[] {
  return filterEntries().flatMap((filter) => {
    const [name, { values }] = filter;
    if (values === undefined) return [];
    const known = new Set(values.map(foldValue));
    const unknown = filterTexts(filters, name).filter((value) => !known.has(foldValue(value)));
    return unknown.map((value) => ({ filter: name, value, ...meantBy(filter, value) }));
  });
}

/**
 * What to say of them where `total` was counted; nothing where Genesys evidently knows the value because it counts
 * somebody by it alone.
 */
export function unknownValuesText(filters: MemberFilters, total = 0): string {
  const telling = unknownValues(filters).filter(
    ({ filter }) => total === 0 || filterTexts(filters, filter).length > 1,
  );
  const words = telling.slice(0, MOST_TOLD).map(({ filter, value, meant }) => {
    const { label = filter, values = [] }: FilterDescription = FILTERS[filter];
    const known = meant === undefined ? `known are ${values.join(', ')}` : `${meant} was probably meant`;
    return `Genesys Cloud is not known to have the ${label} ${cut(value)}; ${known}.`;
  });
  return words.join(' ');
}

/** `error` with what was probably meant as its hint, if it is Genesys's refusal of a value. */
export function withUnknownValues(error: ServiceError, filters: MemberFilters): ServiceError {
  const hint = error.code === 'genesys_request_refused' ? unknownValuesText(filters) : '';
  return hint === '' ? error : new ServiceError(error.code, { ...error.facts, hint });
}

/** One who mixes up a whole list needs no more. */
const MOST_TOLD = 3;

/** ON_QUEUE as a routing status is a presence: what equals a value of another filter comes before typing mistakes. */
function meantBy(filter: Filter, value: string): Pick<UnknownValue, 'meant'> {
  const written = folded(value);
  const others = filterEntries().filter(([name]) => name !== filter[0]);
  const attempts: ReadonlyArray<readonly [among: readonly Filter[], find: Find]> = [
    [[filter], synonymOf],
    [others, equalOf],
    [[filter], nearest],
    [others, synonymOf],
    [others, nearest],
  ];
  for (const [among, find] of attempts) {
    for (const [name, description] of among) {
      const found = find(description, written);
      if (found !== undefined) return { meant: `${name}=${found}` };
    }
  }
  return {};
}

const equalOf: Find = ({ values }, written) => values?.find((known) => folded(known) === written);

const synonymOf: Find = ({ synonyms = {} }, written) =>
  Object.hasOwn(synonyms, written) ? synonyms[written] : undefined;

/** The known value that the fewest mistakes lead to, at most one in three letters. */
const nearest: Find = ({ values = [] }, written) => {
  if (written.length > LONGEST) return undefined;
  const [best] = values
    .map((known) => ({ known, mistakes: mistakesBetween(folded(known), written) }))
    .sort((a, b) => a.mistakes - b.mistakes);
  return best !== undefined && best.mistakes <= written.length / 3 ? best.known : undefined;
};

/** Letters; longer than any known value with its mistakes. */
const LONGEST = 24;

/** Letters put in, left out, changed or swapped with their neighbour (optimal string alignment). */
function mistakesBetween(one: string, other: string): number {
  let [before, last] = [[] as number[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const changed = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + changed,
        swapped ? (before[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, last] = [last, current];
  }
  return last[other.length] ?? 0;
}

const folded = (value: string) => value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
/** Anybody's text, cut to what fits into a sentence. */
const cut = (value: string) => `"${[...value.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, '?')].slice(0, 40).join('')}"`;
