import { expect } from 'chai';
import { decide } from '../../src/domain/acceptance.rules.js';
import {
  callsText,
  freeAgents,
  readsCalls,
  withinLimits,
  type CallLimits,
  type KnownCalls,
} from '../../src/domain/calls.rules.js';

const known = (waiting: number | null, free: number | null, unknownQueues = 0): KnownCalls => ({
  waiting,
  free,
  unknownQueues,
});

describe('limits for waiting calls', () => {
  const cases: [limits: CallLimits, known: KnownCalls, hold: boolean | undefined, why: string][] = [
    [{}, known(null, null, 1), true, 'nothing is demanded'],
    [{ maxWaiting: 2 }, known(2, 0), true, 'at the limit'],
    [{ maxWaiting: 2 }, known(3, 9), false, 'above it'],
    [{ maxWaiting: 0 }, known(0, 0), true, 'none may wait and none does'],
    [{ maxWaiting: 2 }, known(1, null, 1), undefined, 'more may wait in a queue that is not known'],
    [{ maxWaiting: 2 }, known(3, null, 1), false, 'too many already, whatever waits in the other queue'],
    [{ maxWaiting: 2 }, known(null, null, 1), undefined, 'nothing is known'],
    [{ maxWaiting: 2 }, known(1, null), true, 'nobody asks for free agents'],
    [{ minFree: 1 }, known(9, 1), true, 'enough are free'],
    [{ minFree: 2 }, known(0, 1), false, 'too few are free'],
    [{ minFree: 1 }, known(0, null), undefined, 'how many are free is not known'],
    [{ maxWaiting: 2, minFree: 1 }, known(3, null), false, 'one of two surely fails'],
  ];
  for (const [limits, what, hold, why] of cases) {
    it(`${hold === undefined ? 'are open' : hold ? 'hold' : 'fail'}: ${why}`, () => {
      expect(withinLimits(limits, what)).to.equal(hold);
    });
  }

  it('leave no agent below none', () => {
    expect([freeAgents(3, 1), freeAgents(1, 3)]).to.eql([2, 0]);
  });

  it('are told in words', () => {
    expect(callsText({ maxWaiting: 2, minFree: 1 }, known(3, 1))).to.equal(
      '3 calls wait, at most 2 allowed; 1 agent free, 1 needed',
    );
    expect(callsText({}, known(null, null))).to.equal('waiting calls unknown; free agents unknown');
  });

  it('are read by fields of all queues and of one', () => {
    expect(['waiting', 'free', 'queues.3.waiting', 'total', 'queues.3.queue'].map(readsCalls)).to.eql([
      ...[true, true, true, false, false],
    ]);
  });

  it('decide together with the count: what surely fails is no question of policy', () => {
    const at = (count: number, unknownQueues: number, hold: boolean | undefined) =>
      decide({ count, unknownQueues, minimum: 2, calls: { hold } }, 'open');
    expect(at(2, 0, true)).to.eql({ accept: true, status: 'available' });
    expect(at(2, 0, false)).to.eql({ accept: false, status: 'unavailable' });
    expect(at(2, 0, undefined)).to.eql({ accept: true, status: 'unknown' });
    expect(at(1, 0, undefined)).to.eql({ accept: false, status: 'unavailable' });
    expect(at(1, 1, false)).to.eql({ accept: false, status: 'unavailable' });
    expect(at(1, 1, true)).to.eql({ accept: true, status: 'unknown' });
  });
});
