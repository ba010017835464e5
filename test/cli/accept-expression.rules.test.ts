import { expect } from 'chai';
import { readAcceptance } from '../../src/cli/accept-expression.rules.js';

describe('a criterion on the command line', () => {
  const good: ReadonlyArray<readonly [string, object]> = [
    ['total > 2', { field: 'total', condition: 'Greater Than', value: 2 }],
    ['total>2', { field: 'total', condition: 'Greater Than', value: 2 }],
    ['  total >= 2 ', { field: 'total', condition: 'Greater Than or Equal', value: 2 }],
    ['total < 2', { field: 'total', condition: 'Less Than', value: 2 }],
    ['total <= 2.5', { field: 'total', condition: 'Less Than or Equal', value: 2.5 }],
    ['total = 2', { field: 'total', condition: 'Equals', value: 2 }],
    ['total == 2', { field: 'total', condition: 'Equals', value: 2 }],
    ['total != -2', { field: 'total', condition: 'Not Equals', value: -2 }],
    ['total Greater Than 2', { field: 'total', condition: 'Greater Than', value: 2 }],
    ['total greater than or equal "2"', { field: 'total', condition: 'Greater Than or Equal', value: 2 }],
    ['pageCount LESS_THAN 3', { field: 'pageCount', condition: 'Less Than', value: 3 }],
    ['status = available', { field: 'status', condition: 'Equals', value: 'available' }],
    [
      "filters Equals 'presence=On Queue'",
      { field: 'filters', condition: 'Equals', value: 'presence=On Queue' },
    ],
    ['entities Exists', { field: 'entities', condition: 'Exists' }],
    [
      'queues[0].agentsAvailable > 0',
      { field: 'queues.0.agentsAvailable', condition: 'Greater Than', value: 0 },
    ],
  ];
  for (const [text, criterion] of good) {
    it(`${text} is read`, () => expect(readAcceptance(text)).to.deep.equal({ criterion }));
  }

  const bad: ReadonlyArray<readonly [string, string]> = [
    ['', 'begin with a field'],
    ['> 2', 'begin with a field'],
    ['totl > 2', 'begin with a field'],
    ['total', 'must be a condition'],
    ['total 2', 'must be a condition'],
    ['total => 2', 'must be a condition'],
    ['total is 2', 'must be a condition'],
    ['total >', 'needs a value'],
    ['total Greater Than', 'needs a value'],
    ['total = ""', 'needs a value'],
    ['total > many', 'compares numbers'],
    ['entities Exists 1', 'takes no value'],
  ];
  for (const [text, problem] of bad) {
    it(`"${text}" is refused, with what is wrong`, () =>
      expect(readAcceptance(text)).to.have.property('problem').that.includes(problem));
  }
});
