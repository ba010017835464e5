import { expect } from 'chai';
import { collect, wholeNumber } from '../../src/domain/parameters.rules.js';
import { refusal } from './support.js';

/** One parameter `x`. */
const given = (value: string) => collect([['x', value]], ['x']);

function expectInvalid(act: () => unknown): void {
  const error = refusal(act);
  expect(error.code).to.equal('invalid_parameter');
  expect(error.message).to.match(/^"x" must be a whole number|^"x" is empty/);
}

describe('a whole number', () => {
  const table: [value: string, number: number][] = [
    ['1', 1],
    ['2', 2],
    [' 7 ', 7],
    ['007', 7],
    ['999999999', 999_999_999],
    ['1000000000', 1_000_000_000],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740993', Number.MAX_SAFE_INTEGER],
    ['9'.repeat(256), Number.MAX_SAFE_INTEGER],
  ];
  for (const [value, number] of table) {
    it(`is ${number} as "${value.slice(0, 30)}"`, () => {
      expect(wholeNumber(given(value), 'x', 1)).to.equal(number);
    });
  }

  for (const value of [
    '0',
    '-1',
    '1.0',
    '1e2',
    '+1',
    '0x1',
    'NaN',
    'Infinity',
    '١',
    'one',
    '',
    '1,2',
    '1 2',
  ]) {
    it(`is refused as "${value}"`, () => {
      expectInvalid(() => wholeNumber(given(value), 'x', 1));
    });
  }

  it('is absent when it was not given', () => {
    expect(wholeNumber(collect([], ['x']), 'x', 1)).to.equal(undefined);
  });

  it('may be as small as allowed and no smaller', () => {
    expect(wholeNumber(given('0'), 'x', 0)).to.equal(0);
    expect(wholeNumber(given('5'), 'x', 5)).to.equal(5);
    expectInvalid(() => wholeNumber(given('4'), 'x', 5));
  });
});
