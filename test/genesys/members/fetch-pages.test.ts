import { expect } from 'chai';
import fc from 'fast-check';
import { ServiceError } from '../../../src/domain/errors.js';
import type { MemberPage } from '../../../src/genesys/members/member-page.js';
import { fetchPages, type FetchedPages } from '../../../src/genesys/members/fetch-pages.js';
import type { Member } from '../../../src/domain/model.js';
import { rejection } from '../../domain/support.js';

const member = (id: string, json = id): Member => ({ id, userId: `user of ${id}`, json });
const page = (ids: readonly string[], hasNext: boolean): MemberPage => ({
  members: ids.map((id) => member(id)),
  hasNext,
});
const tooLarge = () => new ServiceError('genesys_answer_too_large');
const ids = (fetch: FetchedPages) => fetch.members.map(({ id }) => id);

/** Fetches over `answers`, one for each request, and keeps what was asked for. */
async function walkOver(answers: ReadonlyArray<MemberPage | Error>, maxPages = 50) {
  const asked: Array<[pageNumber: number, pageSize: number]> = [];
  const fetch = fetchPages((pageNumber, pageSize) => {
    const answer = answers[asked.length];
    asked.push([pageNumber, pageSize]);
    if (!answer) return Promise.reject(new Error('more was asked for than there is'));
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }, maxPages);
  return fetch.then(
    (result) => ({ result, asked, fault: undefined }),
    (fault: unknown) => ({ result: undefined, asked, fault }),
  );
}

describe('fetch', () => {
  it('asks for the largest pages, one after the other, until there is no next', async () => {
    const { result, asked } = await walkOver([
      page(['a', 'b'], true),
      page(['c'], false),
      page(['d'], false),
    ]);
    expect(result && ids(result)).to.deep.equal(['a', 'b', 'c']);
    expect(result?.pages).to.equal(2);
    expect(asked).to.deep.equal([
      [1, 100],
      [2, 100],
    ]);
  });

  it('ends on an empty page, even one that claims a next', async () => {
    const { result } = await walkOver([page(['a'], true), page([], true), page(['b'], false)]);
    expect(result && ids(result)).to.deep.equal(['a']);
    expect(result?.pages).to.equal(2);
  });

  it('finds nobody on a first page that is empty', async () => {
    expect((await walkOver([page([], false)])).result).to.deep.equal({ members: [], pages: 1 });
  });

  it('counts a member that moved to another page once, where and as it was seen first', async () => {
    const first = { members: [member('a', 'old'), member('b')], hasNext: true };
    const second = { members: [member('c'), member('a', 'new'), member('c')], hasNext: false };
    const { result } = await walkOver([first, second]);
    expect(result?.members).to.deep.equal([member('a', 'old'), member('b'), member('c')]);
  });

  it('goes on where it stood with smaller pages when an answer is too large', async () => {
    const { result, asked } = await walkOver([
      page(['a'], true),
      page(['b'], true),
      tooLarge(),
      page(['c'], true),
      tooLarge(),
      page(['d'], true),
      page(['e'], false),
    ]);
    expect(result && ids(result)).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
    expect(result?.pages).to.equal(5);
    expect(asked).to.deep.equal([
      [1, 100],
      [2, 100],
      [3, 100],
      [5, 50],
      [6, 50],
      [11, 25],
      [12, 25],
    ]);
  });

  it('fails when the smallest page is too large still', async () => {
    const { fault, asked } = await walkOver([tooLarge(), tooLarge(), tooLarge(), page(['a'], false)]);
    expect(fault).to.have.property('code', 'genesys_answer_too_large');
    expect(asked.map(([, size]) => size)).to.deep.equal([100, 50, 25]);
  });

  it('fails with whatever a page fails with, whatever it has found by then', async () => {
    for (const error of [new ServiceError('genesys_timeout'), new Error('bug')]) {
      const { fault, asked } = await walkOver([page(['a'], true), error, page(['b'], false)]);
      expect(fault).to.equal(error);
      expect(asked).to.have.length(2);
    }
  });

  it('takes as many pages as it may, and fails rather than count without those beyond', async () => {
    const three = [page(['a'], true), page(['b'], true), page(['c'], false)];
    expect((await walkOver(three, 3)).result?.pages).to.equal(3);
    const { fault, asked } = await walkOver(three, 2);
    expect(fault).to.have.property('code', 'genesys_too_many_pages');
    expect(asked).to.have.length(2);
    const error = await rejection(fetchPages(() => Promise.resolve(page(['a'], true)), 7));
    expect(error.message).to.contain('7 pages');
  });
});

describe('any fetch', () => {
  const name = fc.integer({ min: 0, max: 30 }).map((n) => `member-${n}`);
  const hasNext = fc.integer({ min: 0, max: 5 }).map((n) => n > 0);
  const answer = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(fc.array(name, { maxLength: 6 }), hasNext) },
    { weight: 1, arbitrary: fc.constant('too large' as const) },
    { weight: 1, arbitrary: fc.constant('broken' as const) },
  );

  it('counts each member that some page returned once, or fails: whatever moves, repeats, lies or breaks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { maxLength: 20 }),
        fc.integer({ min: 1, max: 10 }),
        async (all, maxPages) => {
          const broken = new ServiceError('genesys_unavailable');
          const end: [string[], boolean] = [[], false];
          const answers = [...all, end].map((one) => {
            if (one === 'too large') return tooLarge();
            return one === 'broken' ? broken : page(...one);
          });
          const { result, asked } = await walkOver(answers, maxPages);
          const given = answers.slice(0, asked.length);
          const pages = given.flatMap((one) => (one instanceof Error ? [] : [one]));
          // One request more for each smaller size, and one that failed.
          expect(pages.length).to.be.at.most(4 * maxPages);
          expect(given.length - pages.length).to.be.at.most(3);
          // What came last decides: only an end that Genesys itself declared has a count.
          const last = given.at(-1);
          const ended = last === pages.at(-1) && (!pages.at(-1)?.hasNext || !pages.at(-1)?.members.length);
          expect(result !== undefined).to.equal(ended);
          if (!result) return;
          const returned = pages.flatMap(({ members }) => members.map(({ id }) => id));
          expect(ids(result)).to.deep.equal([...new Set(returned)]);
          expect(result.pages).to.equal(pages.length);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('skips nobody and asks for nobody twice when pages shrink in the middle', async () => {
    // A member's weight is the size of its entity; a page is too large when its members weigh too much.
    const weights = fc.array(fc.constantFrom(1, 1, 1, 1, 2, 4, 8, 16), { maxLength: 450 });
    await fc.assert(
      fc.asyncProperty(weights, fc.integer({ min: 100, max: 900 }), async (queue, limit) => {
        const everyone = queue.map((_, index) => `member-${index}`);
        const asked: Array<[from: number, to: number]> = [];
        const fetch = await fetchPages((pageNumber, pageSize) => {
          const [from, to] = [(pageNumber - 1) * pageSize, pageNumber * pageSize];
          const weight = queue.slice(from, to).reduce((sum, one) => sum + one, 0);
          if (weight > limit && pageSize > 25) return Promise.reject(tooLarge());
          asked.push([from, to]);
          return Promise.resolve(page(everyone.slice(from, to), to < everyone.length));
        }, 50);
        expect(ids(fetch)).to.deep.equal(everyone);
        asked.forEach(([from], index) => expect(from).to.equal(asked[index - 1]?.[1] ?? 0));
      }),
      { numRuns: 300 },
    );
  });
});
