// Announcements with what looks have found besides.
import { expect } from 'chai';
import { noChangeFeed, type ChangeFeed } from '../../src/cache/change-feed.js';
import { LookMarks } from '../../src/cache/look-marks.js';
import { cacheKey } from '../../src/domain/cache-key.rules.js';
import type { MemberQuery } from '../../src/domain/model.js';

const SCOPE = { apiUrl: 'http://genesys', organization: 'own' };
const query = (queueId: string): MemberQuery => ({ queueId, filters: { joined: true } });
const [A, B] = [query('a'), query('b')];
const keyOf = (one: MemberQuery) => cacheKey(SCOPE, one);
const marksOf = (feed: ChangeFeed = noChangeFeed(2_000)) => new LookMarks(feed, SCOPE);

describe('marks of looks', () => {
  it('end the freshness of what was taken before, and of nothing else', () => {
    const marks = marksOf();
    expect(marks.mark(A, keyOf(A), 500, 100)).to.equal(true);
    expect(marks.mark(A, keyOf(A), 600, 100), 'again').to.equal(false);
    expect(marks.policyOf(A, 100)).to.include({ freshUntil: 400, staleFrom: 2_000, suspect: true });
    expect(marks.policyOf(A, 500)).to.include({ freshUntil: 2_000, suspect: false });
    expect(marks.policyOf(B, 100)).to.include({ freshUntil: 2_000, suspect: false });
    expect([marks.isOver(A, keyOf(A), 100), marks.isOver(A, keyOf(A), 500)]).to.eql([true, false]);
    marks.clear(A, keyOf(A));
    expect(marks.isOver(A, keyOf(A), 100)).to.equal(false);
  });

  it('never give a queue a version that it had before', () => {
    let announced = 0;
    const marks = marksOf({ ...noChangeFeed(2_000), versionOf: () => announced });
    const seen = [marks.versionOf('a')];
    const next = (change: () => unknown) => {
      change();
      seen.push(marks.versionOf('a'));
    };
    next(() => marks.mark(A, keyOf(A), 500, 100));
    next(() => marks.clear(A, keyOf(A)));
    next(() => marks.keep(new Set(['b'])));
    next(() => marks.touch('a'));
    next(() => marks.keep(new Set()));
    next(() => marks.mark(A, keyOf(A), 500, 100));
    next(() => (announced = 1));
    next(() => marks.touch('a'));
    expect(new Set(seen).size).to.equal(seen.length);
  });

  it('change the version of no other queue', () => {
    const marks = marksOf();
    marks.touch('b');
    const before = marks.versionOf('b');
    marks.touch('a');
    marks.mark(A, keyOf(A), 500, 100);
    expect(marks.versionOf('b')).to.equal(before);
  });
});
