import { expect } from 'chai';
import { tagProblem } from '../../src/domain/unreplaced-tag.rules.js';

describe('a value that a platform should have replaced', () => {
  const tags = [
    ...['[tag:skill]', '[skill]', '[Call:CallerId]', '[[skill]]', 'Sales-[skill]', '[skill]x', 'a [tag:x] b'],
    ...['[object Object]', '[', 'billing]', 'a [b', '[]', '[a', '[a b]'],
    ...[
      '{{x}}',
      '{{ x }}',
      '${skill}',
      '#{skill}',
      '%{skill}',
      '{skill}',
      'Ann {last}',
      '{{',
      'x}}',
      '{% x %}',
    ],
    ...['<skill>', '<%= skill %>', '<queue id>', 'Ann <last name>'],
    ...['%skill%', '%%skill%%', '$skill$', '@skill@', '##skill##', '*|SKILL|*'],
  ];
  const quotes = [
    ...['"Available"', "'Available'", '“Available”', '„Available“', '‘Available’', '\\"Available\\"', '`x`'],
    ...['"Available', 'Available"', '""', '"'],
  ];
  const escapes = ['On%20Queue', 'On%2520Queue', '%22Available%22', 'a%2Cb', 'M%C3%BCller', 'R&amp;D'];
  for (const value of tags)
    it(`is ${value}`, () => expect(tagProblem(value)).to.match(/^a tag that the platform has not replaced$/));
  for (const value of quotes) it(`is ${value}`, () => expect(tagProblem(value)).to.match(/^quotes/));
  for (const value of escapes) it(`is ${value}`, () => expect(tagProblem(value)).to.match(/escape/));
  it('is what was not sent as UTF-8', () => expect(tagProblem('M\ufffdller')).to.match(/UTF-8/));
  it('is an HTML escape of a number', () => expect(tagProblem('O&#39;Brien')).to.match(/HTML/));
});

describe('a value that somebody may be called', () => {
  const names = [
    ...[
      "O'Brien",
      "D'Angelo",
      "'t Hooft",
      "Rock 'n' Roll",
      'Ann’s',
      "James'",
      'Robert "Bob" Smith',
      '"Bob" Smith',
    ],
    ...[
      'Sales (EMEA)',
      '(Sales)',
      'Sales [EMEA]',
      '[DE] Support',
      'Tier [2-3] Support',
      '[DE] Support [VIP]',
    ],
    ...[
      '100%',
      '100% remote',
      '50% of 100%',
      '% of sales',
      '5%x',
      'C++',
      'C#',
      '#1',
      '.NET',
      'a_b',
      'a/b',
      'a\\b',
    ],
    ...[
      'R&D',
      'R&D; more',
      'AT&T',
      'a < b',
      'a > b',
      'Sales <-> Support',
      '$VIP',
      '@home',
      'a|b',
      'Lee, Ann',
    ],
    ...['On Queue', 'ON_QUEUE', 'Müller', '李', '😀', 'null', 'x:y', 'skill=1', '*', '$', '%', '#', '--'],
  ];
  for (const value of names) it(`is ${value}`, () => expect(tagProblem(value)).to.equal(undefined));
});
