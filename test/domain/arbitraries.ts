// Random member queries, and the many ways in which one query can be written as parameters.
import fc from 'fast-check';
import type { MemberFilters, MemberQuery, MemberView } from '../../src/domain/model.js';
import { tagProblem } from '../../src/domain/unreplaced-tag.rules.js';
import type { Pairs } from '../../src/domain/parameters.rules.js';

type ViewedQuery = MemberQuery & { readonly view: MemberView };

const PRESENCES = ['Available', 'Away', 'Busy', 'Idle', 'Offline', 'On Queue'];
const ROUTING_STATUSES = ['OFF_QUEUE', 'IDLE', 'INTERACTING', 'NOT_RESPONDING', 'COMMUNICATING'];
const EXPANDS = ['presence', 'routingStatus', 'conversationSummary', 'skills', 'dateLastLogin'];

/** Text of any characters that isn't blank, and holds no tag of a platform. */
const name = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('a,b', ' a ', '&=?#%+/'),
  )
  .filter((text) => text.trim() !== '' && tagProblem(text) === undefined);
/** An item of a list: no comma, no blanks around it. */
const item = name
  .map((text) => text.replaceAll(',', '').trim())
  .filter((text) => text !== '' && tagProblem(text) === undefined);
/** A value that Genesys may have tomorrow; written so that it equals no known one. */
const unknown = item.map((text) => `zz${text}`).filter((text) => tagProblem(text) === undefined);

function set(values: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  return fc.uniqueArray(values, { minLength: 1, maxLength: 4 }).map((items) => items.sort());
}

const known = (values: readonly string[]) => set(fc.oneof(fc.constantFrom(...values), unknown));

const filters: fc.Arbitrary<MemberFilters> = fc.record(
  {
    name,
    profileSkills: set(item),
    skills: set(item),
    languages: set(item),
    routingStatus: known(ROUTING_STATUSES),
    presence: known(PRESENCES),
    memberBy: fc.oneof(fc.constantFrom('user', 'group'), unknown),
    joined: fc.boolean(),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const view: fc.Arbitrary<MemberView> = fc.record(
  {
    expand: fc.oneof(fc.constant([]), known(EXPANDS)),
    sortOrder: fc.oneof(fc.constantFrom('asc', 'desc'), unknown),
  },
  { requiredKeys: ['expand'], noNullPrototype: true },
);

/** A normalised query with any text in it. */
export const queries: fc.Arbitrary<ViewedQuery> = fc.record(
  { queueId: fc.uuid(), filters, view },
  { noNullPrototype: true },
);

/** A page that may be asked for. */
export const pages = fc.record({
  pageNumber: fc.oneof(
    fc.integer({ min: 1, max: 9 }),
    fc.maxSafeNat().filter((n) => n > 0),
  ),
  pageSize: fc.integer({ min: 1, max: 100 }),
});

/** `text` in another case where that is the same value: only for values that fold. */
function recased(text: string): fc.Arbitrary<string> {
  const folded = [text, text.toLowerCase(), text.toUpperCase(), text.toUpperCase().replaceAll(' ', '_')];
  return text.startsWith('zz') ? fc.constant(text) : fc.constantFrom(...folded);
}

/** The ways to write a list: split into parameters and commas as you like, repeated, with blanks around. */
function listPairs(
  parameter: string,
  items: readonly string[],
  folds: boolean,
): fc.Arbitrary<Array<[string, string]>> {
  const written = (value: string) =>
    fc
      .tuple(folds ? recased(value) : fc.constant(value), fc.constantFrom('', ' ', '\t'))
      .map(([text, blank]) => `${blank}${text}${blank}`);
  const repeated = fc.shuffledSubarray([...items]).map((again) => [...items, ...again]);
  const texts = repeated
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))
    .chain((all) => fc.tuple(...all.map(written)));
  return fc.tuple(texts, fc.infiniteStream(fc.boolean())).map(([all, joins]) => {
    const values: string[] = [];
    for (const text of all) {
      if (values.length > 0 && joins.next().value) values.push(`${values.pop()},${text}`);
      else values.push(text);
    }
    return values.map((value) => [parameter, value]);
  });
}

/** The ways to write a single value: once or twice the same. */
function singlePairs(
  parameter: string,
  value: string,
  folds: boolean,
): fc.Arbitrary<Array<[string, string]>> {
  return fc
    .tuple(folds ? recased(value) : fc.constant(value), fc.integer({ min: 1, max: 2 }))
    .map(([text, times]) => Array.from({ length: times }, () => [parameter, text]));
}

const FOLDING = ['expand', 'sortOrder', 'routingStatus', 'presence', 'memberBy', 'joined'];

/** Any way to write `query` as parameters, in any order. */
export function spellings(query: ViewedQuery): fc.Arbitrary<Pairs> {
  const parts = Object.entries({ ...query.filters, ...query.view }).map(([parameter, value]) => {
    const folds = FOLDING.includes(parameter);
    if (Array.isArray(value)) return value.length ? listPairs(parameter, value, folds) : fc.constant([]);
    return singlePairs(parameter, String(value), folds);
  });
  return fc
    .tuple(...parts)
    .map((pairs) => pairs.flat())
    .chain((pairs) => fc.shuffledSubarray(pairs, { minLength: pairs.length }));
}
