import { expect } from 'chai';
import fc from 'fast-check';
import type { Decision, FailurePolicy } from '../../src/domain/acceptance.rules.js';
import {
  CONDITIONS,
  criterionText,
  holds,
  judge,
  numberOf,
  readCondition,
  readField,
  valueAt,
  type Condition,
  type Criterion,
  type Scalar,
} from '../../src/domain/criterion.rules.js';

const criterion = (condition: Condition, value?: Scalar, field = 'total'): Criterion =>
  value === undefined ? { field, condition } : { field, condition, value };

describe('condition of a criterion', () => {
  const table: [condition: Condition, value: Scalar | undefined, holding: unknown[], failing: unknown[]][] = [
    ['Greater Than', 2, [3, 2.5, '3', ' 10 ', Infinity], [2, 1, -3, '2', '1.9', 0, 'three', '', true]],
    ['Greater Than', '2', [3, '3'], [2, '2', '2.0']],
    ['Greater Than', -1, [0, '0', '-0.5'], [-1, '-1', '-2']],
    ['Greater Than or Equal', 2, [2, 3, '2', '2.0', '02'], [1, 1.99, '1', 'b', false]],
    ['Less Than', 2, [1, 0, -5, '1'], [2, 3, '2', 'a', '', false]],
    ['Less Than or Equal', 2, [2, 1, '2'], [3, 2.01, '2.01', 'a']],
    ['Equals', 2, [2, '2', '2.0', ' 2 '], [1, 3, '2x', '0x2', true, '']],
    ['Equals', '2', [2, '2', '2.00'], [3, 'two']],
    ['Equals', 'available', ['available'], ['Available', 'unavailable', 1, true]],
    ['Equals', true, [true, 'true'], [false, 1, 'TRUE', '1']],
    ['Equals', false, [false, 'false'], [true, 0, '']],
    ['Equals', 'true', [true, 'true'], [false, 1]],
    ['Equals', 0, [0, '0', -0, '-0'], [false, '', 'zero']],
    ['Not Equals', 2, [1, 3, '3', 'two', true], [2, '2', '2.0']],
    ['Not Equals', 'available', ['unavailable', 'Available', 0], ['available']],
    ['Exists', undefined, [0, false, '', 'x', 5, [0], [[]], {}], []],
  ];
  const nothing = [undefined, null, []];
  for (const [condition, value, holding, failing] of table) {
    const name = value === undefined ? condition : `${condition} ${JSON.stringify(value)}`;
    it(`${name} holds for ${JSON.stringify(holding)} only`, () => {
      for (const found of holding)
        expect(holds(criterion(condition, value), found), String(found)).to.be.true;
      for (const found of [...failing, ...nothing])
        expect(holds(criterion(condition, value), found), JSON.stringify(found)).to.be.false;
    });
  }

  it('looks at lists and maps only to see whether they are there', () => {
    for (const condition of CONDITIONS.filter((one) => one !== 'Exists')) {
      for (const value of [0, 1, '', '1', '[object Object]', true]) {
        for (const found of [[1], ['1'], {}, { toString: 1 }, () => 1])
          expect(holds(criterion(condition, value), found), condition).to.be.false;
      }
    }
  });

  it('holds for no number that is none', () => {
    for (const condition of CONDITIONS.filter((one) => one.startsWith('Less') || one.startsWith('Gr')))
      expect(holds(criterion(condition, 0), Number.NaN), condition).to.be.false;
  });

  it('compares like numbers do, whether they come as numbers or as text', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.boolean(), fc.boolean(), (a, b, textA, textB) => {
        const check = (condition: Condition) =>
          holds(criterion(condition, textB ? String(b) : b), textA ? String(a) : a);
        expect(check('Greater Than')).to.equal(a > b);
        expect(check('Less Than or Equal')).to.equal(a <= b);
        expect(check('Greater Than or Equal')).to.equal(a >= b);
        expect(check('Less Than')).to.equal(a < b);
        expect(check('Equals')).to.equal(a === b);
        expect(check('Not Equals')).to.equal(a !== b);
      }),
    );
  });

  const words: [text: string, condition: Condition | undefined][] = [
    ['Greater Than', 'Greater Than'],
    ['greater than', 'Greater Than'],
    ['GREATER  THAN OR EQUAL', 'Greater Than or Equal'],
    ['less_than', 'Less Than'],
    ['less-than-or-equal', 'Less Than or Equal'],
    ['equals', 'Equals'],
    ['NotEquals', 'Not Equals'],
    ['EXISTS', 'Exists'],
    ['', undefined],
    ['>', undefined],
    ['Equal', undefined],
    ['Contains', undefined],
    ['constructor', undefined],
  ];
  for (const [text, condition] of words) {
    it(`reads "${text}" as ${condition ?? 'none'}`, () => {
      expect(readCondition(text)).to.equal(condition);
    });
  }

  it('knows numbers in plain decimal digits only', () => {
    for (const text of ['1', '-1', '1.5', ' 7 ', '007']) expect(numberOf(text)).to.equal(Number(text));
    for (const other of [
      '',
      ' ',
      '1e3',
      '0x1',
      '1.',
      '.5',
      '+1',
      '1,5',
      'NaN',
      'Infinity',
      true,
      null,
      [1],
      {},
    ])
      expect(numberOf(other), JSON.stringify(other)).to.be.undefined;
  });

  it('is told in one line', () => {
    expect(criterionText(criterion('Greater Than', 2))).to.equal('total Greater Than 2');
    expect(criterionText(criterion('Exists', undefined, 'entities'))).to.equal('entities Exists');
    expect(criterionText(criterion('Equals', false, 'stale'))).to.equal('stale Equals false');
  });
});

