import { expect } from 'chai';
import { choice, collect, flag, list, oneOf, single, type Pairs } from '../../src/domain/parameters.rules.js';
import { refusal } from './support.js';

/** Parameters with one name, `x`, given once for each value. */
const given = (...values: string[]) =>
  collect(
    values.map((value) => ['x', value]),
    ['x'],
  );

function expectInvalid(act: () => unknown, problem: RegExp): void {
  const error = refusal(act);
  expect(error.code).to.equal('invalid_parameter');
  expect(error.message).to.match(/^"x" /).and.match(problem);
}

describe('collecting parameters', () => {
  it('keeps the values of each name in their order', () => {
    const pairs: Pairs = [
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
    ];
    expect([...collect(pairs, ['a', 'b', 'c'])]).to.deep.equal([
      ['a', ['1', '3']],
      ['b', ['2']],
    ]);
  });

  it('names every unknown parameter once, and those that the route knows', () => {
    const pairs: Pairs = [
      ['presense', 'secret-value'],
      ['a', '1'],
      ['utm', '2'],
      ['utm', '3'],
    ];
    const error = refusal(() => collect(pairs, ['a', 'b']));
    expect(error.code).to.equal('unknown_parameter');
    expect(error.message).to.equal('Unknown: "presense", "utm". This route knows: a, b.');
  });

  for (const name of ['A', 'a ', '', '__proto__', 'constructor', 'toString', 'a[]']) {
    it(`does not take "${name}" for a known name`, () => {
      expect(refusal(() => collect([[name, '1']], ['a'])).code).to.equal('unknown_parameter');
    });
  }

  it('repeats hostile names only cut short, few of them, and in plain characters', () => {
    const pairs: Pairs = Array.from({ length: 100 }, (_, n) => [
      `${n}\r\nSet-Cookie: ü${'x'.repeat(500)}`,
      '',
    ]);
    const { message } = refusal(() => collect(pairs, ['a']));
    expect(message).to.match(/^[\x20-\x7e]*$/);
    expect(message)
      .to.match(/x"/)
      .and.not.match(/[^"]{65}"/);
    expect(message).to.contain('"0?Set-Cookie: ?x');
    expect(message).to.contain('"19?').and.not.contain('"20?');
  });
});

describe('a single value', () => {
  it('is absent when it was not given', () => {
    expect(single(given(), 'x')).to.equal(undefined);
  });

  it('is taken as it is: commas, spaces and case', () => {
    expect(single(given(' Lee, Ann '), 'x')).to.equal(' Lee, Ann ');
  });

  it('may be repeated when it is the same', () => {
    expect(single(given('a', 'a'), 'x')).to.equal('a');
  });

  const refused: [values: readonly string[], problem: RegExp][] = [
    [['a', 'b'], /more than once/],
    [['a', 'A'], /more than once/],
    [['a', ''], /more than once/],
    [[''], /is empty/],
    [['  '], /is empty/],
    [['', ''], /is empty/],
    [['\ud800'], /half a character/],
    [['a\udc00b'], /half a character/],
  ];
  for (const [values, problem] of refused) {
    it(`is refused as ${JSON.stringify(values)}`, () => {
      expectInvalid(() => single(given(...values), 'x'), problem);
    });
  }
});

describe('how much is taken', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `skill ${index}`);

  it('is 256 characters of a text', () => {
    expect(single(given('x'.repeat(256)), 'x')).to.have.length(256);
    expectInvalid(() => single(given('x'.repeat(257)), 'x'), /a value of more than 256 characters/);
    expectInvalid(() => list(given(`a,${'x'.repeat(257)}`), 'x'), /a value of more than 256 characters/);
  });

  it('is 50 different values of a list, however they are given', () => {
    expect(list(given(...names(50), ...names(50)), 'x')).to.have.length(50);
    expectInvalid(() => list(given(...names(51)), 'x'), /has more than 50 values/);
    expectInvalid(() => list(given(names(51).join(',')), 'x'), /has more than 50 values/);
  });

  it('is gathered in time that grows with its length alone', () => {
    const inTime = (count: number) => {
      const pairs: Pairs = Array.from({ length: count }, () => ['x', '1']);
      const began = process.cpuUsage();
      for (let turn = 0; turn < 20; turn++) list(collect(pairs, ['x']), 'x');
      return process.cpuUsage(began).user;
    };
    inTime(8_000);
    // A thousandth of what it would take to copy what was gathered with each one more.
    expect(inTime(8_000)).to.be.lessThan(20 * 20_000);
  });
});

describe('a list', () => {
  const KNOWN = ['On Queue', 'Idle', 'NOT_RESPONDING'];
  const table: [values: readonly string[], items: readonly string[]][] = [
    [['a'], ['a']],
    [['b,a'], ['a', 'b']],
    [
      ['b', 'a'],
      ['a', 'b'],
    ],
    [
      ['c,a', 'b'],
      ['a', 'b', 'c'],
    ],
    [['a,a', 'a'], ['a']],
    [[' a , b '], ['a', 'b']],
    [[',a,,b,'], ['a', 'b']],
    [['a', ''], ['a']],
    [['a b'], ['a b']],
    [['on queue'], ['On Queue']],
    [['ON_QUEUE'], ['On Queue']],
    [['OnQueue,on-queue', 'On Queue'], ['On Queue']],
    [['idle,IDLE'], ['Idle']],
    [['not responding'], ['NOT_RESPONDING']],
    [['Lunch,lunch'], ['Lunch', 'lunch']],
    [['Idle2'], ['Idle2']],
  ];
  for (const [values, items] of table) {
    it(`reads ${JSON.stringify(values)} as ${JSON.stringify(items)}`, () => {
      expect(list(given(...values), 'x', KNOWN)).to.deep.equal(items);
    });
  }

  it('is absent when it was not given', () => {
    expect(list(given(), 'x')).to.equal(undefined);
  });

  for (const values of [[''], [' '], [','], [' , ,'], ['', '']]) {
    it(`is refused as ${JSON.stringify(values)}`, () => {
      expectInvalid(() => list(given(...values), 'x'), /is empty/);
    });
  }

  it('is refused with half a character in it', () => {
    expectInvalid(() => list(given('a,\ud800'), 'x'), /half a character/);
  });
});

describe('a choice', () => {
  it('is written as it is known, and passes on when it is not', () => {
    expect(choice(given('ASC'), 'x', ['asc', 'desc'])).to.equal('asc');
    expect(choice(given(' desc '), 'x', ['asc', 'desc'])).to.equal('desc');
    expect(choice(given(' SCORE '), 'x', ['asc', 'desc'])).to.equal('SCORE');
    expect(choice(given(), 'x', ['asc'])).to.equal(undefined);
  });

  it('is refused by oneOf when it is not allowed, with what is', () => {
    expect(oneOf(given('XML'), 'x', ['json', 'xml'])).to.equal('xml');
    expect(oneOf(given(), 'x', ['json', 'xml'])).to.equal(undefined);
    const error = refusal(() => oneOf(given('yaml'), 'x', ['json', 'xml']));
    expect(error.message).to.equal('"x" must be one of json, xml.');
  });

  it('is a flag as true or false in any case, and as nothing else', () => {
    expect(flag(given('true'), 'x')).to.equal(true);
    expect(flag(given('FALSE'), 'x')).to.equal(false);
    expect(flag(given(), 'x')).to.equal(undefined);
    for (const value of ['1', '0', 'yes']) expectInvalid(() => flag(given(value), 'x'), /true, false/);
  });
});
