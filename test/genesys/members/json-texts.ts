// Random JSON as text: what a serialiser would never write is in it too, such as blanks, odd numbers and
// needless escapes.
import fc from 'fast-check';

/** What may stand between two tokens. */
export const blanks = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(' ', '\n', '\t\r\n  ') },
);

const numbers = fc.oneof(
  fc.constantFrom('1.0', '12345678901234567890', '-0', '1e2', '0.10', '1E+400', '-0.0e-0'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
);

const marks = fc.constantFrom(
  '"',
  '\\',
  '\\"',
  '[',
  ']',
  '{',
  '}',
  ':',
  ',',
  '"}]',
  '"entities":[{',
  '\u2028',
);
const contents = fc.oneof(
  fc.string({ unit: fc.oneof(marks, fc.string()), maxLength: 6 }),
  fc.string({ unit: 'binary' }),
);

/** Each character as an escape, which is as good as the character itself. */
function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}

const strings = fc
  .tuple(contents, fc.boolean())
  .map(([text, escape]) => (escape ? escaped(text) : JSON.stringify(text)));

function joined(open: string, items: fc.Arbitrary<readonly string[]>, close: string): fc.Arbitrary<string> {
  return fc
    .tuple(items, blanks, blanks)
    .map(([all, before, after]) => `${open}${before}${all.join(`${after},${before}`)}${after}${close}`);
}

function pair(key: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(key, blanks, blanks, value).map(([k, before, after, v]) => `${k}${before}:${after}${v}`);
}

const keys = fc.oneof(strings, fc.constantFrom('"entities"', '"x"', '"nextUri"', '"__proto__"'));

/** Any JSON value. A list of entities at the top is as good as impossible. */
export const valueTexts: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(numbers, strings, fc.constantFrom('true', 'false', 'null')),
    joined('[', fc.array(tie('value'), { maxLength: 4 }), ']'),
    joined('{', fc.array(pair(keys, tie('value')), { maxLength: 4 }), '}'),
  ),
})).value;

/** One entity with an id at any place and anything else beside it. */
export const entityTexts: fc.Arbitrary<string> = joined(
  '{',
  fc
    .tuple(
      fc.array(pair(keys, valueTexts), { maxLength: 3 }),
      pair(
        fc.constant('"id"'),
        fc.uuid().map((id) => `"${id}"`),
      ),
      fc.array(pair(fc.oneof(fc.constantFrom('"entities"', '"x"')), valueTexts), { maxLength: 2 }),
    )
    .map(([before, id, after]) => [...before, id, ...after]),
  '}',
);

/** A listing of `entities` with other things around, and the texts that went into it. */
export function listingText(
  entities: readonly string[],
): fc.Arbitrary<{ text: string; entities: readonly string[] }> {
  const others = fc.array(pair(fc.constantFrom('"a"', '"selfUri"', '"ent\\u0069ty"'), valueTexts), {
    maxLength: 3,
  });
  const decoy = fc.oneof(
    fc.constant([]),
    pair(fc.constant('"entities"'), valueTexts).map((text) => [text]),
  );
  const list = pair(
    fc.constantFrom('"entities"', '"entit\\u0069es"'),
    joined('[', fc.constant(entities), ']'),
  );
  const parts = fc.tuple(decoy, others, list, others).map((all) => all.flat());
  return joined('{', parts, '}').map((text) => ({ text, entities }));
}