describe('field of a criterion', () => {
  const answer = {
    total: 2,
    asOf: null,
    status: 'available',
    queues: [{ queue: 'a', agentsAvailable: 1 }, { agentsAvailable: null }],
    entities: [] as unknown[],
  };
  const paths: [field: string, value: unknown][] = [
    ['total', 2],
    ['asOf', null],
    ['queues.0.agentsAvailable', 1],
    ['queues.1.agentsAvailable', null],
    ['queues.2.agentsAvailable', undefined],
    ['queues.-1', undefined],
    ['queues.00', undefined],
    ['queues.0.agentsAvailable.x', undefined],
    ['queues.length', undefined],
    ['entities.0.id', undefined],
    ['missing', undefined],
    ['missing.deeper', undefined],
    ['total.toFixed', undefined],
    ['status.0', undefined],
    ['status.length', undefined],
    ['asOf.x', undefined],
    ['', undefined],
    ['__proto__', undefined],
    ['constructor', undefined],
    ['constructor.name', undefined],
    ['toString', undefined],
    ['hasOwnProperty', undefined],
    ['queues.map', undefined],
    ['queues.__proto__.length', undefined],
    ['queues.0.constructor.name', undefined],
    ['queues.0.__proto__.toString', undefined],
  ];
  for (const [field, value] of paths) {
    it(`finds ${JSON.stringify(value) ?? 'nothing'} at "${field}"`, () => {
      expect(valueAt(answer, field)).to.equal(value);
    });
  }

  it('finds lists and maps as they are', () => {
    expect(valueAt(answer, 'queues')).to.equal(answer.queues);
    expect(valueAt(answer, 'queues.0')).to.equal(answer.queues[0]);
  });

  it('finds nothing in what is no map, and never inherited things', () => {
    for (const root of [undefined, null, 5, 'total', true, Object.create({ total: 1 })])
      expect(valueAt(root, 'total')).to.be.undefined;
  });

  const fields: [text: string, field: string | undefined][] = [
    ['total', 'total'],
    ['queues.0.agentsAvailable', 'queues.0.agentsAvailable'],
    ['queues[0].agentsAvailable', 'queues.0.agentsAvailable'],
    ['entities[0]', 'entities.0'],
    ['entities.0.user.name', 'entities.0.user.name'],
    ['pageCount', 'pageCount'],
    ['totl', undefined],
    ['Total', undefined],
    ['', undefined],
    ['.', undefined],
    ['total.', undefined],
    ['.total', undefined],
    ['[0].total', undefined],
    ['queues..0', undefined],
    ['queues[x]', undefined],
    ['$.total', undefined],
    ['total > 2', undefined],
    ['__proto__', undefined],
    ['constructor.name', undefined],
  ];
  for (const [text, field] of fields) {
    it(`reads "${text}" as ${field ?? 'no field'}`, () => {
      expect(readField(text)).to.equal(field);
    });
  }
});

