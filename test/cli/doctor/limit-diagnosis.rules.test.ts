import { expect } from 'chai';
import { diagnoseLimit, type LimitSeen } from '../../../src/cli/doctor/limit-diagnosis.rules.js';

describe('the diagnosis of the rate limit', () => {
  const cases: ReadonlyArray<readonly [LimitSeen, string, RegExp]> = [
    [{ refused: false }, 'skipped', /No answer/],
    [{ refused: false, count: 240, allowed: 300, resetSeconds: 9 }, 'ok', /240 of 300 .* in 9 s/],
    [{ refused: false, count: 241, allowed: 300 }, 'warn', /spends at most 240/],
    [{ refused: false, count: 299, allowed: 300 }, 'warn', /299 of 300/],
    [
      { refused: false, count: 300, allowed: 300, resetSeconds: 9 },
      'failed',
      /exhausted; .* Try again in 9 s/,
    ],
    [
      { refused: true, count: 301, allowed: 300, resetSeconds: 9, retryAfterSeconds: 12 },
      'failed',
      /\(429\).*in 12 s/,
    ],
    [{ refused: true }, 'failed', /Try again in 60 s/],
  ];
  for (const [seen, status, detail] of cases) {
    it(`${JSON.stringify(seen)}: ${status}`, () => {
      const finding = diagnoseLimit(seen);
      expect(finding.status).to.equal(status);
      expect(finding.detail).to.match(detail);
    });
  }

  it('tells a limit of the client from one of the organization', () => {
    const hintAt = (count: number) => diagnoseLimit({ refused: true, count, allowed: 300 }).hint;
    expect(hintAt(301)).to.include('uses this OAuth client');
    expect(hintAt(10)).to.include('whole organization');
  });

  describe('with what the running service wants of it', () => {
    const seen: LimitSeen = { refused: false, count: 30, allowed: 300 };
    const budget = (promiseKept: boolean) =>
      ({
        kind: 'budget',
        requestsWantedPerMinute: 900,
        requestsSpendablePerMinute: 240,
        promiseKept,
        advice: promiseKept ? null : 'Ask for fewer queues.',
      }) as const;

    it('warns with its advice where the limit is too low for it', () => {
      for (const one of [seen, { refused: false }, { ...seen, count: 290 }]) {
        const { status, detail, hint } = diagnoseLimit(one, budget(false));
        expect([status, hint]).to.deep.equal(['warn', 'Ask for fewer queues.']);
        expect(detail).to.match(/wants 900 requests a minute, and may spend 240: .*503 genesys_rate_limited/);
      }
    });

    it('is content where it is enough', () => {
      const { status, detail } = diagnoseLimit(seen, budget(true));
      expect(status).to.equal('ok');
      expect(detail).to.include('30 of 300').and.include('enough for its promise');
    });

    it('says where to look while it is not known', () => {
      expect(diagnoseLimit(seen).detail).to.match(
        /Seen now.*\n.*\/status \(budget\), which does not answer here/,
      );
      expect(diagnoseLimit(seen, { kind: 'locked' }).detail).to.include('ADMIN_KEY');
    });
  });
});
