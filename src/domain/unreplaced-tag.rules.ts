// Finds what a platform should have replaced or decoded before it asked: such a value counts nobody, for ever.

/** What is wrong with the value of a filter, as the end of a sentence; undefined for what somebody may be called. */
export function tagProblem(value: string): string | undefined {
  const text = value.trim().slice(0, LOOKED_AT);
  return PROBLEMS.find(([sign]) => sign.test(text))?.[1];
}

/** Characters; the patterns take a time that grows with the square of the length. */
const LOOKED_AT = 512;

const TAG = 'a tag that the platform has not replaced';
const QUOTES = 'quotes as part of the value';

/**
 * Real names keep parentheses, apostrophes, quotes around a nickname, a lone percent sign, and square brackets around a
 * word beside other words: O'Brien, Sales (EMEA), Robert "Bob" Smith, 100% remote, [DE] Support, Sales [EMEA].
 */
const PROBLEMS: ReadonlyArray<readonly [sign: RegExp, problem: string]> = [
  // {{skill}}, ${skill}, #{skill}, {% skill %}, and halves of them: nobody is called by a brace.
  [/[{}]/, TAG],
  // [tag:skill] and [[skill]] anywhere, [skill] alone or glued to a word, half a bracket.
  [/\[[^[\]]*[^\p{L}\p{N}\s[\]-][^[\]]*\]/u, TAG],
  [/^\[[^[\]]*\]$|[^\s[\]]\[|\][^\s[\]]|\[\s*\[|\]\s*\]/u, TAG],
  [/^[^[]*\]|\[[^\]]*$/, TAG],
  // <skill>, <%= skill %>
  [/<[^<>]*\p{L}[^<>]*>/u, TAG],
  // %skill%, %%skill%%, $skill$, @skill@, #skill#, *|SKILL|*
  [/^([%$@#]{1,2})[\p{L}\p{N}_.: -]+\1$|^\*\|.*\|\*$/u, TAG],
  // "Available", 'Available', “Available”, \"Available\", and the halves that splitting a list leaves.
  [
    /\\["']|^"[^"]*"?$|^[^"]*"$|^'[^']*'$|^`[^`]*`$|^[\u201c\u201d\u201e].*|^.*[\u201c\u201d]$|^\u2018[^\u2019]*\u2019$/u,
    QUOTES,
  ],
  [/%[0-9a-f]{2}/i, 'an escape such as %20, so it was escaped twice or not unescaped'],
  [/&(?:quot|amp|lt|gt|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});/i, 'an HTML escape such as &amp;'],
  [/\ufffd/, 'a character that is not UTF-8'],
];