describe('judgement by a criterion', () => {
  const POLICIES: readonly FailurePolicy[] = ['error', 'closed', 'open'];
  const YES: Decision = { accept: true, status: 'available' };
  const NO: Decision = { accept: false, status: 'unavailable' };

  it('is what the condition says when every queue is counted, whatever the policy', () => {
    for (const policy of POLICIES) {
      expect(judge(criterion('Greater Than', 2), { value: 3, unknownQueues: 0 }, policy)).to.deep.equal(YES);
      expect(judge(criterion('Greater Than', 2), { value: 2, unknownQueues: 0 }, policy)).to.deep.equal(NO);
      expect(judge(criterion('Equals', 2), { value: 2, unknownQueues: 0 }, policy)).to.deep.equal(YES);
    }
  });

  /** With one queue that could not be counted. */
  const table: [Criterion, value: unknown, decided: Decision | undefined][] = [
    [criterion('Greater Than', 2), 3, YES],
    [criterion('Greater Than', 2), 2, undefined],
    [criterion('Greater Than', 2, 'agentsAvailable'), 3, YES],
    [criterion('Greater Than or Equal', 2), 2, YES],
    [criterion('Greater Than or Equal', 2), 1, undefined],
    [criterion('Exists'), 0, YES],
    [criterion('Exists'), null, undefined],
    [criterion('Less Than', 3), 3, NO],
    [criterion('Less Than', 3), 2, undefined],
    [criterion('Less Than or Equal', 3), 4, NO],
    [criterion('Less Than or Equal', 3), 3, undefined],
    [criterion('Less Than', 3), null, undefined],
    [criterion('Equals', 3), 3, undefined],
    [criterion('Equals', 3), 4, undefined],
    [criterion('Not Equals', 3), 4, undefined],
    [criterion('Greater Than', 0, 'queues.1.agentsAvailable'), 1, YES],
    [criterion('Equals', 0, 'queues.1.agentsAvailable'), 1, NO],
    [criterion('Equals', 0, 'queues.1.agentsAvailable'), null, undefined],
    [criterion('Greater Than', 0, 'pageCount'), undefined, undefined],
    [criterion('Exists', undefined, 'entities'), undefined, undefined],
    [criterion('Equals', 'available', 'status'), 'available', undefined],
    [criterion('Greater Than', 0, 'minimum'), 1, undefined],
    [criterion('Equals', false, 'queues.1.stale'), false, undefined],
  ];
  for (const [given, value, decided] of table) {
    const said = decided?.status ?? 'unknown';
    it(`is ${said} for "${criterionText(given)}" when the known queues say ${JSON.stringify(value)}`, () => {
      for (const policy of POLICIES) {
        const unknown: Decision = { accept: policy === 'open', status: 'unknown' };
        expect(judge(given, { value, unknownQueues: 1 }, policy)).to.deep.equal(decided ?? unknown);
      }
    });
  }

  it('never changes, once it stands, when an uncounted queue is counted after all', () => {
    const numbers = fc.integer({ min: 0, max: 6 });
    const conditions = fc.constantFrom(...CONDITIONS.filter((one) => one !== 'Exists'));
    fc.assert(
      fc.property(conditions, numbers, numbers, numbers, (condition, value, known, more) => {
        const given = criterion(condition, value);
        const early = judge(given, { value: known, unknownQueues: 1 }, 'open');
        if (early.status === 'unknown') return;
        expect(judge(given, { value: known + more, unknownQueues: 0 }, 'open')).to.deep.equal(early);
      }),
    );
  });
});
