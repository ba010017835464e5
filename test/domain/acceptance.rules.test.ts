import { expect } from 'chai';
import { decide, type Decision, type FailurePolicy } from '../../src/domain/acceptance.rules.js';

const AVAILABLE: Decision = { accept: true, status: 'available' };
const UNAVAILABLE: Decision = { accept: false, status: 'unavailable' };
const UNKNOWN_CLOSED: Decision = { accept: false, status: 'unknown' };
const UNKNOWN_OPEN: Decision = { accept: true, status: 'unknown' };

const POLICIES: readonly FailurePolicy[] = ['error', 'closed', 'open'];

describe('acceptance', () => {
  const known: [count: number, minimum: number, decision: Decision][] = [
    [0, 1, UNAVAILABLE],
    [1, 1, AVAILABLE],
    [2, 1, AVAILABLE],
    [1, 2, UNAVAILABLE],
    [2, 2, AVAILABLE],
    [3, 2, AVAILABLE],
  ];
  for (const [count, minimum, decision] of known) {
    for (const policy of POLICIES) {
      it(`says ${decision.status} for ${count} of ${minimum} when every queue is known, whatever the policy (${policy})`, () => {
        expect(decide({ count, minimum, unknownQueues: 0 }, policy)).to.deep.equal(decision);
      });
    }
  }

  for (const policy of POLICIES) {
    it(`accepts when the known queues alone reach the minimum, with the policy ${policy}`, () => {
      expect(decide({ count: 2, minimum: 2, unknownQueues: 3 }, policy)).to.deep.equal(AVAILABLE);
    });
  }

  const unknown: [policy: FailurePolicy, decision: Decision][] = [
    ['error', UNKNOWN_CLOSED],
    ['closed', UNKNOWN_CLOSED],
    ['open', UNKNOWN_OPEN],
  ];
  for (const [policy, decision] of unknown) {
    it(`says unknown and ${decision.accept ? 'accepts' : 'does not accept'} when one unknown queue could tip it, with the policy ${policy}`, () => {
      expect(decide({ count: 1, minimum: 2, unknownQueues: 1 }, policy)).to.deep.equal(decision);
      expect(decide({ count: 0, minimum: 1, unknownQueues: 2 }, policy)).to.deep.equal(decision);
    });
  }
});
