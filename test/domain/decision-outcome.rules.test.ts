import { expect } from 'chai';
import { outcomeOf } from '../../src/domain/decision-outcome.rules.js';
import { ServiceError } from '../../src/domain/errors.js';

const queues = ['q'];
const timeout = new ServiceError('genesys_timeout');

describe('what became of a question', () => {
  const cases: Array<[string, Parameters<typeof outcomeOf>[0], ReturnType<typeof outcomeOf>]> = [
    ['accepted', { queues, accept: true, total: 2 }, 'accepted'],
    ['not accepted', { queues, accept: false, total: 0 }, 'not_accepted'],
    [
      'accepted although one of its queues is not known',
      { queues, accept: true, unknown: false, failure: timeout },
      'accepted',
    ],
    [
      'unknown, whatever the policy said',
      { queues, accept: true, unknown: true, failure: timeout },
      'unknown',
    ],
    ['counted for the platform to decide', { queues, total: 3 }, 'accepted'],
    ['counted as nobody for the platform to decide', { queues, total: 0 }, 'not_accepted'],
    ['failed', { queues, failure: timeout }, 'error'],
    ['refused by Genesys', { queues, failure: new ServiceError('genesys_permission_missing') }, 'error'],
    ['left by its caller before the answer', { queues }, 'error'],
    ['not allowed', { queues, failure: new ServiceError('queue_not_allowed') }, undefined],
    ['no question at all', {}, undefined],
  ];
  for (const [name, over, outcome] of cases)
    it(`${name}: ${outcome ?? 'is not counted'}`, () => expect(outcomeOf(over)).to.equal(outcome));
});
